#include "pipeline/net/client.hpp"
#include "pipeline/providers/asked.hpp"
#include "pipeline/providers/remote_provider.hpp"
#include "tests/providers/wire.hpp"

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

using namespace vitrine;
using test::Shelf;

namespace {

/// Everything but a network: nothing is sent here.
struct Remote {
  boost::asio::io_context io;
  std::unique_ptr<net::Client> client = net::make_client(io.get_executor(), {});
  std::unique_ptr<providers::RemoteProvider> provider;

  explicit Remote(catalog::Catalog catalog)
      : provider(providers::make_gemini_provider(
            providers::gemini::gemini_surface().value(),
            std::move(catalog),
            [] { return util::Result<std::string>("not asked for"); },
            *client)) {}

  util::Result<providers::PreparedCall> prepare(const domain::RenderRequest& request) const {
    return provider->prepare(request, Shelf().reader());
  }
};

std::string provenance(const providers::PreparedCall& call, std::string_view name) {
  return std::string(util::find(call.provenance, name).value_or("none"));
}

}  // namespace

TEST_CASE("each request is worded by the template that it names, and the record says which",
          "[providers]") {
  const auto loading = test::load_with_settings(
      "prompts: [{id: close-up, version: 3, lines: [{text: \"A close-up of {prompt}.\"}]}]");
  REQUIRE(loading.catalog.has_value());
  const Remote remote(*loading.catalog);
  domain::RenderRequest request =
      test::asking(domain::Operation::generate, "a lamp", "gemini-2.5-flash-image");
  const auto usual = remote.prepare(request);
  REQUIRE(usual.has_value());
  CHECK(provenance(*usual, "prompt_template") == "product-photo");
  request.prompt_template = "close-up";
  const auto other = remote.prepare(request);
  REQUIRE(other.has_value());
  CHECK(provenance(*other, "prompt_template") == "close-up");
  CHECK(provenance(*other, "prompt_template_version") == "3");
  CHECK(other->request.body.find("A close-up of a lamp.") != std::string::npos);
  CHECK(usual->request.body.find("close-up") == std::string::npos);
}

TEST_CASE("a template that is gone, and words a model does not take, are refused before anything",
          "[providers]") {
  const Remote remote(test::built_in());
  domain::RenderRequest request =
      test::asking(domain::Operation::generate, "a lamp", "gemini-2.5-flash-image");
  request.prompt_template = "close-up";
  CHECK(remote.prepare(request).error().message == "there is no prompt template \"close-up\"");

  domain::Model bare = *test::built_in().find_model("gemini-2.5-flash-image");
  bare.takes_system = false;
  bare.safety.clear();
  request.prompt_template.clear();
  request.system = "Be plain.";
  CHECK(providers::problem_with(request, bare)->message ==
        "gemini-2.5-flash-image takes no system instruction");
  request.system.clear();
  request.safety = {{domain::HarmCategory::harassment, domain::SafetyThreshold::off}};
  CHECK(providers::problem_with(request, bare)->message ==
        "gemini-2.5-flash-image takes no safety harassment");
}

#include "pipeline/providers/gemini/surface.hpp"
#include "tests/providers/wire.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::providers;
using namespace vitrine::providers::gemini;

namespace {

std::string address(const Surface& surface,
                    std::string_view model = "gemini-2.5-flash-image",
                    std::string_view method = "generateContent") {
  const util::Result<net::Url> url = model_url(surface, model, method);
  return url ? url->origin() + url->target : url.error().message;
}

net::Request request_to(const Surface& surface) {
  net::Request request;
  request.url = model_url(surface, "m", "generateContent").value();
  return request;
}

}  // namespace

TEST_CASE("the addresses are those the vendors publish", "[providers]") {
  CHECK(address(gemini_surface().value()) ==
        "https://generativelanguage.googleapis.com/v1beta/models/"
        "gemini-2.5-flash-image:generateContent");
  CHECK(address(cometapi_surface().value()) ==
        "https://api.cometapi.com/v1beta/models/gemini-2.5-flash-image:generateContent");
  CHECK(
      address(vertex_surface("my-project", "us-central1").value()) ==
      "https://us-central1-aiplatform.googleapis.com/v1/projects/my-project/locations/us-central1/"
      "publishers/google/models/gemini-2.5-flash-image:generateContent");
  CHECK(address(vertex_surface("p", "global").value(), "m", "predict") ==
        "https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google/models/"
        "m:predict");
  CHECK(address(vertex_surface("p", "eu").value(), "m")
            .starts_with("https://aiplatform.eu.rep.googleapis.com/v1/projects/p/locations/eu/"));
  CHECK(address(vertex_express_surface().value(), "m") ==
        "https://aiplatform.googleapis.com/v1/publishers/google/models/m:generateContent");
}

TEST_CASE("a base URL with a path prefix and a trailing slash keeps the prefix", "[providers]") {
  const Surface surface = gemini_surface("http://127.0.0.1:8080/gw/").value();
  CHECK(address(surface) ==
        "http://127.0.0.1:8080/gw/v1beta/models/gemini-2.5-flash-image:generateContent");
  const util::Result<net::Url> upload = api_url(surface, "/upload", "files");
  CHECK(upload->target == "/gw/upload/v1beta/files");
}

TEST_CASE("pictures from another base URL never pass for bought ones", "[providers]") {
  CHECK(gemini_surface()->name == "gemini");
  CHECK(gemini_surface("https://generativelanguage.googleapis.com/")->name == "gemini");
  CHECK(gemini_surface("http://127.0.0.1:8080/gw")->name == "custom:http://127.0.0.1:8080");
  CHECK(cometapi_surface("https://other.test")->name == "custom:https://other.test");
  CHECK(vertex_surface("p", "global")->name == "vertex");
}

TEST_CASE("a base URL that is none is refused without repeating its query", "[providers]") {
  for (const char* base : {"nonsense", "ftp://x.test", "https://x.test/?key=AIzaSecretSecret"}) {
    const util::Result<Surface> surface = gemini_surface(base);
    REQUIRE(surface.has_error());
    CHECK(surface.error().message.find("AIza") == std::string::npos);
  }
  CHECK(vertex_surface("a/b", "global").has_error());
  CHECK(vertex_surface("p", "evil.test/").has_error());
  CHECK(vertex_surface("", "global").has_error());
}

TEST_CASE("a model id cannot lead to another address", "[providers]") {
  const Surface surface = gemini_surface().value();
  for (const char* model : {"", "../files/x", "a/b", "m?key=1", "m#x", "a:b", "..", "a b", "m%2e"})
    CHECK(model_url(surface, model, "generateContent").has_error());
}

TEST_CASE("the key is added at the end as the surface wants it and nowhere else", "[providers]") {
  const Surface by_key = gemini_surface().value();
  const net::Request keyed = with_key(request_to(by_key), by_key, "TEST_KEY").value();
  CHECK(keyed.headers.find("x-goog-api-key") == "TEST_KEY");
  CHECK_FALSE(keyed.headers.find("Authorization"));
  CHECK(keyed.url.target.find("key=") == std::string::npos);

  const Surface by_token = vertex_surface("p", "global").value();
  const net::Request with_token = with_key(request_to(by_token), by_token, "TEST_TOKEN").value();
  CHECK(with_token.headers.find("authorization") == "Bearer TEST_TOKEN");
  CHECK_FALSE(with_token.headers.find("x-goog-api-key"));

  const Surface comet = cometapi_surface({}, Auth::bearer).value();
  CHECK(with_key(request_to(comet), comet, "K")->headers.find("Authorization") == "Bearer K");
  const Surface express = vertex_express_surface().value();
  CHECK(with_key(request_to(express), express, "K")->headers.find("x-goog-api-key") == "K");
}

TEST_CASE("the key is never sent to another origin and never breaks a header", "[providers]") {
  const Surface surface = gemini_surface().value();
  const net::Request stray = request_to(cometapi_surface().value());
  const auto refused = with_key(stray, surface, "TEST_KEY");
  REQUIRE(refused.has_error());
  CHECK(refused.error().kind == util::ErrorKind::refused);
  CHECK(refused.error().message.find("TEST_KEY") == std::string::npos);
  for (const char* key : {"", "a\r\nX-Evil: 1", "two words", "\xC3\xA9"}) {
    const auto broken = with_key(request_to(surface), surface, key);
    REQUIRE(broken.has_error());
    CHECK((std::string(key).empty() || broken.error().message.find(key) == std::string::npos));
  }
}

TEST_CASE("what a reseller does not mirror is not asked of it", "[providers]") {
  CHECK(gemini_surface()->has_files);
  CHECK(gemini_surface()->tells_models);
  CHECK_FALSE(cometapi_surface()->has_files);
  CHECK_FALSE(cometapi_surface()->tells_models);
  CHECK_FALSE(vertex_surface("p", "global")->has_files);
}

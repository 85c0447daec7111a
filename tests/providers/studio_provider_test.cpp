#include "pipeline/providers/provider.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;

TEST_CASE("the studio provider answers a missing source with an outcome, not an exception",
          "[providers]") {
  const auto studio = providers::make_studio_provider();
  domain::RenderRequest request;
  request.operation = domain::Operation::edit;
  request.prompt = domain::kCutOutInstruction;
  request.sources = {{domain::SourceRole::packshot, "", util::sha256("nowhere")}};
  const domain::Outcome outcome = studio->render(request, [](const util::Digest&) {
    return util::Result<std::string>(util::Error{util::ErrorKind::not_found, "no such blob"});
  });
  CHECK(studio->name() == "studio");
  CHECK(outcome.kind != domain::OutcomeKind::image);
  CHECK_FALSE(outcome.message.empty());
}

#include "pipeline/providers/gemini/preflight.hpp"
#include "pipeline/providers/http_times.hpp"
#include "tests/providers/wire.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::providers;
using namespace vitrine::providers::gemini;
using domain::OutcomeKind;

namespace {

const ErrorContext kContext{"gemini", "gemini-3.1-flash-image", "gemini-nano-banana-2.1"};

Preflight read(const std::string& body, int status = 200) {
  return read_model(kContext, test::head_of(status), body, "generateContent",
                    *providers::parse_rfc3339("2026-10-10T00:00:00Z"));
}

}  // namespace

TEST_CASE("a model is asked about by its bare id and only where that is answered", "[providers]") {
  const net::Request request =
      model_get(gemini_surface().value(), "gemini-2.5-flash-image").value();
  CHECK(request.method == "GET");
  CHECK(request.url.target == "/v1beta/models/gemini-2.5-flash-image");
  CHECK(model_get(cometapi_surface().value(), "m").error().kind == util::ErrorKind::unsupported);
}

TEST_CASE("a model that is served has its standing and no warning", "[providers]") {
  const Preflight preflight = read(
      R"({"name":"models/gemini-2.5-flash-image","version":"001",
          "supportedGenerationMethods":["generateContent","countTokens","batchGenerateContent"]})");
  REQUIRE(preflight.standing);
  CHECK(preflight.standing->warning.empty());
  CHECK(preflight.standing->takes_batches());
  CHECK(read("{}").standing);
  CHECK_FALSE(read("{}").standing->takes_batches());
  CHECK(read(R"({"modelStatus":{"modelStage":"STABLE","retirementTime":"2027-10-29T00:00:00Z"}})")
            .standing->warning.empty());
}

TEST_CASE("a model on its way out is warned about with day and successor", "[providers]") {
  const Preflight soon = read(
      R"({"modelStatus":{"modelStage":"STABLE","retirementTime":"2026-10-29T00:00:00Z",
          "message":"Please migrate."}})");
  REQUIRE(soon.standing);
  CHECK(soon.standing->warning ==
        "gemini calls gemini-3.1-flash-image retiring, ending on 2026-10-29; its successor is "
        "gemini-nano-banana-2.1: Please migrate.");
  const Preflight deprecated = read(R"({"modelStatus":{"modelStage":"DEPRECATED"}})");
  CHECK(deprecated.standing->warning.find("deprecated") != std::string::npos);
}

TEST_CASE("row 19: a model that is gone or retired is not sent to and names its successor",
          "[providers]") {
  const Preflight gone =
      read(R"({"error":{"code":404,"message":"not found","status":"NOT_FOUND"}})", 404);
  CHECK_FALSE(gone.standing);
  CHECK(gone.refusal.kind == OutcomeKind::model_gone);
  CHECK(gone.refusal.message.find("gemini-nano-banana-2.1") != std::string::npos);
  const Preflight retired = read(R"({"modelStatus":{"modelStage":"RETIRED"}})");
  CHECK(retired.refusal.kind == OutcomeKind::model_gone);
  CHECK(retired.refusal.message.find("gemini-nano-banana-2.1") != std::string::npos);
  CHECK(read(R"({"modelStatus":{"retirementTime":"2026-10-01T00:00:00Z"}})").refusal.kind ==
        OutcomeKind::model_gone);
}

TEST_CASE("a model without the wanted call and an unreadable answer are refused", "[providers]") {
  const Preflight other = read(R"({"supportedGenerationMethods":["predict"]})");
  CHECK_FALSE(other.standing);
  CHECK(other.refusal.kind == OutcomeKind::invalid_request);
  CHECK(other.refusal.message.find("it offers predict") != std::string::npos);
  CHECK(read("<html>").refusal.kind == OutcomeKind::transient);
  CHECK(read("{}", 403).refusal.kind == OutcomeKind::auth_or_billing);
}

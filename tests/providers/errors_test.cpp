#include "pipeline/providers/errors.hpp"

#include "tests/providers/wire.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using domain::Outcome;
using domain::OutcomeKind;
using test::fact;
using namespace std::chrono_literals;

namespace {

Outcome error(int status, const std::string& body, net::Headers headers = {}) {
  return test::read(body, status, test::asked_for(), std::move(headers)).outcome;
}

std::string google(int status,
                   const std::string& word,
                   const std::string& message,
                   const std::string& details = {}) {
  return R"({"error":{"code":)" + std::to_string(status) + R"(,"message":")" + message +
         R"(","status":")" + word + R"(")" +
         (details.empty() ? "" : R"(,"details":[)" + details + "]") + "}}";
}

std::string retry_info(const std::string& delay) {
  return R"({"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":")" + delay + R"("})";
}

std::string violation(const std::string& id, const std::string& value) {
  return R"({"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"m",)"
         R"("quotaId":")" +
         id + R"(","quotaValue":")" + value + R"("}]})";
}

constexpr const char* kPerDay = "GenerateRequestsPerDayPerProjectPerModel-FreeTier";
constexpr const char* kPerMinute = "GenerateRequestsPerMinutePerProjectPerModel";

}  // namespace

TEST_CASE("every status has one outcome and keeps its word", "[providers]") {
  struct Row {
    int status;
    const char* word;
    OutcomeKind kind;
  };
  for (const Row& row :
       {Row{400, "INVALID_ARGUMENT", OutcomeKind::invalid_request},
        Row{400, "FAILED_PRECONDITION", OutcomeKind::auth_or_billing},
        Row{401, "UNAUTHENTICATED", OutcomeKind::auth_or_billing},
        Row{402, "PAYMENT_REQUIRED", OutcomeKind::auth_or_billing},
        Row{403, "PERMISSION_DENIED", OutcomeKind::auth_or_billing},
        Row{404, "NOT_FOUND", OutcomeKind::model_gone},
        Row{408, "DEADLINE_EXCEEDED", OutcomeKind::timeout},
        Row{409, "ABORTED", OutcomeKind::transient}, Row{413, "", OutcomeKind::invalid_request},
        Row{422, "", OutcomeKind::invalid_request},
        Row{429, "RESOURCE_EXHAUSTED", OutcomeKind::rate_limited},
        Row{499, "CANCELLED", OutcomeKind::timeout}, Row{500, "INTERNAL", OutcomeKind::transient},
        Row{502, "UNAVAILABLE", OutcomeKind::transient},
        Row{503, "UNAVAILABLE", OutcomeKind::overloaded},
        Row{504, "DEADLINE_EXCEEDED", OutcomeKind::timeout}, Row{529, "", OutcomeKind::overloaded},
        Row{307, "", OutcomeKind::invalid_request}}) {
    INFO(row.status << " " << row.word);
    const Outcome outcome = error(row.status, google(row.status, row.word, "test"));
    CHECK(outcome.kind == row.kind);
    CHECK(fact(outcome, "http_status") == std::to_string(row.status));
    CHECK(fact(outcome, "code") == row.word);
    CHECK(outcome.message.find("gemini") == 0);
    CHECK(outcome.message.find(": test") != std::string::npos);
  }
}

TEST_CASE("a refused call is not charged", "[providers]") {
  for (const int status : {400, 403, 404, 429, 500, 503}) {
    const test::gemini::Reading reading = test::read(google(status, "X", "x"), status);
    CHECK(reading.charge.amount == util::Money{});
    CHECK_FALSE(reading.charge.estimated);
    CHECK(reading.charge.book == "2026-11-01");
  }
}

TEST_CASE("a wrong key is a matter of the key although it is answered with 400", "[providers]") {
  CHECK(
      error(400, google(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
                        R"({"@type":"type.googleapis.com/google.rpc.ErrorInfo",
                              "reason":"API_KEY_INVALID"})"))
          .kind == OutcomeKind::auth_or_billing);
  CHECK(error(400, google(400, "INVALID_ARGUMENT", "API key expired. Please renew the API key."))
            .kind == OutcomeKind::auth_or_billing);
}

TEST_CASE("an error in an array or from a reseller or in free form is read all the same",
          "[providers]") {
  const Outcome in_array = error(429, "[" + google(429, "RESOURCE_EXHAUSTED", "slow") + "\n]");
  CHECK(in_array.kind == OutcomeKind::rate_limited);
  CHECK(fact(in_array, "code") == "RESOURCE_EXHAUSTED");

  const Outcome reseller = error(
      429, R"({"error":{"message":"no money left","type":"quota","code":"insufficient_quota"}})");
  CHECK(reseller.kind == OutcomeKind::auth_or_billing);
  CHECK(fact(reseller, "code") == "insufficient_quota");

  CHECK(error(500, R"({"error":"it broke"})").message.ends_with(": it broke"));
  CHECK(error(422, R"({"detail":[{"loc":["body"],"msg":"field required"}]})")
            .message.ends_with(": field required"));
  CHECK(error(400, R"({"detail":"bad"})").message.ends_with(": bad"));
  CHECK(error(400, R"({"message":"top level"})").message.ends_with(": top level"));
}

TEST_CASE("a page of a proxy and an empty or broken body are still their status", "[providers]") {
  const Outcome page = error(502,
                             "<!DOCTYPE html><html><title>Error</title><body><b>502.</b> The "
                             "server encountered a temporary error.</body></html>");
  CHECK(page.kind == OutcomeKind::transient);
  CHECK(page.message.find("Error 502. The server encountered a temporary error.") !=
        std::string::npos);
  CHECK(page.message.find('<') == std::string::npos);
  CHECK(error(503, "").kind == OutcomeKind::overloaded);
  CHECK(error(503, R"({"error":{"code":503,)").kind == OutcomeKind::overloaded);
  const Outcome text = error(429, "Too many");
  CHECK(text.kind == OutcomeKind::rate_limited);
  CHECK(text.message.ends_with(": Too many"));
}

TEST_CASE("row 19: a model that is gone names our successor", "[providers]") {
  const Outcome gone = error(
      404, google(404, "NOT_FOUND", "models/gemini-2.5-flash-image is not found for API version"));
  CHECK(gone.kind == OutcomeKind::model_gone);
  CHECK(gone.message.find("its successor is gemini-next") != std::string::npos);
  CHECK(error(404, "").kind == OutcomeKind::model_gone);
  // A page comes from an address that is no API: the model is not to blame.
  const Outcome wrong_base = error(404, "<html><body>Not Found</body></html>");
  CHECK(wrong_base.kind == OutcomeKind::invalid_request);
  CHECK(wrong_base.message.find("is the base URL right?") != std::string::npos);
}

TEST_CASE("an upload that expired is no dead model and no wrong key", "[providers]") {
  for (const int status : {403, 404}) {
    const Outcome outcome =
        error(status, google(status, "PERMISSION_DENIED",
                             "You do not have permission to access the File or it may not exist."));
    CHECK(outcome.kind == OutcomeKind::invalid_request);
    CHECK(fact(outcome, "remedy") == "upload");
  }
}

TEST_CASE("row 11: a missing thought signature names the stateless edit as remedy", "[providers]") {
  const Outcome outcome = error(
      400, google(400, "INVALID_ARGUMENT",
                  "Image part is missing a thought_signature in content position 2, part position "
                  "1."));
  CHECK(outcome.kind == OutcomeKind::invalid_request);
  CHECK(fact(outcome, "remedy") == "stateless_edit");
}

TEST_CASE("a request that is too large names its remedy", "[providers]") {
  CHECK(fact(error(413, "<html>413</html>"), "remedy") == "fewer_bytes");
}

TEST_CASE("row 12: overload is told by status or by its reason and may say how long",
          "[providers]") {
  CHECK(error(503, google(503, "UNAVAILABLE", "The model is overloaded.")).kind ==
        OutcomeKind::overloaded);
  const Outcome exhausted =
      error(429, google(429, "RESOURCE_EXHAUSTED", "No capacity",
                        R"({"@type":"type.googleapis.com/google.rpc.ErrorInfo",
                            "reason":"MODEL_CAPACITY_EXHAUSTED"},)" +
                            retry_info("7s")));
  CHECK(exhausted.kind == OutcomeKind::overloaded);
  CHECK(fact(exhausted, "reason") == "MODEL_CAPACITY_EXHAUSTED");
  CHECK(exhausted.retry_after == 7s);
  CHECK(error(503, "", {{"Retry-After", "30"}}).retry_after == 30s);
}

TEST_CASE("row 13: a limit of the minute waits as long as it is told", "[providers]") {
  const Outcome told = error(429, google(429, "RESOURCE_EXHAUSTED", "quota",
                                         violation(kPerMinute, "15") + "," + retry_info("22s")));
  CHECK(told.kind == OutcomeKind::rate_limited);
  CHECK(fact(told, "scope") == "minute");
  CHECK(fact(told, "quota") == kPerMinute);
  CHECK(told.retry_after == 22s);
  CHECK(error(429, google(429, "RESOURCE_EXHAUSTED", "quota", retry_info("0.25s"))).retry_after ==
        250ms);
}

TEST_CASE("row 13: RetryInfo rules over Retry-After which is heard in seconds and as a date",
          "[providers]") {
  const std::string plain = google(429, "RESOURCE_EXHAUSTED", "quota");
  CHECK(error(429, plain, {{"Retry-After", "2"}}).retry_after == 2s);
  CHECK(error(429, plain,
              {{"Date", "Sun, 22 Nov 2026 10:46:50 GMT"},
               {"Retry-After", "Sun, 22 Nov 2026 10:47:20 GMT"}})
            .retry_after == 30s);
  CHECK(error(429, google(429, "RESOURCE_EXHAUSTED", "quota", retry_info("3s")),
              {{"Retry-After", "60"}})
            .retry_after == 3s);
  const Outcome silent = error(429, plain);
  CHECK_FALSE(silent.retry_after);
  CHECK(fact(silent, "scope") == "unknown");
}

TEST_CASE("row 13: a limit of the day waits until midnight on the Pacific coast", "[providers]") {
  const std::string body = google(
      429, "RESOURCE_EXHAUSTED", "quota",
      violation(kPerMinute, "15") + "," + violation(kPerDay, "250") + "," + retry_info("22s"));
  const Outcome dated = error(429, body, {{"Date", "Sun, 22 Nov 2026 10:00:00 GMT"}});
  CHECK(dated.kind == OutcomeKind::rate_limited);
  CHECK(fact(dated, "scope") == "day");
  CHECK(fact(dated, "quota") == kPerDay);
  CHECK(dated.retry_after == 22h);
  const Outcome undated = error(429, body);
  CHECK(fact(undated, "scope") == "day");
  CHECK_FALSE(undated.retry_after);  // 22 s would only be refused again
}

TEST_CASE("row 13: a quota of zero and a spent budget fail fast", "[providers]") {
  const Outcome zero = error(429, google(429, "RESOURCE_EXHAUSTED", "quota",
                                         violation(kPerDay, "0") + "," + retry_info("22s")));
  CHECK(zero.kind == OutcomeKind::auth_or_billing);
  CHECK(fact(zero, "scope") == "limit_zero");
  CHECK_FALSE(zero.retry_after);
  const Outcome zero_in_words = error(
      429, google(429, "RESOURCE_EXHAUSTED", "Quota exceeded for metric: x, limit: 0, model: y"));
  CHECK(fact(zero_in_words, "scope") == "limit_zero");
  CHECK(fact(error(429, google(429, "RESOURCE_EXHAUSTED", "limit: 05")), "scope") == "unknown");
  CHECK(fact(error(429, google(429, "RESOURCE_EXHAUSTED", "limit: 0.5 per second")), "scope") ==
        "unknown");

  const Outcome spent = error(
      429, google(429, "RESOURCE_EXHAUSTED", "Your project has reached its monthly spending cap."));
  CHECK(spent.kind == OutcomeKind::auth_or_billing);
  CHECK(fact(spent, "scope") == "spend");
  CHECK(fact(error(402, ""), "scope") == "spend");
  // The ordinary text speaks of billing too.
  CHECK(error(429, google(429, "RESOURCE_EXHAUSTED",
                          "You exceeded your current quota, please check your plan and billing "
                          "details."))
            .kind == OutcomeKind::rate_limited);
}

TEST_CASE("no error repeats a key or a picture or more than a line", "[providers]") {
  const std::string key = "AIzaSyD4nKxR3vQw8tYpLmZ0bHcGfEjUiOaSd12";
  const std::string picture = test::base64(test::png(64, 64, 900));
  for (const std::string& body :
       {google(400, key, "API key " + key + " and " + picture), "<p>" + key + "</p>" + picture,
        R"({"error":")" + key + R"("})",
        google(400, "X", std::string(5'000, 'x') + " long text that goes on and on")}) {
    const Outcome outcome = error(400, body);
    CHECK(outcome.message.size() <= 300);
    CHECK(outcome.message.find('\n') == std::string::npos);
    std::string all = outcome.message;
    for (const util::Field& field : outcome.facts) all += field.value;
    CHECK(all.find("AIza") == std::string::npos);
    CHECK(all.find(picture.substr(0, 40)) == std::string::npos);
  }
}

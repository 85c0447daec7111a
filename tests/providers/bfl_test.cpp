// The protocol of Black Forest Labs: begun, looked at, fetched.
#include "tests/providers/api_shop.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using domain::Operation;
using domain::OutcomeKind;
using domain::SourceRole;
using providers::Reading;
using test::ApiShop;
using test::base64;
using test::fact;
using test::json_reply;
using test::picture_reply;
using test::png;

namespace {

constexpr const char* kRows = R"(
models:
  - id: flux-a
    brand: Flux A
    provider: bfl
    operations: [generate, edit]
    aspects: ["1:1", "4:5"]
    max_inputs: 4
    takes_seed: true
    options: {safety_tolerance: 2}
    confidence: high
    source: test
  - id: flux-b
    brand: Flux B
    provider: bfl
    operations: [generate]
    aspects: ["1:1"]
    sizes: [1K]
    pixels: flux
    max_inputs: 8
    options: {frame: pixels}
    confidence: high
    source: test
pixel_tables:
  flux: {"1K": {"1:1": 1024x1024}}
prices:
  - book: fluxes
    from: 2026-01-01
    source: test
    models:
      flux-a: {confidence: high, picture: 0.04}
      flux-b: {confidence: high, megapixel: {first: 0.03, further: 0.015, input: 0.015}}
)";

const net::Headers kNow{{"Retry-After", "0"}};

/// A task that is pending once, then ends as the test says.
struct Lab {
  std::string end;  ///< the last look's JSON; "@" stands for the picture's address
  std::string bytes = png(64, 64, 5'000);
  int looks = 0, fetches = 0;
  int failing_fetches = 0;
  int look_status = 200;

  net::ServerReply answer(const net::ServerRequest& request, const std::string& base) {
    if (request.method == "POST")
      return json_reply(
          R"({"id":"t1","polling_url":")" + base + R"(/v1/get_result?id=t1","cost":4})", 200, kNow);
    if (request.target.starts_with("/dl/")) {
      ++fetches;
      if (fetches <= failing_fetches) return json_reply("{}", 503);
      return picture_reply(bytes);
    }
    ++looks;
    if (looks == 1) return json_reply(R"({"id":"t1","status":"Pending"})", look_status, kNow);
    std::string json = end;
    if (const auto at = json.find('@'); at != std::string::npos)
      json.replace(at, 1, base + "/dl/x.png?signature=secret&expires=1");
    return json_reply(json, 200, kNow);
  }
};

constexpr const char* kReady =
    R"({"id":"t1","status":"Ready","cost":4.5,"result":{"sample":"@","seed":7}})";

/// The shop and its lab, which needs to know where it stands.
struct Bench {
  explicit Bench(std::string end)
      : lab{std::move(end)}, shop("bfl", kRows, [this](const net::ServerRequest& request) {
          return lab.answer(request, shop.base());
        }) {}
  Lab lab;
  ApiShop shop;
};

bool has_key(const net::ServerRequest& request) {
  return request.headers.find("x-key").has_value();
}

}  // namespace

TEST_CASE("a task is begun, looked at where it said, and its picture fetched without the key",
          "[providers]") {
  Bench bench(kReady);
  domain::RenderRequest request = bench.shop.asking(Operation::edit, "at night", "flux-a");
  const std::string first = png(30, 40), second = png(31, 41);
  request.sources = {{SourceRole::picture, "", bench.shop.shelf.put(first)},
                     {SourceRole::packshot, "", bench.shop.shelf.put(second)}};
  request.aspect = domain::parse_aspect("4:5");
  request.seed = 7;
  const Reading reading = bench.shop.ask(request);
  REQUIRE(bench.shop.requests.size() == 4);
  CHECK(bench.shop.requests[0].target == "/v1/flux-a");
  CHECK(test::same_json(
      bench.shop.requests[0].body,
      R"({"prompt":"at night","input_image":")" + base64(first) + R"(","input_image_2":")" +
          base64(second) +
          R"(","aspect_ratio":"4:5","seed":7,"prompt_upsampling":false,"safety_tolerance":2,)"
          R"("output_format":"png"})"));
  CHECK(bench.shop.requests[1].target == "/v1/get_result?id=t1");
  CHECK(bench.shop.requests[2].target == "/v1/get_result?id=t1");
  CHECK(bench.shop.requests[3].target == "/dl/x.png?signature=secret&expires=1");
  CHECK(has_key(bench.shop.requests[0]));
  CHECK(has_key(bench.shop.requests[2]));
  CHECK_FALSE(has_key(bench.shop.requests[3]));
  CHECK(reading.outcome.kind == OutcomeKind::image);
  CHECK(bench.shop.picture(reading) == bench.lab.bytes);
  CHECK(fact(reading.outcome, "response_id") == "t1");
  CHECK(fact(reading.outcome, "seed") == "7");
  // What it says it cost, not what was said at first.
  CHECK(reading.charged.micros == 45'000);
  // Nothing that opens the picture stands in what is kept.
  CHECK(bench.shop.body().find("signature") == std::string_view::npos);
}

TEST_CASE("a model that is told pixels is told both sides, and priced by them", "[providers]") {
  Bench bench(R"({"id":"t1","status":"Ready","result":{"sample":"@"}})");
  bench.lab.bytes = png(1024, 1024, 5'000);
  const Reading reading = bench.shop.ask(bench.shop.asking(Operation::generate, "x", "flux-b"));
  CHECK(test::same_json(bench.shop.requests[0].body,
                        R"({"prompt":"x","width":1024,"height":1024,"prompt_upsampling":false,)"
                        R"("output_format":"png"})"));
  CHECK(reading.charged.micros == 30'000);
}

TEST_CASE("each way in which a task ends without a picture is an outcome", "[providers]") {
  const auto kind = [](const char* end) {
    Bench bench(end);
    const Reading reading = bench.shop.ask(bench.shop.asking(Operation::generate, "x", "flux-a"));
    CHECK_FALSE(reading.outcome.message.empty());
    CHECK_FALSE(reading.picture);
    return std::string(to_text(reading.outcome.kind));
  };
  CHECK(kind(R"({"id":"t1","status":"Request Moderated"})") == "policy_hard");
  CHECK(kind(R"({"id":"t1","status":"Content Moderated"})") == "policy_soft");
  CHECK(kind(R"({"id":"t1","status":"Error"})") == "transient");
  CHECK(kind(R"({"id":"t1","status":"Failed"})") == "transient");
  CHECK(kind(R"({"id":"t1","status":"Task not found"})") == "transient");
  // What was begun and is not found may have been made all the same.
  Bench lost(R"({"id":"t1","status":"Task not found"})");
  CHECK(lost.shop.ask(lost.shop.asking(Operation::generate, "x", "flux-a")).outcome.may_be_billed);
}

TEST_CASE("a look that fails is repeated, and so is a fetch: the picture is paid", "[providers]") {
  Bench bench(kReady);
  bench.lab.look_status = 503;
  bench.lab.failing_fetches = 1;
  const Reading reading = bench.shop.ask(bench.shop.asking(Operation::generate, "x", "flux-a"));
  CHECK(reading.outcome.kind == OutcomeKind::image);
  CHECK(bench.shop.picture(reading) == bench.lab.bytes);
  CHECK(bench.lab.looks == 2);
  CHECK(bench.lab.fetches == 2);
}

TEST_CASE("where to look is told before the first look, and is all that going on needs",
          "[providers]") {
  Bench bench(kReady);
  const domain::RenderRequest request = bench.shop.asking(Operation::generate, "x", "flux-a");
  bench.shop.ask(request);
  REQUIRE(bench.shop.begun.size() == 1);
  CHECK(bench.shop.requests_when_begun == 1);
  CHECK(bench.shop.begun[0].find("test-key") == std::string::npos);
  const std::size_t before = bench.shop.requests.size();
  const Reading again = bench.shop.resume(request, bench.shop.begun[0]);
  CHECK(again.outcome.kind == OutcomeKind::image);
  CHECK(bench.shop.picture(again) == bench.lab.bytes);
  CHECK(again.charged.micros == 45'000);
  REQUIRE(bench.shop.requests.size() == before + 2);
  CHECK(bench.shop.requests[before].target == "/v1/get_result?id=t1");
  CHECK(bench.shop.begun.size() == 1);
}

TEST_CASE("a task that the vendor does not know any more may have been bought, and blames no model",
          "[providers]") {
  Bench bench(kReady);
  bench.lab.look_status = 404;
  const auto call =
      bench.shop.prepare(bench.shop.asking(Operation::generate, "x", "flux-a")).value();
  const net::CallResult sent = bench.shop.send(call.request);
  REQUIRE_FALSE(sent);
  CHECK(sent.error().progress == net::Progress::answered);
  CHECK(sent.error().error.kind == util::ErrorKind::damaged);
  CHECK(sent.error().error.message.find("answered 404") != std::string::npos);
}

TEST_CASE("a task that is not done by the deadline may have been bought", "[providers]") {
  ApiShop* shop = nullptr;
  ApiShop there("bfl", kRows, [&](const net::ServerRequest& request) {
    if (request.method == "POST")
      return json_reply(
          R"({"id":"t1","polling_url":")" + shop->base() + R"(/v1/get_result?id=t1"})", 200, kNow);
    return json_reply(R"({"id":"t1","status":"Pending"})", 200, {{"Retry-After", "600"}});
  });
  shop = &there;
  const auto call = there.prepare(there.asking(Operation::generate, "x", "flux-a")).value();
  const net::CallResult sent = there.send(call.request);
  REQUIRE_FALSE(sent);
  CHECK(sent.error().progress == net::Progress::answered);
  CHECK(sent.error().error.kind == util::ErrorKind::timed_out);
}

TEST_CASE("the key goes to the hosts of the vendor and nowhere else, whatever an answer says",
          "[providers]") {
  ApiShop shop("bfl", kRows, [](const net::ServerRequest&) {
    return json_reply(
        R"({"id":"t1","polling_url":"https://elsewhere.example/v1/get_result?id=t1"})", 200, kNow);
  });
  const auto call = shop.prepare(shop.asking(Operation::generate, "x", "flux-a")).value();
  const net::CallResult sent = shop.send(call.request);
  REQUIRE_FALSE(sent);
  CHECK(sent.error().error.kind == util::ErrorKind::refused);
  CHECK(sent.error().error.message.find("elsewhere.example") != std::string::npos);
  CHECK(sent.error().error.message.find("t1") == std::string::npos);
  const providers::Place place = providers::find_api("bfl")->open({}).value()->place();
  net::Request look;
  look.url = net::parse_url("https://api.eu.bfl.ai/v1/get_result?id=t1").value();
  CHECK(providers::with_key(look, place, "k-0123456789").value().headers.find("x-key") ==
        "k-0123456789");
}

TEST_CASE("refusals of a task are outcomes before anything is looked at", "[providers]") {
  const auto kind = [](int status, const char* body) {
    ApiShop shop("bfl", kRows, [&](const net::ServerRequest&) { return json_reply(body, status); });
    const Reading reading = shop.ask(shop.asking(Operation::generate, "x", "flux-a"));
    CHECK(shop.requests.size() == 1);
    CHECK(reading.charged.micros == 0);
    return std::string(to_text(reading.outcome.kind));
  };
  CHECK(kind(402, R"({"detail":"Insufficient credits"})") == "auth_or_billing");
  CHECK(kind(403, R"({"detail":"Not authenticated"})") == "auth_or_billing");
  CHECK(kind(422, R"({"detail":[{"msg":"field required"}]})") == "invalid_request");
  CHECK(kind(429, R"({"detail":"Too many active tasks"})") == "rate_limited");
  CHECK(kind(503, "") == "overloaded");
}

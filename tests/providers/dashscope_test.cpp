// DashScope's protocol: one message, answered by an address, at once or by a task.
#include "tests/providers/api_shop.hpp"

#include <catch2/catch.hpp>

#include <utility>

using namespace vitrine;
using domain::Operation;
using domain::OutcomeKind;
using domain::SourceRole;
using providers::Reading;
using test::ApiShop;
using test::base64;
using test::json_reply;
using test::picture_reply;
using test::png;

namespace {

constexpr const char* kRows = R"(
models:
  - id: qwen-a
    brand: Qwen A
    provider: dashscope
    operations: [generate, edit]
    aspects: ["1:1"]
    sizes: [1K]
    pixels: qwen
    max_inputs: 3
    takes_seed: true
    options: {prompt_limit: 20}
    confidence: high
    source: test
  - {id: qwen-t, extends: qwen-a, options: {service: text2image}}
  - {id: qwen-i, extends: qwen-a, options: {service: image2image}}
pixel_tables:
  qwen: {"1K": {"1:1": 1024x1024}}
prices:
  - book: qwens
    from: 2026-01-01
    source: test
    models:
      qwen-a: {confidence: high, picture: 0.03}
      qwen-t: {confidence: high, picture: 0.03}
      qwen-i: {confidence: high, picture: 0.03}
)";

const net::Headers kNow{{"Retry-After", "0"}};

std::string with_address(const std::string& base) {
  return R"({"request_id":"r1","output":{"choices":[{"finish_reason":"stop","message":{"role":)"
         R"("assistant","content":[{"image":")" +
         base + R"(/oss/x.png?Expires=9&Signature=secret"}]}}]},"usage":{"image_count":1}})";
}

}  // namespace

TEST_CASE("pictures come before the one text, and the answer's address is fetched without the key",
          "[providers]") {
  const std::string bytes = png(1024, 1024, 5'000), first = png(30, 40);
  ApiShop* there = nullptr;
  ApiShop shop("dashscope", kRows, [&](const net::ServerRequest& request) {
    return request.method == "POST" ? json_reply(with_address(there->base()))
                                    : picture_reply(bytes);
  });
  there = &shop;
  domain::RenderRequest request = shop.asking(Operation::edit, "at night", "qwen-a");
  request.sources = {{SourceRole::picture, "", shop.shelf.put(first)}};
  request.aspect = domain::parse_aspect("1:1");
  request.seed = 7;
  const Reading reading = shop.ask(request);
  REQUIRE(shop.requests.size() == 2);
  CHECK(shop.requests[0].target == "/api/v1/services/aigc/multimodal-generation/generation");
  CHECK(test::same_json(
      shop.requests[0].body,
      R"({"model":"qwen-a","input":{"messages":[{"role":"user","content":[{"image":)"
      R"("data:image/png;base64,)" +
          base64(first) +
          R"("},{"text":"at night"}]}]},"parameters":{"n":1,"size":"1024*1024",)"
          R"("prompt_extend":false,"watermark":false,"seed":7}})"));
  CHECK(shop.requests[0].headers.find("authorization") == "Bearer test-key-0123456789");
  CHECK_FALSE(shop.requests[1].headers.find("authorization"));
  CHECK(reading.outcome.kind == OutcomeKind::image);
  CHECK(shop.picture(reading) == bytes);
  CHECK(reading.charged.micros == 30'000);
  CHECK(shop.body().find("secret") == std::string_view::npos);
}

TEST_CASE("a task is looked at by its name until it has an address", "[providers]") {
  const std::string bytes = png(1024, 1024, 5'000);
  ApiShop* there = nullptr;
  int looks = 0;
  ApiShop shop("dashscope", kRows, [&](const net::ServerRequest& request) {
    if (request.method == "POST")
      return json_reply(R"({"output":{"task_id":"t-1","task_status":"PENDING"},"request_id":"r"})",
                        200, kNow);
    if (request.target == "/api/v1/tasks/t-1") {
      if (++looks < 3)
        return json_reply(R"({"output":{"task_id":"t-1","task_status":"RUNNING"}})", 200, kNow);
      return json_reply(
          R"({"output":{"task_id":"t-1","task_status":"SUCCEEDED","results":[{"url":")" +
          there->base() + R"(/oss/x.png?Signature=secret"}]}})");
    }
    return picture_reply(bytes);
  });
  there = &shop;
  const Reading reading = shop.ask(shop.asking(Operation::generate, "x", "qwen-a"));
  CHECK(reading.outcome.kind == OutcomeKind::image);
  CHECK(shop.picture(reading) == bytes);
  CHECK(looks == 3);
}

TEST_CASE("a model whose row names a task's service is asked so, and where to look is kept first",
          "[providers]") {
  const std::string bytes = png(1024, 1024, 5'000), first = png(400, 400);
  ApiShop* there = nullptr;
  bool is_done = false;
  ApiShop shop("dashscope", kRows, [&](const net::ServerRequest& request) {
    if (request.method == "POST")
      return json_reply(R"({"output":{"task_id":"t-1","task_status":"PENDING"},"request_id":"r"})",
                        200, kNow);
    if (request.target != "/api/v1/tasks/t-1") return picture_reply(bytes);
    if (!std::exchange(is_done, true))
      return json_reply(R"({"output":{"task_id":"t-1","task_status":"RUNNING"}})", 200, kNow);
    return json_reply(R"({"output":{"task_status":"SUCCEEDED","results":[{"url":")" +
                      there->base() + R"(/oss/x.png?Signature=secret"}]}})");
  });
  there = &shop;
  const domain::RenderRequest words = shop.asking(Operation::generate, "a lamp", "qwen-t");
  const Reading reading = shop.ask(words);
  CHECK(reading.outcome.kind == OutcomeKind::image);
  CHECK(reading.charged.micros == 30'000);
  REQUIRE(shop.requests.size() == 4);
  const net::ServerRequest& asked = shop.requests[0];
  CHECK(asked.target == "/api/v1/services/aigc/text2image/image-synthesis");
  CHECK(asked.headers.find("x-dashscope-async") == "enable");
  CHECK(test::same_json(asked.body,
                        R"({"model":"qwen-t","input":{"prompt":"a lamp"},"parameters":{"n":1,)"
                        R"("size":"1024*1024","prompt_extend":false,"watermark":false}})"));
  CHECK_FALSE(shop.requests[1].headers.find("x-dashscope-async"));
  CHECK(shop.requests[1].headers.find("authorization") == "Bearer test-key-0123456789");
  CHECK_FALSE(shop.requests[3].headers.find("authorization"));
  REQUIRE(shop.begun.size() == 1);
  CHECK(shop.requests_when_begun == 1);
  // A killed run goes on from there and buys nothing.
  const Reading later = shop.resume(words, shop.begun[0]);
  CHECK(shop.picture(later) == bytes);
  for (std::size_t i = 4; i < shop.requests.size(); ++i) CHECK(shop.requests[i].method == "GET");

  domain::RenderRequest edit = shop.asking(Operation::edit, "at night", "qwen-i");
  edit.sources = {{SourceRole::picture, "", shop.shelf.put(first)}};
  const auto call = shop.prepare(edit).value();
  CHECK(call.request.url.target == "/api/v1/services/aigc/image2image/image-synthesis");
  CHECK(call.request.headers.find("x-dashscope-async") == "enable");
  CHECK(call.request.body.find(R"("input":{"prompt":"at night","images":["data:image/png;base64,)" +
                               base64(first) + R"("]})") != std::string::npos);
  CHECK_FALSE(shop.prepare(shop.asking(Operation::generate, "x", "qwen-a"))
                  ->request.headers.find("x-dashscope-async"));
}

TEST_CASE("a task that nobody knows any more may have been bought", "[providers]") {
  const auto ended = [](const char* status) {
    ApiShop shop("dashscope", kRows, [&](const net::ServerRequest& request) {
      return json_reply(std::string(R"({"output":{"task_id":"t-1","task_status":")") +
                            (request.method == "POST" ? "PENDING" : status) + R"("}})",
                        200, kNow);
    });
    return shop.ask(shop.asking(Operation::generate, "x", "qwen-t"));
  };
  const Reading unknown = ended("UNKNOWN");
  CHECK(unknown.outcome.kind == OutcomeKind::transient);
  CHECK(unknown.outcome.may_be_billed);
  const Reading canceled = ended("CANCELED");
  CHECK(canceled.outcome.kind == OutcomeKind::transient);
  CHECK_FALSE(canceled.outcome.may_be_billed);
  CHECK(canceled.charged.micros == 0);
}

TEST_CASE("the vendor's words decide what a refusal is, not its status alone", "[providers]") {
  const auto kind = [](int status, const char* body) {
    ApiShop shop("dashscope", kRows,
                 [&](const net::ServerRequest&) { return json_reply(body, status); });
    const Reading reading = shop.ask(shop.asking(Operation::generate, "x", "qwen-a"));
    CHECK(reading.charged.micros == 0);
    CHECK_FALSE(reading.outcome.message.empty());
    return std::string(to_text(reading.outcome.kind));
  };
  CHECK(kind(400, R"({"code":"InvalidParameter","message":"size","request_id":"r"})") ==
        "invalid_request");
  CHECK(kind(400, R"({"code":"DataInspectionFailed","message":"no"})") == "policy_hard");
  CHECK(kind(400, R"({"code":"Arrearage","message":"pay"})") == "auth_or_billing");
  CHECK(kind(403, R"({"code":"Model.AccessDenied","message":"no"})") == "auth_or_billing");
  CHECK(kind(401, R"({"code":"InvalidApiKey","message":"no"})") == "auth_or_billing");
  CHECK(kind(404, R"({"code":"ModelNotFound","message":"no"})") == "model_gone");
  CHECK(kind(429, R"({"code":"Throttling.RateQuota","message":"slow"})") == "rate_limited");
  CHECK(kind(500, R"({"code":"InternalError","message":"oops"})") == "transient");
  CHECK(kind(503, R"({"code":"ModelUnavailable","message":"busy"})") == "overloaded");
  CHECK(
      kind(200,
           R"({"output":{"task_status":"FAILED","code":"DataInspectionFailed","message":"no"}})") ==
      "policy_hard");
}

TEST_CASE("text that the vendor would cut without a word is refused before it is sent",
          "[providers]") {
  ApiShop shop("dashscope", kRows, [](const net::ServerRequest&) { return json_reply("{}"); });
  const auto refused =
      shop.prepare(shop.asking(Operation::generate, "a street in Tokyo at night", "qwen-a"));
  REQUIRE(refused.has_error());
  CHECK(refused.error().kind == util::ErrorKind::unsupported);
  CHECK(refused.error().message.find("20 characters of text, not 26") != std::string::npos);
  CHECK(shop.prepare(shop.asking(Operation::generate, "東京の夜、雨の中の交差点、灯り", "qwen-a"))
            .has_value());
}

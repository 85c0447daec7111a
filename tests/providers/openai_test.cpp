// OpenAI's Images protocol: what is sent, and what each answer comes to.
#include "pipeline/providers/http_times.hpp"
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
using test::png;

namespace {

constexpr const char* kRows = R"(
models:
  - id: pencil-1
    brand: Pencil
    provider: openai
    operations: [generate, recontextualize, edit]
    aspects: ["1:1", "2:3"]
    sizes: [1K]
    pixels: pencil
    max_inputs: 4
    qualities: [low, medium]
    quality: medium
    formats: [png, webp]
    confidence: high
    source: test
  - id: own-1
    brand: Own
    provider: local
    operations: [generate, edit]
    max_inputs: 4
    options: {edit_endpoint: none, returns_url: true}
    confidence: high
    source: test
  - id: own-2
    brand: Own
    provider: local
    operations: [generate, edit]
    max_inputs: 4
    options: {edit_endpoint: json}
    confidence: high
    source: test
  - id: own-3
    brand: Own
    provider: local
    operations: [generate, edit]
    max_inputs: 4
    options: {image_field: image}
    confidence: high
    source: test
pixel_tables:
  pencil: {"1K": {"1:1": 1024x1024, "2:3": 1024x1536}}
prices:
  - book: pencils
    from: 2026-01-01
    source: test
    models:
      pencil-1:
        confidence: high
        rates: {input: 5, picture_input: 8, text: 10, picture: 30}
        picture_tokens: {1K: {low: 200, medium: 1000}}
        reference_tokens: 300
        thinking_tokens: {typical: 0, most: 0}
      own-1: {confidence: high, picture: 0}
      own-2: {confidence: high, picture: 0}
      own-3: {confidence: high, picture: 0}
)";

std::string picture_answer(const std::string& bytes, const std::string& more = {}) {
  return R"({"created":1764000000,"output_format":"png","quality":"medium","size":"1024x1024",)" +
         more + R"("data":[{"b64_json":")" + base64(bytes) + R"("}]})";
}

constexpr const char* kUsage =
    R"("usage":{"total_tokens":1340,"input_tokens":300,"output_tokens":1040,)"
    R"("input_tokens_details":{"text_tokens":40,"image_tokens":260},)"
    R"("output_tokens_details":{"image_tokens":1040,"text_tokens":0}},)";

std::string header(const net::ServerRequest& request, const char* name) {
  return std::string(request.headers.find(name).value_or(""));
}

}  // namespace

TEST_CASE("words alone go to OpenAI as JSON, and what was used is charged by kind", "[providers]") {
  const std::string bytes = png(1024, 1024, 200'000);
  ApiShop shop("openai", kRows, [&](const net::ServerRequest&) {
    return json_reply(picture_answer(bytes, kUsage), 200, {{"x-request-id", "req_1"}});
  });
  domain::RenderRequest request = shop.asking(Operation::generate, "a lamp \"lit\"", "pencil-1");
  const Reading reading = shop.ask(request);
  REQUIRE(shop.requests.size() == 1);
  CHECK(shop.requests[0].target == "/images/generations");
  CHECK(header(shop.requests[0], "authorization") == "Bearer test-key-0123456789");
  CHECK(header(shop.requests[0], "x-vitrine-attempt") == "attempt-1");
  CHECK(test::same_json(shop.requests[0].body,
                        R"({"model":"pencil-1","prompt":"a lamp \"lit\"","size":"1024x1024",)"
                        R"("quality":"medium","output_format":"png"})"));
  CHECK(reading.outcome.kind == OutcomeKind::image);
  CHECK(shop.picture(reading) == bytes);
  CHECK(fact(reading.outcome, "response_id") == "req_1");
  CHECK(fact(reading.outcome, "picture.fit") == "as_asked");
  // 40 x 5 + 260 x 8 + 1040 x 30 millionths.
  CHECK(reading.charged.micros == 33'480);
  CHECK_FALSE(reading.estimated);
}

TEST_CASE("pictures go to OpenAI as a form, each with a name and the type its bytes have",
          "[providers]") {
  ApiShop shop("openai", kRows, [](const net::ServerRequest&) {
    return json_reply(picture_answer(png(1024, 1536)));
  });
  domain::RenderRequest request = shop.asking(Operation::edit, "make it night", "pencil-1");
  const std::string first = png(30, 40), second = test::jpeg(50, 60);
  request.sources = {{SourceRole::picture, "", shop.shelf.put(first)},
                     {SourceRole::packshot, "", shop.shelf.put(second)}};
  request.aspect = domain::parse_aspect("2:3");
  request.quality = "low";
  const Reading reading = shop.ask(request);
  const net::ServerRequest& asked = shop.requests.at(0);
  CHECK(asked.target == "/images/edits");
  const std::string type = header(asked, "content-type");
  REQUIRE(type.starts_with("multipart/form-data; boundary="));
  const std::string boundary = "--" + type.substr(type.find('=') + 1);
  std::string expected;
  const auto part = [&](const std::string& head, const std::string& body) {
    expected +=
        boundary + "\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + body + "\r\n";
  };
  part("name=\"model\"", "pencil-1");
  part("name=\"prompt\"", "make it night");
  part("name=\"size\"", "1024x1536");
  part("name=\"quality\"", "low");
  part("name=\"output_format\"", "png");
  part("name=\"image[]\"; filename=\"image-1.png\"\r\nContent-Type: image/png", first);
  part("name=\"image[]\"; filename=\"image-2.jpg\"\r\nContent-Type: image/jpeg", second);
  CHECK(asked.body == expected + boundary + "--\r\n");
  CHECK(reading.outcome.kind == OutcomeKind::image);
  // Nobody said what was used: the book's typical call of that quality, marked.
  CHECK(reading.estimated);
  CHECK(reading.charged.micros >= 200 * 30);
  CHECK(reading.charged.micros < 1000 * 30);
}

TEST_CASE("the same call has the same bytes, so that its digest names it", "[providers]") {
  ApiShop shop("openai", kRows, [](const net::ServerRequest&) { return json_reply("{}"); });
  domain::RenderRequest request = shop.asking(Operation::edit, "make it night", "pencil-1");
  request.sources = {{SourceRole::picture, "", shop.shelf.put(png(30, 40))}};
  const auto once = shop.prepare(request).value(), twice = shop.prepare(request).value();
  CHECK(once.request.body == twice.request.body);
  CHECK(util::find(once.provenance, "body_sha256") == util::sha256(once.request.body).hex());
  CHECK(once.request.headers.find("authorization") == std::nullopt);
}

TEST_CASE("a server of one's own is spoken to by the options of its model's row", "[providers]") {
  ApiShop shop("local", kRows,
               [](const net::ServerRequest&) { return json_reply(picture_answer(png(64, 64))); });
  const std::string bytes = png(30, 40);
  const auto edit = [&](const char* model) {
    domain::RenderRequest request = shop.asking(Operation::edit, "night", model);
    request.sources = {{SourceRole::picture, "", shop.shelf.put(bytes)}};
    const Reading reading = shop.ask(request);
    CHECK(reading.outcome.kind == OutcomeKind::image);
    CHECK(reading.charged.micros == 0);
    return shop.requests.back();
  };
  const net::ServerRequest none = edit("own-1");
  CHECK(none.target == "/images/generations");
  CHECK(test::same_json(none.body, R"({"model":"own-1","prompt":"night",)"
                                   R"("response_format":"b64_json","ref_images":[")" +
                                       base64(bytes) + R"("]})"));
  const net::ServerRequest json = edit("own-2");
  CHECK(json.target == "/images/edits");
  CHECK(test::same_json(json.body, R"({"model":"own-2","prompt":"night","images":[{"image_url":)"
                                   R"("data:image/png;base64,)" +
                                       base64(bytes) + R"("}]})"));
  CHECK(edit("own-3").body.find("name=\"image\"; filename") != std::string::npos);
}

TEST_CASE("every refusal of the protocol ends in one of the outcomes that all share",
          "[providers]") {
  struct Row {
    int status;
    const char* body;
    OutcomeKind kind;
  };
  const Row rows[] = {
      {400,
       R"({"error":{"message":"no","type":"image_generation_user_error","code":"moderation_blocked","moderation_details":{"stage":"output"}}})",
       OutcomeKind::policy_soft},
      {400,
       R"({"error":{"message":"no","type":"image_generation_user_error","code":"moderation_blocked","stage":"input"}})",
       OutcomeKind::policy_hard},
      {400, R"({"error":{"message":"no","code":"moderation_blocked"}})", OutcomeKind::policy_hard},
      {400, R"({"error":{"message":"bad size","code":"invalid_value"}})",
       OutcomeKind::invalid_request},
      {401, R"({"error":{"message":"no","code":"invalid_api_key"}})", OutcomeKind::auth_or_billing},
      {403, R"({"error":{"message":"verify"}})", OutcomeKind::auth_or_billing},
      {404, R"({"error":{"message":"no","code":"model_not_found"}})", OutcomeKind::model_gone},
      {429, R"({"error":{"message":"slow","code":"rate_limit_exceeded"}})",
       OutcomeKind::rate_limited},
      {429, R"({"error":{"message":"no","code":"insufficient_quota"}})",
       OutcomeKind::auth_or_billing},
      {429, R"({"error":{"message":"no","code":"billing_hard_limit_reached"}})",
       OutcomeKind::auth_or_billing},
      {500, R"({"error":{"message":"oops"}})", OutcomeKind::transient},
      {503, R"({"error":{"message":"busy"}})", OutcomeKind::overloaded},
      {400, R"({"error":"a text and nothing else"})", OutcomeKind::invalid_request},
      {422, R"({"detail":[{"loc":["body"],"msg":"field required"}]})",
       OutcomeKind::invalid_request},
      {502, "<html>bad gateway</html>", OutcomeKind::transient},
      {200, R"({"data":[]})", OutcomeKind::no_image},
      {200, R"({"data":[{"url":"https://x/y.png?sig=1"}]})", OutcomeKind::no_image},
      {200, R"({"data":[{"b64_json":"AAAA"}]})", OutcomeKind::corrupt_payload},
      {200, "no json", OutcomeKind::corrupt_payload},
  };
  for (const Row& row : rows) {
    INFO(row.status << " " << row.body);
    ApiShop shop("openai", kRows,
                 [&](const net::ServerRequest&) { return json_reply(row.body, row.status); });
    const Reading reading = shop.ask(shop.asking(Operation::generate, "a lamp", "pencil-1"));
    CHECK(std::string(to_text(reading.outcome.kind)) == to_text(row.kind));
    CHECK_FALSE(reading.outcome.message.empty());
    CHECK(reading.outcome.message.find("sig=") == std::string::npos);
    CHECK_FALSE(reading.picture);
    if (row.status != 200) CHECK(reading.charged.micros == 0);
  }
}

TEST_CASE("how long to wait is told in milliseconds, in seconds, or by when a count begins anew",
          "[providers]") {
  const auto wait = [](net::Headers headers) {
    ApiShop shop("openai", kRows, [&](const net::ServerRequest&) {
      return json_reply(R"({"error":{"message":"slow","code":"rate_limit_exceeded"}})", 429,
                        headers);
    });
    return shop.ask(shop.asking(Operation::generate, "a lamp", "pencil-1")).outcome.retry_after;
  };
  using std::chrono::milliseconds;
  CHECK(wait({{"retry-after-ms", "1500"}}) == milliseconds(1500));
  CHECK(wait({{"retry-after", "3"}}) == milliseconds(3000));
  CHECK(wait({{"x-ratelimit-remaining-requests", "0"}, {"x-ratelimit-reset-requests", "1m2s"}}) ==
        milliseconds(62'000));
  CHECK(wait({{"x-ratelimit-remaining-requests", "3"}, {"x-ratelimit-reset-requests", "1m2s"}}) ==
        std::nullopt);
}

TEST_CASE("a key that a server repeats stands in nothing that is told of its answer",
          "[providers]") {
  ApiShop shop("openai", kRows, [](const net::ServerRequest&) {
    return json_reply(
        R"({"error":{"message":"Incorrect key test-key-0123456789 given","code":"invalid_api_key"}})",
        401);
  });
  const Reading reading = shop.ask(shop.asking(Operation::generate, "a lamp", "pencil-1"));
  CHECK(reading.outcome.kind == OutcomeKind::auth_or_billing);
  CHECK(reading.outcome.message.find("test-key") == std::string::npos);
  for (const util::Field& field : reading.outcome.facts)
    CHECK(field.value.find("test-key") == std::string::npos);
}

TEST_CASE("OpenAI tells whether a model is served, and until when", "[providers]") {
  ApiShop shop("openai", kRows, [](const net::ServerRequest&) { return json_reply("{}"); });
  const net::Request asked = shop.access->model_get("pencil-1").value();
  CHECK(asked.url.target == "/models/pencil-1");
  CHECK(shop.access->model_get("../keys").has_error());
  const providers::ErrorContext context{"openai", "pencil-1", "pencil-2"};
  const util::Timestamp now = providers::parse_rfc3339("2026-11-22T00:00:00Z").value();
  const auto read = [&](int status, const char* body) {
    return shop.access->read_model(context, test::head_of(status), body, "", now);
  };
  CHECK(read(200, R"({"id":"pencil-1","shutdown_date":null})").standing->warning.empty());
  CHECK(read(200, R"({"id":"pencil-1","shutdown_date":"2026-12-01"})").standing->warning ==
        "openai retires pencil-1 on 2026-12-01; its successor is pencil-2");
  CHECK(read(200, R"({"id":"pencil-1","shutdown_date":"2026-11-01"})").refusal.kind ==
        OutcomeKind::model_gone);
  CHECK(read(404, R"({"error":{"message":"no","code":"model_not_found"}})").refusal.kind ==
        OutcomeKind::model_gone);
}

TEST_CASE("a server of one's own needs an address, and no key", "[providers]") {
  const auto none = providers::find_api("local")->open({});
  REQUIRE(none.has_error());
  CHECK(none.error().message.find("http://127.0.0.1:1234/v1") != std::string::npos);
  CHECK_FALSE(providers::find_api("local")->needs_key);
}

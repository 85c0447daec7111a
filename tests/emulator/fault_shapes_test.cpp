#include "pipeline/emulator/spelling.hpp"
#include "tests/emulator/caller.hpp"

using namespace vitrine;
using namespace vitrine::emulator;

namespace {

const std::string kModel = "gemini-3.1-flash-image";

struct Hit {
  net::ServerReply reply;
  BillEntry booked;
};
Hit hit(const std::string& fault, const std::string& body = text_body("a lamp")) {
  Caller caller("{picture: flat, faults: [{fault: " + fault + "}]}");
  Hit result;
  result.reply = caller.generate(kModel, body);
  result.booked = caller.emulator.bill().entries().back();
  return result;
}

const BillEntry& plain_booking() {
  static const BillEntry kBooked = [] {
    Caller caller;
    caller.generate(kModel, text_body("a lamp"));
    return caller.emulator.bill().entries().back();
  }();
  return kBooked;
}

/// The base64 of the last part.
std::string base64_in(const Json& answer) {
  return at(at(answer, "candidates", 0, "content").list_of("parts").back(), "inlineData", "data")
      .text;
}

std::string text_in(const Json& answer) {
  return at(at(answer, "candidates", 0, "content").list_of("parts").back(), "text").text;
}

}  // namespace

TEST_CASE("errors come in the shapes of other servers and cost nothing", "[emulator]") {
  const Hit text = hit("error-text");
  CHECK(text.reply.status == 500);
  CHECK(at(json_of(text.reply), "error").is(Json::Kind::string));
  CHECK(hit("error-text, code: 400").reply.status == 400);
  const Hit detail = hit("error-detail");
  CHECK(detail.reply.status == 422);
  CHECK(at(json_of(detail.reply), "detail", 0, "msg").is(Json::Kind::string));
  for (const Hit& one : {text, detail}) {
    CHECK_FALSE(one.booked.billed);
    CHECK(one.booked.status == one.reply.status);
    CHECK(one.booked.usage == Usage{});
  }
}

TEST_CASE("an error may come under 200 and is booked as nothing made", "[emulator]") {
  const Hit found = hit("error-200, code: 429");
  CHECK(found.reply.status == 200);
  CHECK(at(json_of(found.reply), "error", "code").text == "429");
  CHECK(at(json_of(found.reply), "error", "status").text == "RESOURCE_EXHAUSTED");
  CHECK(found.booked.status == 200);
  CHECK_FALSE(found.booked.billed);
  CHECK(found.booked.charge.micros == 0);
}

TEST_CASE("a model without capacity says so in the details", "[emulator]") {
  const Hit found = hit("capacity-exhausted, delay: 90s");
  CHECK(found.reply.status == 503);
  CHECK(found.reply.delay == std::chrono::seconds(90));
  const Json answer = json_of(found.reply);
  CHECK(at(answer, "error", "status").text == "UNAVAILABLE");
  REQUIRE(at(answer, "error").list_of("details").size() == 1);
  CHECK(at(answer, "error", "details", 0, "reason").text == "MODEL_CAPACITY_EXHAUSTED");
  CHECK(at(answer, "error", "details", 0, "metadata", "model").text == kModel);
  const Json limited = json_of(hit("capacity-exhausted, code: 429, retry_after: 39s").reply);
  CHECK(at(limited, "error", "status").text == "RESOURCE_EXHAUSTED");
  CHECK(at(limited, "error", "details", 1, "retryDelay").text == "39s");
}

TEST_CASE("a refusal may say in a header when to come again", "[emulator]") {
  const net::ServerReply both = hit("rate-limited, retry_after: 3s, retry_header: 4.2s").reply;
  CHECK(both.headers.find("retry-after") == "5");  // whole seconds, never too early
  CHECK(both.body.find("\"3s\"") != std::string::npos);
  const net::ServerReply header = hit("rate-limited, retry_after: 0s, retry_header: 2s").reply;
  CHECK(header.headers.find("Retry-After") == "2");
  CHECK(header.body.find("RetryInfo") == std::string::npos);
  CHECK(hit("html-502, retry_header: 7s").reply.headers.find("Retry-After") == "7");
  CHECK_FALSE(hit("overloaded").reply.headers.find("Retry-After").has_value());
  CHECK(hit("overloaded, retry_after: 9s").reply.body.find("\"9s\"") != std::string::npos);
  const auto mistakes = read_scenario("faults: [{fault: jpeg, retry_header: 2s}]").mistakes;
  REQUIRE(mistakes.size() == 1);
  CHECK(mistakes.front().message == "retry_header belongs to faults that refuse");
}

TEST_CASE("a refusal cannot be billed", "[emulator]") {
  CHECK(read_scenario("faults: [{fault: overloaded, billed: true}]").mistakes.size() == 1);
  CHECK(read_scenario("faults: [{fault: overloaded, billed: false}]").mistakes.empty());
}

TEST_CASE("words may stand where the picture should, which is billed as made", "[emulator]") {
  const Hit url = hit("picture-url"), markdown = hit("picture-markdown"),
            data = hit("picture-data-uri");
  for (const Hit& one : {url, markdown, data}) {
    const Json answer = json_of(one.reply);
    CHECK(picture_of(answer).empty());
    CHECK(at(answer, "candidates", 0, "finishReason").text == "STOP");
    CHECK(one.booked.billed);
    CHECK(one.booked.usage == plain_booking().usage);
    CHECK(one.booked.charge.micros == plain_booking().charge.micros);
  }
  const std::string address = text_in(json_of(url.reply));
  CHECK(address.starts_with("https://pictures.invalid/emulated/"));
  CHECK(address.ends_with(".png"));
  CHECK(text_in(json_of(markdown.reply)).find("](" + address + ")") != std::string::npos);
  const std::string uri = text_in(json_of(data.reply));
  constexpr std::string_view kHead = "data:image/png;base64,";
  REQUIRE(uri.starts_with(kHead));
  const std::string bytes = from_base64(std::string_view(uri).substr(kHead.size())).value();
  CHECK(imaging::inspect(bytes)->width == 1024);
}

TEST_CASE("fields of an answer may be named in snake_case", "[emulator]") {
  const Hit found = hit("snake-case");
  const std::string& body = found.reply.body;
  for (const char* name :
       {"\"inline_data\":", "\"mime_type\":", "\"finish_reason\":", "\"usage_metadata\":",
        "\"candidates_token_count\":", "\"thought_signature\":", "\"model_version\":"})
    CHECK(body.find(name) != std::string::npos);
  CHECK(body.find("\"inlineData\"") == std::string::npos);
  CHECK(imaging::inspect(picture_of(json_of(found.reply)))->width == 1024);
  CHECK(found.booked.charge.micros == plain_booking().charge.micros);
  CHECK(with_snake_names(R"(data: {"aB":"cD","e\"F":{"gH" : 1}})") ==
        R"(data: {"a_b":"cD","e\"_f":{"g_h" : 1}})");
}

TEST_CASE("base64 comes escaped or unpadded or in the letters for URLs", "[emulator]") {
  const Hit escaped = hit("escaped-slashes"), bare = hit("unpadded-base64"),
            safe = hit("url-safe-base64");
  CHECK(escaped.reply.body.find("image\\/png") != std::string::npos);
  std::size_t slashes = 0, escapes = 0;
  for (std::size_t i = 0; i < escaped.reply.body.size(); ++i) {
    slashes += escaped.reply.body[i] == '/';
    escapes += escaped.reply.body.compare(i, 2, "\\/") == 0;
  }
  CHECK(slashes == escapes);
  CHECK(with_escaped_slashes(R"({"a/b":"c/\/\"/"} /)") == R"({"a\/b":"c\/\/\"\/"} /)");
  const std::string unpadded = base64_in(json_of(bare.reply));
  CHECK(unpadded.size() % 4 != 0);
  CHECK(unpadded.find('=') == std::string::npos);
  const std::string letters = base64_in(json_of(safe.reply));
  CHECK(letters.find_first_of("+/") == std::string::npos);
  CHECK(letters.find_first_of("-_") != std::string::npos);
  for (const Hit& one : {escaped, bare, safe}) {
    CHECK(imaging::decode(picture_of(json_of(one.reply)))->width() == 1024);
    CHECK(one.booked.billed);
    CHECK(one.booked.charge.micros == plain_booking().charge.micros);
  }
}

TEST_CASE("thoughts may be counted among the candidates while the bill stays the same",
          "[emulator]") {
  const Hit found = hit("thoughts-in-candidates");
  const Json usage = at(json_of(found.reply), "usageMetadata");
  const double prompt = at(usage, "promptTokenCount").number_or(0),
               candidates = at(usage, "candidatesTokenCount").number_or(0),
               thoughts = at(usage, "thoughtsTokenCount").number_or(0);
  CHECK(thoughts > 0);
  CHECK(candidates == static_cast<double>(found.booked.usage.candidates()) + thoughts);
  CHECK(at(usage, "totalTokenCount").number_or(0) == prompt + candidates);
  CHECK(found.booked.usage == plain_booking().usage);
  CHECK(found.booked.charge.micros == plain_booking().charge.micros);
}

TEST_CASE("a model on its way out says when and is gone from then on", "[emulator]") {
  Caller caller(R"(
picture: flat
deprecated:
  - {model: gemini-3.1-flash-image, retires: 480h, message: Use the next one.}
  - {model: gemini-3-pro-image, retires: 2099-01-31}
)");
  const Json got = json_of(caller.get("/v1beta/models/" + kModel));
  CHECK(at(got, "modelStatus", "modelStage").text == "DEPRECATED");
  const std::string when = at(got, "modelStatus", "retirementTime").text;
  CHECK(when == util::to_text(util::Timestamp{caller.clock.now().micros + 1'728'000'000'000}));
  CHECK(at(got, "modelStatus", "message").text == "Use the next one.");
  const Json answer = json_of(caller.generate(kModel, text_body("x")));
  CHECK(at(answer, "modelStatus", "retirementTime").text == when);
  CHECK(at(json_of(caller.get("/v1/models/gemini-3-pro-image")), "modelStatus", "retirementTime")
            .text == "2099-01-31T00:00:00Z");
  CHECK(json_of(caller.generate("gemini-2.5-flash-image", text_body("x"))).find("modelStatus") ==
        nullptr);
  caller.post("/__advance?seconds=1727999", "");
  CHECK(caller.generate(kModel, text_body("x")).status == 200);
  caller.post("/__advance?seconds=1", "");
  CHECK(caller.generate(kModel, text_body("x")).status == 404);
  CHECK(caller.get("/v1/models/" + kModel).status == 404);
  CHECK(read_scenario("deprecated: [{model: sora-1, retires: 1h}]").mistakes.size() == 1);
  CHECK(read_scenario("deprecated: [{model: gemini-3-pro-image}]").mistakes.size() == 1);
  CHECK(read_scenario("deprecated: [{model: gemini-3-pro-image, retires: soon}]").mistakes.size() ==
        1);
}

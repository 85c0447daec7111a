#include "pipeline/providers/gemini/answer.hpp"
#include "tests/providers/wire.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using domain::OutcomeKind;
using test::answer;
using test::asked_for;
using test::base64;
using test::fact;
using test::picture_part;
using test::png;
using test::read;

namespace {

const std::string kAsked = png(928, 1152);  // what 4:5 at 1K really is

std::string thought(std::string part) {
  part.back() = ',';
  return part + R"("thought":true})";
}

/// The picture an answer comes to; empty if none.
std::string picture_of(const std::string& body) {
  const test::gemini::Reading reading = read(body);
  if (!reading.picture) return {};
  std::string bytes;
  providers::copy_picture(body, *reading.picture, [&](std::string_view piece) { bytes += piece; });
  return bytes;
}

}  // namespace

TEST_CASE("a picture is found decoded measured and priced", "[providers]") {
  const std::string body = answer(picture_part(kAsked));
  const test::gemini::Reading reading = read(body);
  CHECK(reading.outcome.kind == OutcomeKind::image);
  CHECK(reading.outcome.bytes.empty());
  CHECK(picture_of(body) == kAsked);
  CHECK(reading.picture_facts.size == domain::PixelSize{928, 1152});
  CHECK(reading.picture_facts.bytes == static_cast<std::int64_t>(kAsked.size()));
  CHECK(fact(reading.outcome, "code") == "STOP");
  CHECK(fact(reading.outcome, "picture.media_type") == "image/png");
  CHECK(fact(reading.outcome, "picture.fit") == "as_asked");
  CHECK(fact(reading.outcome, "picture.said").empty());
  CHECK(fact(reading.outcome, "model_version") == "gemini-nano-banana-2.1");
  CHECK(fact(reading.outcome, "response_id") == "resp-1");
  CHECK(fact(reading.outcome, "tokens.thoughts") == "639");
  CHECK(reading.charge.book == "2026-11-01");
  CHECK_FALSE(reading.charge.estimated);
}

TEST_CASE("the same answer in snake_case is the same picture", "[providers]") {
  const std::string body =
      R"({"candidates":[{"content":{"role":"model","parts":[{"inline_data":{"mime_type":"image/png",)"
      R"("data":")" +
      base64(kAsked) +
      R"("}}]},"finish_reason":"STOP"}],"usage_metadata":{"prompt_token_count":54,)"
      R"("candidates_token_count":1120,"total_token_count":1174},"model_version":"m"})";
  CHECK(picture_of(body) == kAsked);
  CHECK(read(body).charge.tokens.picture == 1120);
  CHECK(fact(read(body).outcome, "model_version") == "m");
}

TEST_CASE("row 6: the last finished picture counts and a draft in the thoughts does not",
          "[providers]") {
  const std::string draft = png(928, 1152, 10), first = png(928, 1152, 20);
  CHECK(picture_of(answer(thought(picture_part(draft)) + R"(,{"text":"here"},)" +
                          picture_part(first) + "," + picture_part(kAsked))) == kAsked);
  CHECK(picture_of(answer(picture_part(kAsked) + "," + thought(picture_part(draft)))) == kAsked);
  CHECK(fact(read(answer(picture_part(kAsked))).outcome, "picture.from_thought").empty());
}

TEST_CASE("row 6: where the only picture sits in a thought it counts and is marked",
          "[providers]") {
  const std::string draft = png(928, 1152, 10);
  const std::string body =
      answer(thought(picture_part(draft)) + "," + thought(picture_part(kAsked)));
  CHECK(picture_of(body) == kAsked);
  CHECK(fact(read(body).outcome, "picture.from_thought") == "yes");
}

TEST_CASE("a withheld picture is not replaced by its draft", "[providers]") {
  const test::gemini::Reading reading = read(answer(thought(picture_part(kAsked)), "IMAGE_SAFETY"));
  CHECK(reading.outcome.kind == OutcomeKind::policy_soft);
  CHECK_FALSE(reading.picture);
  CHECK(read(answer(thought(picture_part(kAsked)), "NO_IMAGE")).outcome.kind ==
        OutcomeKind::no_image);
}

TEST_CASE("row 7: the bytes are trusted and not the label", "[providers]") {
  const std::string jpeg = test::jpeg(928, 1152);
  const test::gemini::Reading reading = read(answer(picture_part(jpeg)));
  CHECK(reading.outcome.kind == OutcomeKind::image);
  CHECK(fact(reading.outcome, "picture.media_type") == "image/jpeg");
  CHECK(fact(reading.outcome, "picture.said") == "image/png");
  CHECK(read(answer(picture_part(jpeg, "image/jpg"))).outcome.kind == OutcomeKind::image);
  CHECK(read(answer(picture_part(jpeg, ""))).outcome.kind == OutcomeKind::image);
  CHECK(read(answer(picture_part("hello", "text/plain"))).outcome.kind == OutcomeKind::no_image);
}

TEST_CASE("a header behind large metadata is still found", "[providers]") {
  const std::string jpeg = test::jpeg(928, 1152, 7);
  const test::gemini::Reading reading = read(answer(picture_part(jpeg, "image/jpeg")));
  CHECK(reading.outcome.kind == OutcomeKind::image);
  CHECK(reading.picture_facts.size == domain::PixelSize{928, 1152});
}

TEST_CASE("row 9: a picture of another ratio is paid for and marked", "[providers]") {
  const auto fit = [](int width, int height) {
    return fact(read(answer(picture_part(png(width, height)))).outcome, "picture.fit");
  };
  CHECK(fit(928, 1152) == "as_asked");
  CHECK(fit(905, 1124) == "as_asked");  // within 3 %
  CHECK(fit(1856, 2304) == "other_size");
  CHECK(fit(1024, 1024) == "other_ratio");
  CHECK(fit(1152, 928) == "other_ratio");
  const test::gemini::Reading square = read(answer(picture_part(png(1024, 1024))));
  CHECK(square.outcome.kind == OutcomeKind::image);
  CHECK(fact(square.outcome, "picture.size") == "1024x1024");
  CHECK(fact(square.outcome, "picture.expected") == "928x1152");
}

TEST_CASE("row 10: pixels are looked up by name so that 792 x 168 is right for 21:9 at 512",
          "[providers]") {
  const auto odd = asked_for("gemini-3.1-flash-image", "512", "21:9");
  const auto fit = [](const providers::Asked& asked, int width, int height) {
    return fact(read(answer(picture_part(png(width, height))), 200, asked).outcome, "picture.fit");
  };
  CHECK(fit(odd, 792, 168) == "as_asked");
  CHECK(fit(odd, 784, 336) == "other_ratio");  // a true 21:9
  // The same ratio measures differently on 2.5 and on the models after it.
  CHECK(fit(asked_for("gemini-2.5-flash-image", "1K", "4:5"), 896, 1152) == "as_asked");
  CHECK(fit(asked_for("gemini-3-pro-image", "1K", "4:5"), 896, 1152) == "other_ratio");
  CHECK(fit(asked_for("gemini-3-pro-image", "1K", ""), 896, 1152) == "not_listed");
}

TEST_CASE("row 1: a success with only text or with nothing at all is no image and keeps the words",
          "[providers]") {
  const test::gemini::Reading text = read(answer(R"({"text":"Here is your\nimage."})"));
  CHECK(text.outcome.kind == OutcomeKind::no_image);
  CHECK(fact(text.outcome, "text") == "Here is your image.");
  CHECK(text.outcome.message ==
        "gemini made no picture (STOP, gemini-nano-banana-2.1): Here is your image.");
  for (
      const char* body :
      {R"({"candidates":[{"finishReason":"STOP"}]})",
       R"({"candidates":[{"content":{"role":"model"},"finishReason":"STOP"}]})",
       R"({"candidates":[{"content":{"parts":[]},"finishReason":"STOP"}]})", R"({"candidates":[]})",
       R"({"candidates":null})", "{}", "[]",
       R"({"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":""}}]}}]})"}) {
    INFO(body);
    const test::gemini::Reading reading = read(body);
    CHECK(reading.outcome.kind ==
          (std::string(body) == "[]" ? OutcomeKind::corrupt_payload : OutcomeKind::no_image));
    CHECK_FALSE(reading.outcome.message.empty());
    CHECK(reading.charge.estimated);
  }
}

TEST_CASE("row 2: NO_IMAGE is told apart from an empty success", "[providers]") {
  const test::gemini::Reading reading = read(answer(R"({"text":"sorry"})", "NO_IMAGE"));
  CHECK(reading.outcome.kind == OutcomeKind::no_image);
  CHECK(fact(reading.outcome, "code") == "NO_IMAGE");
  CHECK(fact(read(answer("")).outcome, "code") == "STOP");
}

TEST_CASE("row 3: a blocked prompt has no candidates and is charged for its input", "[providers]") {
  for (const char* reason : {"SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY",
                             "MODEL_ARMOR", "JAILBREAK", "SOMETHING_NEW"}) {
    INFO(reason);
    const test::gemini::Reading reading =
        read(R"({"promptFeedback":{"blockReason":")" + std::string(reason) +
             R"(","blockReasonMessage":"no"},"usageMetadata":{"promptTokenCount":9,)"
             R"("totalTokenCount":9},"modelVersion":"gemini-2.5-flash-image"})");
    CHECK(reading.outcome.kind == OutcomeKind::policy_hard);
    CHECK(fact(reading.outcome, "code") == reason);
    CHECK(reading.charge.tokens.input == 9);
    CHECK(reading.charge.tokens.picture == 0);
    CHECK(reading.charge.amount->micros == 14);  // 9 x 1.50 millionths
    CHECK_FALSE(reading.charge.estimated);
  }
}

TEST_CASE("row 4: IMAGE_SAFETY is soft and what was used is charged", "[providers]") {
  const test::gemini::Reading reading = read(
      R"({"candidates":[{"finishReason":"IMAGE_SAFETY","finishMessage":"Unable to show the image.",)"
      R"("index":0}],"usageMetadata":{"promptTokenCount":1119,"thoughtsTokenCount":240,)"
      R"("totalTokenCount":1359}})");
  CHECK(reading.outcome.kind == OutcomeKind::policy_soft);
  CHECK(fact(reading.outcome, "finish_message") == "Unable to show the image.");
  CHECK(reading.charge.tokens.input == 1119);
  CHECK(reading.charge.tokens.text == 240);
  CHECK(reading.charge.tokens.picture == 0);
  CHECK(reading.charge.amount->micros == (1119 * 15 + 240 * 75 + 5) / 10);
}

TEST_CASE("row 5: a gateway's stop with nothing is no image and its finish message is kept",
          "[providers]") {
  CHECK(read(answer("", "stop")).outcome.kind == OutcomeKind::no_image);
  CHECK(fact(read(answer("", "stop")).outcome, "code") == "stop");
  const test::gemini::Reading reading = read(
      R"({"candidates":[{"finishReason":"IMAGE_PROHIBITED_CONTENT","finishMessage":"Support codes: )"
      R"(39322892"}]})");
  CHECK(reading.outcome.kind == OutcomeKind::policy_hard);
  CHECK(fact(reading.outcome, "finish_message") == "Support codes: 39322892");
  CHECK(reading.outcome.message.find("39322892") != std::string::npos);
}

TEST_CASE("every finish reason without a picture has one meaning", "[providers]") {
  const std::vector<std::pair<std::string, OutcomeKind>> rows{
      {"STOP", OutcomeKind::no_image},
      {"MAX_TOKENS", OutcomeKind::invalid_request},
      {"SAFETY", OutcomeKind::policy_soft},
      {"IMAGE_SAFETY", OutcomeKind::policy_soft},
      {"PROHIBITED_CONTENT", OutcomeKind::policy_hard},
      {"IMAGE_PROHIBITED_CONTENT", OutcomeKind::policy_hard},
      {"BLOCKLIST", OutcomeKind::policy_hard},
      {"SPII", OutcomeKind::policy_hard},
      {"RECITATION", OutcomeKind::policy_soft},
      {"IMAGE_RECITATION", OutcomeKind::policy_soft},
      {"NO_IMAGE", OutcomeKind::no_image},
      {"IMAGE_OTHER", OutcomeKind::transient},
      {"OTHER", OutcomeKind::transient},
      {"LANGUAGE", OutcomeKind::invalid_request},
      {"MALFORMED_FUNCTION_CALL", OutcomeKind::transient},
      {"UNEXPECTED_TOOL_CALL", OutcomeKind::transient},
      {"TOO_MANY_TOOL_CALLS", OutcomeKind::transient},
      {"FINISH_REASON_UNSPECIFIED", OutcomeKind::transient},
      {"A_WORD_OF_NEXT_YEAR", OutcomeKind::transient},
      {"", OutcomeKind::no_image}};
  for (const auto& [reason, kind] : rows) {
    INFO(reason);
    const test::gemini::Reading reading = read(answer("", reason));
    CHECK(reading.outcome.kind == kind);
    CHECK(fact(reading.outcome, "code") == reason);
    CHECK(reading.outcome.message.find("gemini-nano-banana-2.1") != std::string::npos);
  }
}

TEST_CASE("a finished picture counts however oddly the answer ends unless it was withheld",
          "[providers]") {
  for (const char* reason :
       {"STOP", "MAX_TOKENS", "OTHER", "NO_IMAGE", "A_WORD_OF_NEXT_YEAR", ""}) {
    INFO(reason);
    CHECK(read(answer(picture_part(kAsked), reason)).outcome.kind == OutcomeKind::image);
  }
  for (const char* reason : {"SAFETY", "IMAGE_PROHIBITED_CONTENT", "SPII", "RECITATION"}) {
    INFO(reason);
    CHECK(read(answer(picture_part(kAsked), reason)).outcome.kind != OutcomeKind::image);
  }
}

TEST_CASE("broken base64 and a picture cut short are corrupt and paid", "[providers]") {
  const std::string whole = base64(kAsked);
  const auto with_data = [](const std::string& data) {
    return answer(R"({"inlineData":{"mimeType":"image/png","data":")" + data + R"("}})");
  };
  for (const std::string& data :
       {whole.substr(0, whole.size() - 5), std::string("!!!!") + whole,
        base64(kAsked.substr(0, kAsked.size() - 12)), base64("no picture at all"),
        base64(test::jpeg(9, 9).substr(0, 70)), whole.substr(0, 20)}) {
    const test::gemini::Reading reading = read(with_data(data));
    CHECK(reading.outcome.kind == OutcomeKind::corrupt_payload);
    CHECK_FALSE(reading.picture);
    CHECK_FALSE(fact(reading.outcome, "body").empty());
    CHECK(reading.charge.tokens.picture == 1120);
  }
  std::string unpadded = base64(kAsked + "x");
  while (unpadded.back() == '=') unpadded.pop_back();
  CHECK(read(with_data(unpadded)).outcome.kind == OutcomeKind::image);
}

TEST_CASE("a success whose body is no answer is corrupt and booked as an estimate", "[providers]") {
  const std::string whole = answer(picture_part(kAsked));
  for (const std::string& body :
       {std::string(), std::string("<!DOCTYPE html><html>ok</html>"), std::string("\"text\""),
        whole.substr(0, whole.size() / 2), whole.substr(0, whole.size() - 1), whole + "}"}) {
    const test::gemini::Reading reading = read(body);
    CHECK(reading.outcome.kind == OutcomeKind::corrupt_payload);
    CHECK(fact(reading.outcome, "http_status") == "200");
    CHECK_FALSE(fact(reading.outcome, "body").empty());
    CHECK(reading.charge.estimated);
    CHECK(reading.charge.tokens.picture == 1120);
    CHECK(reading.charge.amount);
  }
}

TEST_CASE("a gateway's address or data uri instead of a picture is named and not fetched",
          "[providers]") {
  const auto given = [](const std::string& part) {
    const test::gemini::Reading reading = read(answer(part));
    CHECK(reading.outcome.kind == OutcomeKind::no_image);
    return fact(reading.outcome, "answered_with");
  };
  CHECK(given(R"x({"text":"![image](https://cdn.test/a.png?sig=abcdef123)"})x") == "address");
  CHECK(given(R"({"fileData":{"fileUri":"https://cdn.test/a.png","mimeType":"image/png"}})") ==
        "address");
  CHECK(given(R"({"text":"![x](data:image/png;base64,)" + base64(png(9, 9, 60'000)) + ")\"}") ==
        "data_uri");
  CHECK(given(R"({"text":"I cannot."})").empty());
  const test::gemini::Reading reading =
      read(answer(R"x({"text":"![image](https://cdn.test/a.png?sig=abcdef123)"})x"));
  CHECK(reading.outcome.message.find("abcdef123") == std::string::npos);
}

TEST_CASE("an error inside a success is the error it names", "[providers]") {
  const test::gemini::Reading limited =
      read(R"({"error":{"code":429,"message":"slow down","status":"RESOURCE_EXHAUSTED"}})");
  CHECK(limited.outcome.kind == OutcomeKind::rate_limited);
  CHECK(limited.charge.amount->micros == 0);
  CHECK(read(R"({"error":{"message":"upstream","type":"upstream_error"}})").outcome.kind ==
        OutcomeKind::transient);
}

TEST_CASE("the model's turn is located for a conversation with its signatures", "[providers]") {
  const std::string turn = R"({"role":"model","parts":[)" + picture_part(kAsked) + "]}";
  const std::string body = answer(picture_part(kAsked));
  const test::gemini::Reading reading = read(body);
  REQUIRE(reading.turn);
  CHECK(reading.turn->of(body) == turn);
  CHECK_FALSE(read(answer(R"({"text":"no"})")).turn);
}

TEST_CASE("a large answer is read without a copy of its picture", "[providers]") {
  const std::string large = png(5504, 3072, 30'000'000);
  const std::string body = answer(picture_part(large));
  REQUIRE(body.size() > 40'000'000);
  const test::gemini::Reading reading =
      read(body, 200, asked_for("gemini-3-pro-image", "4K", "16:9"));
  REQUIRE(reading.picture);
  CHECK(fact(reading.outcome, "picture.fit") == "as_asked");
  util::Sha256 hash;
  std::size_t largest = 0;
  CHECK(providers::copy_picture(body, *reading.picture, [&](std::string_view piece) {
    hash.update(piece);
    largest = std::max(largest, piece.size());
  }));
  CHECK(hash.finish() == util::sha256(large));
  CHECK(largest <= 64 * 1024);
}

TEST_CASE("whatever the bytes are an answer is one outcome and only a whole picture is an image",
          "[providers]") {
  const std::string whole =
      answer(R"({"text":"a\"b\u00e4","thought":true},)" + picture_part(kAsked));
  for (std::size_t size = 0; size < whole.size(); ++size)
    REQUIRE(read(whole.substr(0, size)).outcome.kind == OutcomeKind::corrupt_payload);
  std::uint32_t state = 7;
  for (int i = 0; i < 3'000; ++i) {
    std::string damaged = whole;
    for (int k = 0; k < 3; ++k) {
      state = state * 1664525u + 1013904223u;
      damaged[(state >> 8) % damaged.size()] = "{}[]\",:\\0a\xFF"[(state >> 4) % 11];
    }
    const test::gemini::Reading reading = read(damaged, i % 3 == 0 ? 500 : 200);
    REQUIRE(reading.picture.has_value() == (reading.outcome.kind == OutcomeKind::image));
    REQUIRE(reading.outcome.message.empty() == (reading.outcome.kind == OutcomeKind::image));
    REQUIRE(reading.outcome.message.size() <= 400);
  }
}

TEST_CASE("nothing secret that an answer says is repeated", "[providers]") {
  const std::string key = "AIzaSyD4nKxR3vQw8tYpLmZ0bHcGfEjUiOaSd12";
  const test::gemini::Reading reading =
      read(R"({"candidates":[{"finishReason":")" + key + R"(","finishMessage":"key )" + key +
           R"(","content":{"parts":[{"text":"my key is )" + key + R"("}]}}],"responseId":")" + key +
           R"(","modelVersion":")" + key + R"("})");
  CHECK(reading.outcome.message.find("AIza") == std::string::npos);
  for (const util::Field& field : reading.outcome.facts)
    CHECK(field.value.find("AIza") == std::string::npos);
}

TEST_CASE("a prediction's picture is read and one that was filtered is soft", "[providers]") {
  providers::Asked asked = asked_for("imagen-product-recontext-preview-06-30", "1K", "1:1");
  asked.method = "predict";
  const std::string body = R"({"predictions":[{"mimeType":"image/png","bytesBase64Encoded":")" +
                           base64(png(1024, 1024)) + R"("}]})";
  const test::gemini::Reading reading = read(body, 200, asked);
  CHECK(reading.outcome.kind == OutcomeKind::image);
  CHECK(reading.charge.amount == util::Money{120'000});
  CHECK_FALSE(reading.charge.estimated);
  const test::gemini::Reading filtered = read(
      R"({"predictions":[{"raiFilteredReason":"Unable to show generated images."}]})", 200, asked);
  CHECK(filtered.outcome.kind == OutcomeKind::policy_soft);
  CHECK(filtered.charge.estimated);
  CHECK(read(R"({"predictions":[]})", 200, asked).outcome.kind == OutcomeKind::no_image);
  CHECK(read("{}", 200, asked).outcome.kind == OutcomeKind::no_image);
}

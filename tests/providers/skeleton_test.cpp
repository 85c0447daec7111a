#include "pipeline/providers/skeleton.hpp"

#include "pipeline/providers/json_answer.hpp"

#include <catch2/catch.hpp>
#include <rapidjson/document.h>

#include <iterator>
#include <string>

using namespace vitrine;
using namespace vitrine::providers;

TEST_CASE("pictures are taken out of an answer whatever their size and found again",
          "[providers]") {
  const std::string large(40'000'000, 'A');
  const std::string body = R"({"a":[{"data":"QUJD"},{"data":")" + large + R"("}],"b":"short"})";
  const util::Result<Skeleton> skeleton = skeleton_of(body);
  REQUIRE(skeleton.has_value());
  CHECK(skeleton->json == R"({"a":[{"data":{"$at":0}},{"data":{"$at":1}}],"b":"short"})");
  REQUIRE(skeleton->strings.size() == 2);
  CHECK(skeleton->strings[0].of(body) == "QUJD");
  CHECK(skeleton->strings[1].length == large.size());
  CHECK(skeleton->json.capacity() < 1'000);
}

TEST_CASE("long strings under any key are taken out and short ones stay", "[providers]") {
  const std::string longest_kept(32 * 1024, 'a'), taken(32 * 1024 + 1, 'b');
  const std::string body = R"({"x":")" + longest_kept + R"(","y":")" + taken + R"("})";
  const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
  REQUIRE(answer.has_value());
  CHECK(answer->root()["x"].text() == longest_kept);
  CHECK(answer->root()["y"].text().empty());
  REQUIRE(answer->root()["y"].located());
  CHECK(answer->root()["y"].located()->of(body) == taken);
}

TEST_CASE("quotes and braces inside strings mislead nobody", "[providers]") {
  const std::string body =
      R"({"t":"a \" } ] { [ , : \\","data":"x\\\"y","k\"ey":{"data":""},"n":[1,{"z":"\\"}]})";
  const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
  REQUIRE(answer.has_value());
  CHECK(answer->root()["t"].text() == "a \" } ] { [ , : \\");
  CHECK(answer->root()["data"].located()->of(body) == R"(x\\\"y)");
  CHECK(answer->root()["k\"ey"]["data"].located()->length == 0);
  CHECK(answer->root()["n"][1]["z"].text() == "\\");
}

TEST_CASE("a value that only looks like a taken string leads nowhere", "[providers]") {
  const util::Result<JsonAnswer> answer = JsonAnswer::parse(R"({"a":{"$at":7},"b":{"$at":-1}})");
  REQUIRE(answer.has_value());
  CHECK_FALSE(answer->root()["a"].located());
  CHECK_FALSE(answer->root()["b"].located());
}

TEST_CASE("the model's turn is found where it stands and only there", "[providers]") {
  const std::string turn = R"({"role":"model","parts":[{"text":"}"},{"content":{}}]})";
  const std::string body = R"({"content":{"x":1},"candidates":[{"index":0, "content" : )" + turn +
                           R"( ,"finishReason":"STOP"},{"content":{"role":"other"}}]})";
  const util::Result<Skeleton> skeleton = skeleton_of(body);
  REQUIRE(skeleton.has_value());
  REQUIRE(skeleton->first_turn);
  CHECK(skeleton->first_turn->of(body) == turn);
  const std::string in_array = "[" + body + "]";
  CHECK(skeleton_of(in_array)->first_turn->of(in_array) == turn);
  CHECK_FALSE(skeleton_of(R"({"candidates":[{"parts":[]}]})")->first_turn);
}

TEST_CASE("a body that is no whole JSON is told why", "[providers]") {
  const auto why = [](std::string_view body) {
    const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
    return answer ? std::string("fine") : answer.error().message;
  };
  CHECK(why("") == "it is empty");
  CHECK(why(" \r\n") == "it is empty");
  CHECK(why("<html>") == "it is no JSON");
  CHECK(why("{\"a\":1") == "it ends early");
  CHECK(why("{\"a\":\"b") == "it ends early");
  CHECK(why("{\"a\":\"b\\") == "it ends early");
  CHECK(why("{\"a\":1]") == "it is no JSON");
  CHECK(why("{\"a\":1} trailing") == "it is no JSON");
  CHECK(why("{\"a\" 1}") == "it is no JSON");
  CHECK(why(std::string(1'000, '[')) == "it nests too deeply");
  CHECK(why("{\"a\":[" + std::string(9'000'000, '1') + "]}") == "it is too large for an answer");
  CHECK(why("\xEF\xBB\xBF{\"a\":1}") == "fine");
  CHECK(why("  {\"a\":1}  ") == "fine");
}

TEST_CASE("every beginning of an answer is refused and none is read wrong", "[providers]") {
  const std::string body =
      R"({"candidates":[{"content":{"parts":[{"inlineData":{"data":"QUJD"}}]}}]})";
  for (std::size_t size = 0; size < body.size(); ++size)
    REQUIRE(JsonAnswer::parse(std::string_view(body).substr(0, size)).has_error());
  CHECK(JsonAnswer::parse(body).has_value());
}

TEST_CASE("answers are read in camelCase and in snake_case and numbers also as text",
          "[providers]") {
  const util::Result<JsonAnswer> answer = JsonAnswer::parse(
      R"([{"finish_reason":"STOP","sizeBytes":"5746","n":3.0,"x":3.5,"no":null,"yes":true}])");
  REQUIRE(answer.has_value());
  const JsonValue root = answer->root();
  CHECK(root["finishReason"].text() == "STOP");
  CHECK(root["sizeBytes"].whole() == 5746);
  CHECK(root["n"].whole() == 3);
  CHECK_FALSE(root["x"].whole());
  CHECK_FALSE(root["no"]);
  CHECK(root["yes"].is_true());
  CHECK(root["nothing"]["here"][3]["at"].text().empty());
}

TEST_CASE("base64 that escapes each slash is read in one pass", "[providers]") {
  // As PHP writes it. Looking from each escape to the string's end again would be 10^13 bytes here.
  std::string letters;
  while (letters.size() < 8'000'000) letters += R"(\/)";
  const std::string body = R"({"a":{"data":")" + letters + R"("},"b":"\"\\\"","c":1})";
  const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
  REQUIRE(answer.has_value());
  CHECK(answer->root()["a"]["data"].located()->length == letters.size());
  CHECK(answer->root()["b"].text() == R"("\")");
  CHECK(answer->root()["c"].whole() == 1);
  const std::string quotes = "{\"data\":\"" + std::string(8'000'000, '\\') + "\"}";
  CHECK(JsonAnswer::parse(quotes).has_value());
  CHECK(JsonAnswer::parse(std::string_view(quotes).substr(0, quotes.size() - 3)).has_error());
}

namespace {

/// JSON strings of letters, quotes, escapes of every kind and what looks like structure.
std::string random_string(std::uint32_t& state) {
  static constexpr const char* kPieces[] = {
      "a", "/", R"(\/)", R"(\\)",    R"(\")",     R"(\n)",           "{",    "}", "[", "]",
      ",", ":", R"(\b)", "\xC3\xA4", R"(\u0041)", R"(\ud83d\ude00)", "AAAA", "="};
  const auto next = [&state] { return (state = state * 1664525u + 1013904223u) >> 8; };
  std::string text;
  for (std::uint32_t length = next() % 40; length > 0; --length)
    text += kPieces[next() % std::size(kPieces)];
  return text;
}

}  // namespace

TEST_CASE("strings end where another JSON reader says they end", "[providers]") {
  std::uint32_t state = 11;
  for (int i = 0; i < 4'000; ++i) {
    const std::string plain = random_string(state), taken = random_string(state),
                      behind = random_string(state);
    const std::string body =
        "{\"x\":\"" + plain + "\",\"data\":\"" + taken + "\",\"y\":[\"" + behind + "\",7]}";
    rapidjson::Document whole;
    whole.Parse(body.data(), body.size());
    REQUIRE_FALSE(whole.HasParseError());
    const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
    REQUIRE(answer.has_value());
    REQUIRE(answer->root()["x"].text() == whole["x"].GetString());
    REQUIRE(answer->root()["y"][0].text() == whole["y"][0].GetString());
    REQUIRE(answer->root()["y"][1].whole() == 7);
    REQUIRE(answer->root()["data"].located()->of(body) == taken);
    // Cut anywhere, it is no whole answer to either.
    const std::size_t cut = state % body.size();
    REQUIRE(JsonAnswer::parse(std::string_view(body).substr(0, cut)).has_error());
  }
}

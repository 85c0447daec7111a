#include "pipeline/providers/skeleton.hpp"

#include "pipeline/providers/json_answer.hpp"

#include <catch2/catch.hpp>

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

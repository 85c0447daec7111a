#include "pipeline/providers/answer_parts.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::providers;

namespace {

const AnswerPartsWriter kWriter("0123456789abcdef");

}  // namespace

TEST_CASE("an answer in parts gives back its JSON and the bytes of its picture", "[providers]") {
  const std::string json = R"({"status":"Ready"})", picture("\x89PNG\r\n--x\0y", 12);
  const std::string body = kWriter.head(json) + kWriter.before_picture() + picture;
  const AnswerParts parts = parts_of(body);
  CHECK(parts.json.of(body) == json);
  CHECK(parts.picture.value().of(body) == picture);
}

TEST_CASE("of a picture that was begun twice the last one counts", "[providers]") {
  const std::string body =
      kWriter.head("{}") + kWriter.before_picture() + "half" + kWriter.before_picture() + "whole";
  CHECK(parts_of(body).picture.value().of(body) == "whole");
}

TEST_CASE("a body that is not in parts is all JSON, and so is one whose head lies", "[providers]") {
  for (const std::string body :
       {R"({"a":1})", "", "vitrine-parts 1 ", "vitrine-parts 1 0123\n{}",
        "vitrine-parts 1 0123456789abcdef 99\n{}", "vitrine-parts 1 0123456789abcdef x\n{}"}) {
    INFO(body);
    CHECK(parts_of(body).json.of(body) == body);
    CHECK_FALSE(parts_of(body).picture);
  }
  const std::string none = kWriter.head("{}");
  CHECK(parts_of(none).json.of(none) == "{}");
  CHECK_FALSE(parts_of(none).picture);
}

TEST_CASE("queries of addresses are covered, and nothing else is", "[providers]") {
  CHECK(without_queries(R"({"a":"https://x/y?sig=1&b=2","q":"why?"})") ==
        R"({"a":"https://x/y**********","q":"why?"})");
  CHECK(without_queries(R"({"a":"https:\/\/x\/y\u003fsig=1"})") ==
        R"({"a":"https:\/\/x\/y***********"})");
  CHECK(without_queries(R"({"a":"https://x/y","b":"c?d"})") == R"({"a":"https://x/y","b":"c?d"})");
  CHECK(without_queries(R"(["https://x?a)") == R"(["https://x**)");
}

#include "pipeline/domain/values.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::domain;

TEST_CASE("a colour is three or six hex digits behind a hash, and nothing else", "[domain]") {
  CHECK(parse_color("#A8C8D8") == Rgb{0xA8, 0xC8, 0xD8});
  CHECK(parse_color("#a8c8d8") == Rgb{0xA8, 0xC8, 0xD8});
  CHECK(parse_color("#fa0") == Rgb{0xFF, 0xAA, 0x00});
  for (const char* wrong : {"", "#", "A8C8D8", "#A8C8D", "#A8C8D8F", "#GGGGGG", "#-12345", "red"})
    CHECK_FALSE(parse_color(wrong));
  CHECK(to_text(Rgb{1, 171, 255}) == "#01ABFF");
}

TEST_CASE("a length needs a unit and may use a comma", "[domain]") {
  CHECK(parse_length("21 cm") == Length{210});
  CHECK(parse_length("21,5cm") == Length{215});
  CHECK(parse_length("1.2 m") == Length{1200});
  CHECK(parse_length("12 in") == Length{12 * 25.4});
  for (const char* wrong : {"21", "cm", "-3 cm", "0 cm", "3 km", "1.2.3 cm"})
    CHECK_FALSE(parse_length(wrong));
  CHECK(to_text(Length{215}) == "21.5 cm");
}

TEST_CASE("an aspect is two whole numbers from 1 to 100", "[domain]") {
  CHECK(parse_aspect("4:5") == Aspect{4, 5});
  for (const char* wrong : {"4", "4:", ":5", "0:5", "4:101", "4.5:5", "4:5:6", "4 : 5"})
    CHECK_FALSE(parse_aspect(wrong));
}

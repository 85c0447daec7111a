#include "pipeline/util/text.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::util;

TEST_CASE("a pattern's star stands for any run of characters", "[util]") {
  CHECK(matches_pattern("Kitchen > Mugs", "Kitchen*"));
  CHECK(matches_pattern("anything", "*"));
  CHECK(matches_pattern("", "*"));
  CHECK(matches_pattern("a-Tent-b", "*Tent*"));
  CHECK(matches_pattern("aab", "*ab"));
  CHECK_FALSE(matches_pattern("Kitchen", "kitchen"));
  CHECK_FALSE(matches_pattern("LAMP-01", "LAMP"));
}

TEST_CASE("edit distance counts a swap of neighbours once and stops past its limit", "[util]") {
  CHECK(edit_distance("harbor", "harbour", 2) == 1);
  CHECK(edit_distance("sceens", "scenes", 2) == 1);
  CHECK(edit_distance("scen", "scenes", 2) == 2);
  CHECK(edit_distance("gaurd", "guard", 2) == 1);
  CHECK(edit_distance("same", "same", 2) == 0);
  CHECK(edit_distance("abcdef", "uvwxyz", 2) == 3);
  CHECK(edit_distance("", "ab", 2) == 2);
}

TEST_CASE("the nearest word is offered only when it is near", "[util]") {
  const std::vector<std::string> keys{"approve", "aspect", "at", "on"};
  CHECK(nearest("aprove", keys) == "approve");
  CHECK(nearest("Aspekt", keys) == "aspect");
  CHECK_FALSE(nearest("zz", keys));  // two edits from "at", but no letter of it is left
  CHECK(nearest("no", keys) == "on");
  CHECK_FALSE(nearest("colour", keys));
}

TEST_CASE("a file name keeps nothing that climbs, hides or needs quoting", "[util]") {
  CHECK(file_name_safe("MUG-01_a.b") == "MUG-01_a.b");
  CHECK(file_name_safe("../etc/pass wd") == "etc-pass-wd");
  CHECK(file_name_safe(".hidden") == "hidden");
  CHECK(file_name_safe("\xC3\xA9\xC3\xA9") == "x");
  CHECK(file_name_safe("") == "x");
}

TEST_CASE("a line for the terminal carries no control characters and ends in dots when cut",
          "[util]") {
  CHECK(one_line("a\x1b[31mb\nc") == "a?[31mb c");
  CHECK(one_line("abcdef", 5) == "ab...");
  CHECK(one_line("\xC3\xA9\xC3\xA9\xC3\xA9", 5) == "\xC3\xA9...");
}

TEST_CASE("UTF-8 is valid only in its shortest form and below the last code point", "[util]") {
  CHECK(is_valid_utf8("plain \xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"));
  for (const char* wrong :
       {"\xC3", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xFF"})
    CHECK_FALSE(is_valid_utf8(wrong));
}

TEST_CASE("numbers are written without a locale, as short as they read back", "[util]") {
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(1400) == "1400");
  CHECK(fixed_text(2.345, 1) == "2.3");
}

#include "pipeline/util/fields.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::util;

TEST_CASE("where one field ends and the next begins is part of the key", "[util]") {
  CHECK(key_of("k/1", {{"ab", "c"}}) != key_of("k/1", {{"a", "bc"}}));
  CHECK(key_of("k/1", {{"a", ""}, {"b", ""}}) != key_of("k/1", {{"a", "b"}}));
  CHECK(key_of("k/1", {}) != key_of("k/2", {}));
}

TEST_CASE("changes name what is new, other and gone, in the order of the new list", "[util]") {
  const Fields before{{"prompt", "at dawn"}, {"source", "1"}, {"source", "2"}, {"seed", "7"}};
  const Fields after{{"prompt", "at night"}, {"source", "1"}, {"source", "3"}, {"camera", "85 mm"}};
  CHECK(changes(before, after) == std::vector<FieldChange>{{"prompt", "at dawn", "at night"},
                                                           {"source", "2", "3"},
                                                           {"camera", std::nullopt, "85 mm"},
                                                           {"seed", "7", std::nullopt}});
  CHECK(changes(after, after).empty());
}

TEST_CASE("a field list survives the database, quotes and zero bytes included", "[util]") {
  const Fields fields{{"prompt", "say \"hi\"\n\xC3\xA9"}, {"empty", ""}, {"zero", {"a\0b", 3}}};
  CHECK(fields_from_json(to_json(fields)).value() == fields);
  for (const char* wrong : {"", "{}", "[1]", "[[\"a\"]]", "[[\"a\",1]]", "[[\"a\",\"b\"]"})
    CHECK(fields_from_json(wrong).error().kind == ErrorKind::damaged);
}

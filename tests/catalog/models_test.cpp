#include "pipeline/domain/problem.hpp"
#include "tests/catalog/project.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace vitrine;
using test::built_in;
using test::load_with_settings;

namespace {

/// A model of the project's own with these fields.
catalog::Loading with_row(const std::string& fields) {
  return load_with_settings(
      "models: [{id: mine, provider: openai, operations: [edit], max_inputs: 1, confidence: high" +
      fields + "}]");
}

}  // namespace

TEST_CASE("what may be asked of a model beside its words is read from its row", "[catalog]") {
  const auto loading = with_row(
      ", mask: field, takes_seed: true, takes_transparency: true, formats: [png, jpeg], "
      "qualities: [low, max], quality: low, options: {edit_endpoint: none, image_field: "
      "\"image[]\","
      " returns_url: true, prompt_limit: 800}, masked_inputs: 1");
  REQUIRE(loading.catalog);
  const domain::Model& mine = *loading.catalog->find_model("mine");
  CHECK(mine.mask == domain::MaskWay::field);
  CHECK(mine.masked_inputs == 1);
  CHECK(mine.takes_seed);
  CHECK(mine.takes_transparency);
  CHECK(mine.formats == std::vector<std::string>{"png", "jpeg"});
  CHECK(mine.qualities == std::vector<std::string>{"low", "max"});
  CHECK(mine.quality == "low");
  CHECK(mine.options == std::map<std::string, std::string>{{"edit_endpoint", "none"},
                                                           {"image_field", "image[]"},
                                                           {"prompt_limit", "800"},
                                                           {"returns_url", "true"}});
  const auto plain = with_row("");
  REQUIRE(plain.catalog);
  CHECK(plain.catalog->find_model("mine")->mask == domain::MaskWay::picture);
  CHECK(plain.catalog->find_model("mine")->masked_inputs == 0);
  CHECK_FALSE(with_row(", mask: field, masked_inputs: 0").catalog);
  CHECK_FALSE(plain.catalog->find_model("mine")->takes_seed);
  CHECK(plain.catalog->find_model("mine")->options.empty());
  CHECK(built_in().find_model("gemini-nano-banana-2.1")->takes_seed);
}

TEST_CASE("an option nobody would understand is refused with the one that was meant", "[catalog]") {
  const auto key = with_row(", options: {eror_shape: string}");
  REQUIRE_FALSE(key.catalog);
  CHECK(key.problems.at(0).suggestion == "error_shape");
  const auto word = with_row(", options: {error_shape: strings}");
  REQUIRE_FALSE(word.catalog);
  CHECK(word.problems.at(0).code == "unknown-word");
  CHECK(word.problems.at(0).suggestion == "string");
  CHECK(with_row(", mask: filed").problems.at(0).suggestion == "field");
  CHECK_FALSE(with_row(", options: {safety_tolerance: 7}").catalog);
  CHECK_FALSE(with_row(", options: {prompt_limit: long}").catalog);
}

TEST_CASE("a model with qualities says which is usual, and one without has none", "[catalog]") {
  const auto none = with_row(", qualities: [low, high]");
  REQUIRE_FALSE(none.catalog);
  CHECK(none.problems.at(0).code == "contradiction");
  CHECK_FALSE(with_row(", qualities: [low, high], quality: medium").catalog);
  CHECK_FALSE(with_row(", quality: medium").catalog);
  CHECK_FALSE(with_row(", qualities: [ultra], quality: ultra").catalog);
  CHECK(with_row(", qualities: [low, high], quality: high").catalog);
}

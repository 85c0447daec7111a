#include "pipeline/catalog/sunset.hpp"

#include "tests/catalog/project.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace std::chrono_literals;
using domain::Problem;
using test::built_in;

namespace {

std::optional<Problem> end_of(const catalog::Catalog& catalog, std::string_view model) {
  return catalog::sunset_problem(catalog, *catalog.find_model(model));
}

}  // namespace

TEST_CASE("past an earliest date a run goes on with a warning that names the way out",
          "[catalog]") {
  const auto problem = end_of(built_in(), "gemini-2.5-flash-image");
  REQUIRE(problem);
  CHECK(problem->level == Problem::Level::warning);
  CHECK(problem->code == "model-may-vanish");
  CHECK(problem->suggestion == "gemini-nano-banana-2.1");
  CHECK(problem->message ==
        "model gemini-2.5-flash-image may be shut down any day since 2026-10-02; its successor "
        "gemini-nano-banana-2.1 costs 0.0421 instead of 0.0395 USD a picture at 1K");
}

TEST_CASE("past a final date a model is refused, and a successor that still lives is named",
          "[catalog]") {
  // Its successor may vanish itself, so that one's successor is named.
  const auto problem = end_of(built_in(), "gemini-2.5-flash-image-preview");
  REQUIRE(problem);
  CHECK(problem->level == Problem::Level::error);
  CHECK(problem->code == "model-gone");
  CHECK(problem->suggestion == "gemini-nano-banana-2.1");
  // Records of its pictures are kept and rebuilt; it is only not asked any more.
  const auto oldest = end_of(built_in(), "gemini-2.0-flash-preview-image-generation");
  REQUIRE(oldest);
  CHECK(oldest->code == "model-gone");
  CHECK(oldest->suggestion == "gemini-nano-banana-2.1");
}

TEST_CASE("a coming end is a note in its last thirty days", "[catalog]") {
  const auto at = [](util::Date day) { return end_of(built_in(day), "gemini-2.5-flash-image"); };
  CHECK_FALSE(at(2026y / 9 / 2));
  REQUIRE(at(2026y / 9 / 3));
  CHECK(at(2026y / 9 / 3)->level == Problem::Level::note);
  CHECK(at(2026y / 10 / 1)->level == Problem::Level::note);
  CHECK(at(2026y / 10 / 2)->level == Problem::Level::warning);
}

TEST_CASE("a coming end says in how many days, and what the successor costs instead", "[catalog]") {
  const auto at = [](util::Date day) { return end_of(built_in(day), "gpt-image-1.5"); };
  CHECK_FALSE(at(2026y / 11 / 1));
  REQUIRE(at(2026y / 11 / 26));
  CHECK(at(2026y / 11 / 26)->level == Problem::Level::note);
  CHECK(
      at(2026y / 11 / 26)->message ==
      "model gpt-image-1.5 ends on 2026-12-01, in 5 days; its successor gpt-image-2.6-flare costs "
      "0.1736 instead of 0.0400 USD a picture at 1K (assumed)");
  CHECK(at(2026y / 11 / 30)->message.find("2026-12-01, tomorrow; ") != std::string::npos);
  REQUIRE(at(2026y / 12 / 1));
  CHECK(at(2026y / 12 / 1)->code == "model-gone");
}

TEST_CASE("a successor's price is told also where the old one's is not known", "[catalog]") {
  const auto problem = end_of(built_in(), "dall-e-3");
  REQUIRE(problem);
  CHECK(
      problem->message ==
      "model dall-e-3 was shut down on 2026-05-12; its successor gpt-image-2.6-flare, 0.1736 USD a "
      "picture, assumed");
}

TEST_CASE("a model without an end has nothing to say", "[catalog]") {
  CHECK_FALSE(end_of(built_in(), "studio"));
  CHECK_FALSE(end_of(built_in(2030y / 1 / 1), "gemini-3-pro-image"));
}

TEST_CASE("successors that point at each other are no way out", "[catalog]") {
  const auto loading = test::load_with_settings(R"(
models:
  - {id: a, provider: custom, operations: [generate], max_inputs: 0, confidence: low}
  - {id: b, extends: a, successor: a, sunset: {date: 2026-01-01, kind: final}}
  - {id: a, successor: b, sunset: {date: 2026-01-01, kind: final}}
)");
  REQUIRE(loading.catalog);
  const auto problem = end_of(*loading.catalog, "a");
  REQUIRE(problem);
  CHECK(problem->suggestion.empty());
  CHECK(problem->message == "model a was shut down on 2026-01-01; no successor is known");
}

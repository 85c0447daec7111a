#include "pipeline/domain/problem.hpp"
#include "tests/catalog/project.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace vitrine;
using test::kToday;
using test::load_with_settings;
using test::TempFolder;

namespace {

std::string shown(const domain::Problem& problem) {
  return std::to_string(problem.line) + ":" + std::to_string(problem.column) + ": " + problem.code +
         ": " + problem.message;
}

}  // namespace

TEST_CASE("a project changes single fields of a profile and keeps the rest", "[catalog]") {
  const auto loading = load_with_settings(R"(
timezone: Europe/Oslo
profiles:
  - {id: ebay, version: 2, target_px: 2000x2000, severity: {fill: info}}
)");
  REQUIRE(loading.catalog);
  const domain::Profile& ebay = *loading.catalog->find_profile("ebay");
  CHECK(ebay.target_px == domain::PixelSize{2000, 2000});
  CHECK(ebay.jpeg_quality_min == 90);
  CHECK(ebay.severity_of("fill", domain::Severity::reject) == domain::Severity::info);
}

TEST_CASE("a project's folder adds profiles, models, prices and forms", "[catalog]") {
  const TempFolder folder;
  folder.write("schemas/profiles/kiosk.yaml",
               "id: kiosk\nextends: amazon-main\nchannel: Our kiosk\ntarget_px: 1200x1200\n");
  folder.write("schemas/models.yaml",
               "models:\n  - {id: house-model, extends: gemini-nano-banana-2.1, provider: custom,\n"
               "     aliases: [house]}\n");
  folder.write(
      "schemas/prices.yaml",
      "prices:\n  - {book: house, from: 2026-11-02, source: contract, models: {house-model: "
      "{confidence: high, picture: 0.03}}}\n");
  folder.write("schemas/forms/erp.yaml",
               "id: erp\ncolumns: {sku: [Artikel], title: Bezeichnung}\n");
  folder.write("schemas/README.txt", "not ours");
  const auto loading = catalog::load({{folder / "schemas", folder / "missing"}, {}}, kToday);
  REQUIRE(loading.problems.empty());
  REQUIRE(loading.catalog);
  CHECK(loading.catalog->find_profile("kiosk")->target_px == domain::PixelSize{1200, 1200});
  CHECK(loading.catalog->find_profile("kiosk")->regenerate_forbidden);
  CHECK(loading.catalog->find_model("house")->id == "house-model");
  CHECK(loading.catalog->price_of("house", "2K")->expected == util::Money{30'000});
  CHECK(loading.catalog->forms().at("erp").columns.at("title") ==
        std::vector<std::string>{"Bezeichnung"});
}

TEST_CASE("our own schemas folder laid over itself changes nothing", "[catalog]") {
  const auto loading = catalog::load({{"schemas"}, {}}, kToday);
  CHECK(loading.problems.empty());
  CHECK(loading.catalog);
}

TEST_CASE("every mistake is told at once, with its place and what was probably meant",
          "[catalog]") {
  const auto loading = load_with_settings(R"(profiles:
  - {id: kiosk, extends: amazon-mian}
  - id: poster
    extends: ebay
    fill_taget: 0.8
    formats: [jpg, png]
    alpha_allowed: yes
    name_pattern: "{sku}_{colour}.{ext}"
    max_bytes: 5
models:
  - {id: mine, provider: gemini, operations: [fuze], max_inputs: 3, confidence: sure, successor: studo}
  - brand: nameless
prices: {book: x}
)");
  CHECK_FALSE(loading.catalog);
  std::vector<std::string> lines;
  for (const domain::Problem& problem : loading.problems)
    if (problem.message.find("lacks") == std::string::npos) lines.push_back(shown(problem));
  const std::vector<std::string> expected{
      "2:26: no-such-profile: there is no profile \"amazon-mian\" before this one; did you mean "
      "\"amazon-main\"?",
      "12:5: missing-key: a model must be a table with an \"id\"",
      "13:9: wrong-type: prices must be a list of rows",
      "6:15: unknown-word: formats of profile poster: there is no \"jpg\"; did you mean \"jpeg\"?",
      "7:20: wrong-type: alpha_allowed of profile poster: \"yes\" is not true or false",
  };
  for (const std::string& line : expected) {
    INFO(line);
    CHECK(std::find(lines.begin(), lines.end(), line) != lines.end());
  }
  const auto suggestion_for = [&](const std::string& code, int line) {
    for (const domain::Problem& problem : loading.problems)
      if (problem.code == code && problem.line == line) return problem.suggestion;
    return std::string("(no such problem)");
  };
  CHECK(suggestion_for("unknown-key", 5) == "fill_target");
  CHECK(suggestion_for("unknown-word", 8) == "color");
  CHECK(suggestion_for("wrong-type", 9).empty());
  CHECK(suggestion_for("unknown-word", 11) == "fuse");
  CHECK(suggestion_for("no-such-model", 11) == "studio");
}

TEST_CASE("changing a profile without raising its version is refused", "[catalog]") {
  const auto loading = load_with_settings("profiles: [{id: ebay, target_px: 2000x2000}]");
  CHECK_FALSE(loading.catalog);
  REQUIRE(loading.problems.size() == 1);
  CHECK(loading.problems[0].code == "version-not-raised");
}

TEST_CASE("a price book is never edited", "[catalog]") {
  const auto loading = load_with_settings(
      "prices: [{book: \"2026-11-01\", from: 2026-11-01, source: me, models: {studio: {confidence: "
      "high, picture: 0}}}]");
  REQUIRE(loading.problems.size() == 1);
  CHECK(loading.problems[0].code == "book-exists");
}

TEST_CASE("broken YAML is a problem with its line, not an exception", "[catalog]") {
  const auto broken = load_with_settings("profiles:\n  - {id: x\n");
  REQUIRE(broken.problems.size() == 1);
  CHECK(broken.problems[0].code == "bad-yaml");
  CHECK(broken.problems[0].line >= 2);

  const auto doubled = load_with_settings("profiles: []\nprofiles: []\n");
  REQUIRE(doubled.problems.size() == 1);
  CHECK(doubled.problems[0].code == "duplicate-key");
  CHECK(doubled.problems[0].line == 2);

  CHECK(load_with_settings("").catalog);
  CHECK(load_with_settings(std::string(20'000, '[')).problems.size() == 1);
}

TEST_CASE("aliases that multiply are stopped", "[catalog]") {
  std::string yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    yaml += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) yaml += (k == 0 ? "" : ", ") + before;
    yaml += "]\n";
  }
  const auto loading = load_with_settings(yaml);
  REQUIRE(loading.problems.size() == 1);
  CHECK(loading.problems[0].code == "too-large");
}

TEST_CASE("two models may not share a name", "[catalog]") {
  const auto loading = load_with_settings(
      "models: [{id: mine, provider: custom, operations: [generate], max_inputs: 0, confidence: "
      "low, aliases: [nano-banana]}]");
  REQUIRE(loading.problems.size() == 1);
  CHECK(loading.problems[0].code == "duplicate-name");
}

TEST_CASE("a settings file that is not there is a problem", "[catalog]") {
  const auto loading = catalog::load({{}, "nowhere/vitrine.yaml"}, kToday);
  REQUIRE(loading.problems.size() == 1);
  CHECK(loading.problems[0].code == "unreadable");
}

#include "tests/catalog/project.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

using namespace vitrine;
using test::built_in;
using test::kToday;
using test::load_with_settings;
using test::TempFolder;

TEST_CASE("every prompt template of schemas is embedded under the name of its id", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  std::set<std::string> files, ids;
  for (const auto& entry : std::filesystem::directory_iterator("schemas/prompts"))
    files.insert(entry.path().stem().string());
  for (const auto& [id, prompt] : catalog.prompts()) ids.insert(id);
  CHECK(files == ids);
  CHECK(ids.contains("product-photo"));
}

TEST_CASE("our template has words for everything that is said in words", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  const domain::PromptTemplate& prompt = catalog.prompts().at("product-photo");
  for (const std::string& key : domain::prompt_word_keys()) {
    INFO(key);
    CHECK(prompt.words.contains(key));
  }
  CHECK(prompt.word("light_from.left") == "from the left");
  CHECK(domain::PromptTemplate{}.word("light_from.left") == "left");
}

TEST_CASE("every operation has a line of its own in our template", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  const auto& lines = catalog.prompts().at("product-photo").lines;
  for (int i = 0; i < 6; ++i) {
    const auto operation = static_cast<domain::Operation>(i);
    INFO(domain::to_text(operation));
    CHECK(std::any_of(lines.begin(), lines.end(), [&](const domain::PromptLine& line) {
      return !line.operations.empty() && line.operations.front() == operation;
    }));
  }
}

TEST_CASE("a project lays its own wording over ours and keeps the rest", "[catalog]") {
  const auto loading = load_with_settings(R"(
prompts:
  - {id: product-photo, version: 4, words: {light_from: {left: from stage left}}}
  - {id: ours, version: 1, lines: [{text: "{prompt}!"}]}
)");
  REQUIRE(loading.catalog);
  const domain::PromptTemplate& changed = loading.catalog->prompts().at("product-photo");
  CHECK(changed.version == 4);
  CHECK(changed.word("light_from.left") == "from stage left");
  CHECK(changed.word("light_from.right") == "from the right");
  CHECK(changed.lines.size() == built_in().prompts().at("product-photo").lines.size());
  CHECK(loading.catalog->prompts().at("ours").lines.at(0).text == "{prompt}!");

  const TempFolder folder;
  folder.write("schemas/prompts/short.yaml",
               "id: short\nversion: 1\nlines: [{text: \"{prompt}\"}]\n");
  const auto from_folder = catalog::load({{folder / "schemas"}, {}}, kToday);
  REQUIRE(from_folder.catalog);
  CHECK(from_folder.catalog->prompts().contains("short"));
}

TEST_CASE("changed wording without a raised version is refused", "[catalog]") {
  const auto loading = load_with_settings(
      "prompts: [{id: product-photo, version: 3, words: {light_from: {left: elsewhere}}}]");
  REQUIRE(loading.problems.size() == 1);
  CHECK(loading.problems[0].code == "version-not-raised");
}

TEST_CASE("a misspelt placeholder is named with what was probably meant", "[catalog]") {
  const auto loading = load_with_settings(R"(prompts:
  - id: ours
    version: 1
    lines:
      - {text: "{promt} with {style"}
      - {for: [fuze], text: "x"}
    words: {change: {color: "{zoone}"}, light_from: {left: "{prompt}", lefft: x}}
)");
  CHECK_FALSE(loading.catalog);
  const auto suggests = [&](const std::string& code, const std::string& suggestion, int line) {
    return std::any_of(loading.problems.begin(), loading.problems.end(), [&](const auto& problem) {
      return problem.code == code && problem.suggestion == suggestion && problem.line == line;
    });
  };
  CHECK(suggests("unknown-word", "prompt", 5));
  CHECK(suggests("bad-pattern", "", 5));
  CHECK(suggests("unknown-word", "fuse", 6));
  CHECK(suggests("unknown-word", "zone", 7));
  CHECK(suggests("unknown-key", "left", 7));
  CHECK(loading.problems.size() == 6);
}

TEST_CASE("what a model may be told and how it is called are data", "[catalog]") {
  using domain::ThinkingLevel;
  const catalog::Catalog catalog = built_in();
  CHECK(catalog.find_model("gemini-nano-banana-2.1")->thinking ==
        std::vector{ThinkingLevel::minimal, ThinkingLevel::medium, ThinkingLevel::high});
  CHECK(catalog.find_model("gemini-3-pro-image")->thinking.empty());
  CHECK(catalog.find_model("gemini-3-pro-image")->signs_turns);
  CHECK(catalog.find_model("gemini-2.5-flash-image")->thinking.empty());
  CHECK_FALSE(catalog.find_model("gemini-2.5-flash-image")->signs_turns);
  CHECK(catalog.find_model("gemini-2.5-flash-image")->method == "generateContent");
  CHECK(catalog.find_model("gemini-2.5-flash-image")->takes_system);
  const domain::Model& imagen = *catalog.find_model("imagen-product-recontext-preview-06-30");
  CHECK(imagen.method == "predict");
  CHECK_FALSE(imagen.takes_system);
  CHECK(imagen.safety.empty());
  for (const domain::Model& model : catalog.models()) {
    INFO(model.id);
    // Of the oldest nobody has read what it took.
    const bool talks = model.provider == "gemini" && model.method == "generateContent" &&
                       model.id != "gemini-2.0-flash-preview-image-generation";
    CHECK(model.takes_system == talks);
    CHECK(model.safety.size() == (talks ? 4 : 0));
  }

  const auto loading = load_with_settings(
      "models: [{id: mine, provider: custom, operations: [edit], max_inputs: 1, confidence: low, "
      "method: predictt}]");
  REQUIRE(loading.problems.size() == 1);
  CHECK(loading.problems[0].suggestion == "predict");
}

TEST_CASE("how fast a vendor lets a project go is data, with its tier", "[catalog]") {
  const catalog::Catalog catalog = built_in();
  const auto& limits = catalog.find_model("gemini-3-pro-image")->limits;
  REQUIRE(limits.size() == 1);
  CHECK(limits[0].tier == "Tier 1");
  CHECK(limits[0].per_minute == 20);
  CHECK(limits[0].per_day == 250);
  CHECK(limits[0].confidence == "low");
  CHECK(catalog.find_model("gemini-nano-banana-2.1")->limits.empty());

  const auto own = load_with_settings(
      "models: [{id: gemini-nano-banana-2.1, limits: [{tier: ours, per_minute: 60, confidence: "
      "high}]}]");
  REQUIRE(own.catalog);
  CHECK(own.catalog->find_model("nano-banana-2.1")->limits[0].per_minute == 60);
  CHECK(own.catalog->find_model("nano-banana-2.1")->limits[0].per_day == 0);

  const auto wrong = load_with_settings(
      "models: [{id: gemini-nano-banana-2.1, limits: [{tier: ours, confidence: high}, "
      "{tier: ours, per_minut: 6, per_day: 1, confidence: high}]}]");
  CHECK_FALSE(wrong.catalog);
  CHECK(wrong.problems.size() == 2);
}

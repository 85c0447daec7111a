#include "pipeline/spec/redo_line.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using spec::RedoLine;
using spec::with_redo;

namespace {

RedoLine kettle(const std::string& note = "the whole handle", int take = 1) {
  return {"KETTLE-01", "red", "harbour", "", note, take};
}

const std::string kLine =
    R"({for: {sku: KETTLE-01, colorway: red, scene: harbour}, note: "the whole handle", take: 1})";

}  // namespace

TEST_CASE("a job without adjustments gets them at its end", "[spec]") {
  const std::string job = "vitrine: 1   # first\nname: a\n# last words\n";
  CHECK(with_redo(job, kettle()).value() == job + "\nadjust:\n  - " + kLine + "\n");
  CHECK(with_redo("vitrine: 1", kettle()).value() == "vitrine: 1\n\nadjust:\n  - " + kLine + "\n");
}

TEST_CASE("a new line comes last among the others, which keep their layout and comments",
          "[spec]") {
  const std::string before =
      "adjust:            # people's wishes\n"
      "    - {for: {sku: \"LAMP-*\"}, hold: \"new photos\"}\n"
      "    # the one below is old\n"
      "    - for: {category: Tents}\n"
      "      size: {height: 120 cm}\n"
      "      note: |\n"
      "        first\n"
      "        # second\n";
  const std::string after = "\n# what follows\noutput: {folder: out}\n";
  CHECK(with_redo(before + after, kettle()).value() == before + "    - " + kLine + "\n" + after);
  CHECK(with_redo("adjust:\n- {for: {sku: A}, take: 1}\nname: a\n", kettle()).value() ==
        "adjust:\n- {for: {sku: A}, take: 1}\n- " + kLine + "\nname: a\n");
  CHECK(with_redo("adjust:\n  - {for: {sku: A}, take: 1}", kettle()).value() ==
        "adjust:\n  - {for: {sku: A}, take: 1}\n  - " + kLine + "\n");
}

TEST_CASE("adjustments that are empty or in brackets take the line as well", "[spec]") {
  CHECK(with_redo("adjust:  # none\nname: a\n", kettle()).value() ==
        "adjust:  # none\n  - " + kLine + "\nname: a\n");
  CHECK(with_redo("adjust: []\n", kettle()).value() == "adjust: [" + kLine + "]\n");
  CHECK(with_redo("adjust: [{for: {sku: A}, take: 1}]\n", kettle()).value() ==
        "adjust: [" + kLine + ", {for: {sku: A}, take: 1}]\n");
}

TEST_CASE("a line for this very shot is changed in place, and keeps what else it says", "[spec]") {
  const std::string line = "  - {for: {sku: KETTLE-01, colorway: red, scene: harbour}, ";
  CHECK(with_redo("adjust:\n" + line + "note: \"old\", take: 1}  # asked twice\nname: a\n",
                  kettle("new", 2))
            .value() == "adjust:\n" + line + "note: \"new\", take: 2}  # asked twice\nname: a\n");
  CHECK(with_redo("adjust:\n" + line + "camera: \"85 mm\"}\n", kettle("new", 1)).value() ==
        "adjust:\n" + line + "take: 1, note: \"new\", camera: \"85 mm\"}\n");
  const std::string block =
      "adjust:\n  - for: {scene: harbour, sku: KETTLE-01, color: red, view: front}\n";
  CHECK(
      with_redo(block + "    take: 3   # third\n    note: old words\n", kettle("new", 4)).value() ==
      block + "    take: 4   # third\n    note: \"new\"\n");
  CHECK(with_redo(block + "    note: as it was\n", kettle("", 1)).value() ==
        block + "    take: 1\n    note: as it was\n");
}

TEST_CASE("a line for more than this shot is left alone", "[spec]") {
  for (const char* subject :
       {"{sku: KETTLE-01, scene: harbour}", "{sku: KETTLE-01, colorway: [red], scene: harbour}",
        "{sku: KETTLE-01, colorway: red, scene: harbour, view: back}",
        "{sku: KETTLE-01, colorway: red, scene: harbour, profile: shopify}",
        "{sku: \"KETTLE-*\", colorway: red, scene: harbour}"}) {
    const std::string job = std::string("adjust:\n  - {for: ") + subject + ", take: 7}\n";
    CHECK(with_redo(job, kettle()).value() == job + "  - " + kLine + "\n");
  }
}

TEST_CASE("words are quoted where YAML would read something else", "[spec]") {
  RedoLine line = kettle("say \"no\": {it}\nand # stay", 12);
  line.sku = "12345";
  line.colorway = "on: off";
  line.scene = "null";
  line.view = "other-2";
  CHECK(to_text(line) ==
        R"({for: {sku: "12345", colorway: "on: off", scene: "null", view: other-2}, )"
        R"(note: "say \"no\": {it}\nand # stay", take: 12})");
  CHECK(with_redo("name: a\n", line).has_value());
}

TEST_CASE("line ends of Windows stay", "[spec]") {
  CHECK(with_redo("name: a\r\nadjust:\r\n  - {for: {sku: A}, take: 1}\r\n", kettle()).value() ==
        "name: a\r\nadjust:\r\n  - {for: {sku: A}, take: 1}\r\n  - " + kLine + "\r\n");
}

TEST_CASE("what cannot be changed line by line is left to a person, with the line to put in",
          "[spec]") {
  const std::string own =
      "{for: {sku: KETTLE-01, colorway: red, scene: harbour}, note: a, take: 1}";
  for (const std::string& job :
       {std::string("{name: a}"), std::string("name: [a"), std::string("name: a\n...\n"),
        std::string("adjust: 5\n"), "adjust:\n  - &one " + own + "\n  - *one\n",
        std::string("adjust:\n  - for: {sku: KETTLE-01, colorway: red, scene: harbour}\n"
                    "    note: |\n      several\n      lines\n    take: 1\n")}) {
    INFO(job);
    const auto result = with_redo(job, kettle("new", 2));
    REQUIRE(result.has_error());
    CHECK(result.error().message.find("note: \"new\", take: 2}") != std::string::npos);
  }
}

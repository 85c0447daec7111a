#include "pipeline/spec/yaml_tree.hpp"

#include "tests/spec/job_folder.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::spec;

namespace {

struct Read {
  std::optional<Node> tree;
  domain::Problems problems;
};

Read read(std::string_view text, const YamlLimits& limits = {}) {
  Complaints complaints;
  complaints.add_file("job.yaml");
  std::optional<Node> tree = read_yaml(text, 0, complaints, limits);
  return {std::move(tree), std::move(complaints).take()};
}

std::string place(const Node& node) {
  return std::to_string(node.mark.line) + ":" + std::to_string(node.mark.column) + "+" +
         std::to_string(node.mark.length);
}

}  // namespace

TEST_CASE("every token of a tree knows its place and length", "[spec]") {
  const Read result = read(
      "name: plain text  # comment\n"
      "list: [one, \"two\\\" 2\", 'it''s']\n"
      "map:\n"
      "  inner: &here value\n"
      "again: *here\n"
      "caf\xC3\xA9: {x: 1}\n"
      "empty:\n"
      "nothing: ~\n");
  REQUIRE(result.tree);
  const Node& root = *result.tree;
  CHECK(place(*root.find("name")) == "1:7+10");
  CHECK(place(root.find_entry("list")->key) == "2:1+4");
  const Node& list = *root.find("list");
  CHECK(place(list) == "2:7+1");
  CHECK(place(list.items[0]) == "2:8+3");
  CHECK(place(list.items[1]) == "2:13+9");
  CHECK(list.items[1].text == "two\" 2");
  CHECK(place(list.items[2]) == "2:24+7");
  CHECK(place(*root.find("map")->find("inner")) == "4:16+5");  // behind the anchor
  CHECK(place(*root.find("again")) == "4:16+5");               // where the alias leads
  CHECK(place(*root.find("caf\xC3\xA9")->find("x")) == "6:12+1");
  CHECK(place(*root.find("empty")) == "7:1+5");  // nothing is there: its key
  CHECK(place(*root.find("nothing")) == "8:10+1");
}

TEST_CASE("plain scalars mean what YAML 1.2 says, quoted ones are text", "[spec]") {
  const Read result = read("[true, yes, 0x1F, 0o17, -5, 1.5, 1e3, .5, 5 USD, \"5\", 4:5, 0815]");
  REQUIRE(result.tree);
  std::vector<ScalarType> types;
  for (const Node& item : result.tree->items) types.push_back(type_of(item));
  using enum ScalarType;
  CHECK(types == std::vector<ScalarType>{boolean, text, integer, integer, integer, number, number,
                                         number, text, text, text, integer});
  CHECK(integer_of(result.tree->items[2]) == 31);
  CHECK(integer_of(result.tree->items[3]) == 15);
  CHECK(number_of(result.tree->items[6]) == 1000.0);
  CHECK_FALSE(integer_of(result.tree->items[9]));
}

TEST_CASE("a key that stands twice is told with the line of the first", "[spec]") {
  const Read result = read("a: 1\nb: {c: 1, c: 2}\na: 2\n");
  CHECK(test::lines(result.problems) ==
        std::vector<std::string>{
            "2:11 duplicate-key the key \"c\" stands twice here; first in line 2",
            "3:1 duplicate-key the key \"a\" stands twice here; first in line 1"});
  CHECK(result.tree->find("a")->text == "1");
}

TEST_CASE("what is no YAML is told where it stops being so", "[spec]") {
  const Read unclosed = read("a: [1, 2\nb: 3\n");
  REQUIRE(unclosed.problems.size() == 1);
  CHECK(unclosed.problems[0].code == "yaml");
  CHECK(unclosed.problems[0].line == 2);
  CHECK_FALSE(unclosed.tree);
  CHECK(read("a:\n\tb: 1\n").problems[0].message == "a tab cannot indent; use spaces");
  CHECK(read("a: *nowhere\n").problems[0].code == "yaml");
  CHECK(read("").problems[0].code == "empty-file");
  CHECK(read("# only words\n").problems[0].code == "empty-file");
  CHECK(read("a: \xFF\n").problems[0].code == "encoding");
  CHECK(read("a: 1\n---\nb: 2\n").problems[0].code == "second-document");
  CHECK(read("a: !picture x\n").problems[0].code == "tag");
  CHECK(read("[a]: 1\n").problems[0].code == "bad-key");
}

TEST_CASE("limits end the reading with a clear message", "[spec]") {
  CHECK(read(std::string((std::size_t{16} << 20) + 1, ' ')).problems[0].message ==
        "larger than 16 MiB");
  const std::string deep = std::string(65, '[') + std::string(65, ']');
  CHECK(read(deep).problems[0].code == "too-deep");
  CHECK(read(deep).problems[0].column == 65);
  CHECK(read(deep.substr(1, 128)).tree);
  CHECK(read(std::string(100'000, '[')).problems[0].code == "too-deep");
}

TEST_CASE("aliases count as what they repeat, so that a few lines cannot fill the memory",
          "[spec]") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int k = 0; k < 9; ++k) bomb += ", " + before;
    bomb += "]\n";
  }
  const Read result = read(bomb);
  REQUIRE(result.problems.size() == 1);
  CHECK(result.problems[0].code == "too-many-values");
  CHECK(read("a: &a [*a]\n").problems[0].code == "alias-cycle");

  std::string tall = "a0: &a0 [x]\n";
  for (int i = 1; i < 70; ++i)
    tall += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) +
            "]\n";
  CHECK(read(tall).problems[0].code == "too-deep");
}

TEST_CASE("a mistake behind an alias is told once", "[spec]") {
  const test::JobFolder folder;
  const Reading reading = folder.read(
      "vitrine: 1\nname: t\nproducts:\n"
      "  - {sku: A, packshots: ../pictures/mug-front.png, size: &size {height: 21}}\n"
      "  - {sku: B, packshots: ../pictures/mug-front.png, size: *size}\n"
      "scenes: {w: {packshot: true}}\ndeliver: [{profile: shopify}]\n");
  REQUIRE(reading.problems.size() == 1);
  CHECK(reading.problems[0].line == 4);
}

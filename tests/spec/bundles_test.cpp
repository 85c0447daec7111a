#include "tests/spec/job_folder.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using test::JobFolder;
using test::lines;

namespace {

const char* kMug =
    "  - {sku: MUG-01, packshots: ../pictures/mug-front.png, size: {height: 10 cm}, "
    "keep: {text: [LEAF]}, colorways: [natural, {name: glacier, sku: MUG-01-GL, target: "
    "\"#A8C8D8\"}]}\n";
const char* kTea =
    "  - {sku: TEA-01, packshots: ../pictures/mug-front.png, size: {height: 15 cm}}\n";

std::string bundle(const std::string& members) {
  return kMug + std::string(kTea) + "  - {sku: SET-01, title: A set, members: " + members + "}\n";
}

}  // namespace

TEST_CASE("a bundle finds its members by number, colours' numbers too, and is as tall as they are",
          "[spec][bundle]") {
  const JobFolder folder;
  const spec::Reading reading =
      folder.read(test::job_with_products(bundle("[{sku: MUG-01-GL, count: 2}, {sku: TEA-01}]")));
  INFO(Catch::StringMaker<std::vector<std::string>>::convert(lines(reading.problems)));
  REQUIRE(reading.job);
  const domain::Product& set = reading.job->products[2];
  REQUIRE(set.members.size() == 2);
  CHECK(set.members[0].product == 0);
  CHECK(set.members[0].colorway == 1);
  CHECK(set.members[0].count == 2);
  CHECK(set.members[1].product == 1);
  CHECK(set.pieces == 3);
  CHECK(set.packshots.size() == 1);
  CHECK(set.colorways.size() == 1);
  CHECK(set.keep.text == std::vector<std::string>{"LEAF"});
  CHECK(set.size.height->millimetres == Approx(150 * 1.032));
}

TEST_CASE("what a bundle cannot be made of is told where it stands", "[spec][bundle]") {
  const JobFolder folder;
  const auto told = [&](const std::string& products) {
    return lines(folder.read(test::job_with_products(products)).problems);
  };
  CHECK(told(bundle("[{sku: MUG-02}]"))
            .front()
            .find("no-such-product no product \"MUG-02\"; did "
                  "you mean \"MUG-01\"?") != std::string::npos);
  CHECK(told(bundle("[{sku: SET-01}]")).front().find("bundle-in-bundle") != std::string::npos);
  CHECK(told(bundle("[{sku: TEA-01}], packshots: ../pictures/mug-front.png"))
            .front()
            .find("bundle-of-its-own") != std::string::npos);
  const std::string unsized = "  - {sku: POT, packshots: ../pictures/mug-front.png}\n";
  CHECK(told(unsized + bundle("[{sku: POT}, {sku: TEA-01}]")).front().find("member-size") !=
        std::string::npos);
  CHECK(told(unsized + bundle("[{sku: POT, count: 2}]")).empty());
}

TEST_CASE("a mistake in a member is told once, and not again in its bundle", "[spec][bundle]") {
  const JobFolder folder;
  const spec::Reading reading =
      folder.read(test::job_with_products("  - {sku: A, packshot: ../pictures/mug-front.png}\n  - "
                                          "{sku: SET-01, members: [{sku: A}]}\n"));
  CHECK(lines(reading.problems) ==
        std::vector<std::string>{
            "4:14 unknown-key unknown key \"packshot\"; did you mean \"packshots\"?"});
}

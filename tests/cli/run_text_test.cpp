#include "pipeline/cli/run_text.hpp"

#include <catch2/catch.hpp>
#include <rapidjson/document.h>

#include <algorithm>
#include <sstream>

using namespace vitrine;

namespace {

schedule::Enlargements enlarged(int files) {
  schedule::Enlargements found;
  for (int i = 1; i <= files; ++i) {
    domain::Verdict verdict;
    verdict.check = "enlarged";
    verdict.value = 1 + 0.1 * i;
    verdict.limit = 1.5;
    found.add("MUG-0" + std::to_string(i) + "/red/pier", "shop", {verdict});
  }
  return found;
}

std::string told(const schedule::Enlargements& found) {
  std::ostringstream out;
  cli::print_enlarged(found, out);
  return out.str();
}

}  // namespace

TEST_CASE("a run names its enlarged files, the largest first, and nothing where there are none",
          "[cli]") {
  CHECK(told(enlarged(0)).empty());
  CHECK(told(enlarged(1)) ==
        "  enlarged    1 file beyond 1.0x, the most 1.10x\n"
        "              MUG-01/red/pier (shop): 1.10x\n");
  const std::string many = told(enlarged(8));
  CHECK_THAT(many, Catch::StartsWith("  enlarged    8 files beyond 1.0x, the most 1.80x; "
                                     "3 beyond the limit of 1.5x\n"
                                     "              MUG-08/red/pier (shop): 1.80x\n"));
  CHECK(std::count(many.begin(), many.end(), '\n') == 6);
}

TEST_CASE("a run names whose pictures stand in for another model's, and why", "[cli]") {
  cli::RunTold told;
  told.job = "spring";
  told.summary.run = "20261127-020000";
  told.summary.fallbacks = {{"gemini-2.5-flash-image", "gpt-image-2", 12, "the day is used up"},
                            {"gemini-2.5-flash-image", "flux-2-pro", 1, "the day is used up"}};
  std::ostringstream out;
  cli::print_run(told, out);
  CHECK_THAT(out.str(), Catch::Contains("  instead     12 pictures by gpt-image-2 instead of "
                                        "gemini-2.5-flash-image: the day is used up\n") &&
                            Catch::Contains("  instead     1 picture by flux-2-pro instead of "));
  rapidjson::Document json;
  json.Parse(cli::run_json(told).c_str());
  REQUIRE(json["fallback"].Size() == 2);
  CHECK(std::string(json["fallback"][0]["asked"].GetString()) == "gemini-2.5-flash-image");
  CHECK(std::string(json["fallback"][0]["taken"].GetString()) == "gpt-image-2");
  CHECK(json["fallback"][0]["pictures"].GetInt() == 12);
  CHECK(std::string(json["fallback"][0]["why"].GetString()) == "the day is used up");
}

TEST_CASE("scripts read which files were enlarged, and null where none was", "[cli]") {
  const auto read = [](int files) {
    cli::RunTold told;
    told.summary.enlarged = enlarged(files);
    rapidjson::Document json;
    json.Parse(cli::run_json(told).c_str());
    REQUIRE_FALSE(json.HasParseError());
    return json;
  };
  const auto some = read(8);
  CHECK(some["enlarged"]["files"].GetInt() == 8);
  CHECK(some["enlarged"]["beyond_limit"].GetInt() == 3);
  CHECK(some["enlarged"]["limit"].GetDouble() == 1.5);
  CHECK(some["enlarged"]["most"].GetDouble() == Approx(1.8));
  REQUIRE(some["enlarged"]["largest"].Size() == 8);
  CHECK(std::string(some["enlarged"]["largest"][0]["shot"].GetString()) == "MUG-08/red/pier");
  const auto none = read(0);
  CHECK(none["enlarged"]["files"].GetInt() == 0);
  CHECK(none["enlarged"]["most"].IsNull());
  CHECK(none["enlarged"]["limit"].IsNull());
}

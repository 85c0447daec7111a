#include "pipeline/schedule/set_check.hpp"

#include "pipeline/quality/set_measure.hpp"
#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace vitrine;

namespace {

constexpr int kMany = 1500;  // of which every third is compared

std::string shot(int number) {
  const std::string digits = std::to_string(number);
  return "S" + std::string(4 - digits.size(), '0') + digits + "/natural/white";
}

/// A calm set but for pictures that are far too small in their frames.
std::unique_ptr<lineage::Lineage> many(const std::vector<int>& small) {
  auto lineage = test::with_run();
  const lineage::TaskRecord task = test::task("white");
  test::render(*lineage, task, 1);
  lineage->together([&] {
    for (int i = 0; i < kMany; ++i) {
      lineage::Finished finished = test::finished(test::delivery(shot(i), task));
      quality::SetMeasure measure;
      measure.fill = std::find(small.begin(), small.end(), i) == small.end() ? 0.85 : 0.4;
      measure.plain = true;
      measure.background = {100, 0, 0};
      measure.outline = 0x9E3779B97F4A7C15ULL * static_cast<std::uint64_t>(i + 1);
      for (auto& color : measure.colors) color = {static_cast<float>(i % 100), 0, 0};
      finished.asset.id = util::sha256(shot(i)).hex();
      finished.asset.blob = util::sha256("file of " + shot(i));
      finished.asset.facts = {{"set", quality::to_text(measure)}};
      finished.delivery.asset = finished.asset.id;
      lineage->record_finished(finished);
    }
  });
  return lineage;
}

std::vector<std::string> small_ones(const std::vector<schedule::SetOutlier>& outliers) {
  std::vector<std::string> shots;
  for (const schedule::SetOutlier& outlier : outliers)
    if (outlier.verdict.check == "set.fill") shots.push_back(outlier.shot);
  return shots;
}

}  // namespace

TEST_CASE("of very many pictures an even choice is compared, and all of the products that changed",
          "[schedule]") {
  const auto lineage = many({100, 200, 300});
  schedule::SetChanges changes;
  changes.touched = {{"amazon-main", "white"}};
  changes.replaced[{shot(100), "amazon-main"}] = "an earlier one";
  // 100 and 200 are not of the choice; 100 was made anew.
  CHECK(small_ones(schedule::check_sets(*lineage, "spring", changes)) ==
        std::vector<std::string>{shot(100), shot(300)});
  const auto kept = lineage->verdicts(util::sha256(shot(300)).hex());
  CHECK(std::any_of(kept.begin(), kept.end(),
                    [](const auto& stored) { return stored.verdict.check == "set.fill"; }));
}

TEST_CASE("what no run touched is not compared", "[schedule]") {
  const auto lineage = many({300});
  schedule::SetChanges changes;
  CHECK(schedule::check_sets(*lineage, "spring", changes).empty());
  changes.touched = {{"amazon-main", "kitchen"}, {"another", "white"}};
  CHECK(schedule::check_sets(*lineage, "spring", changes).empty());
  changes.touched = {{"amazon-main", "white"}};
  CHECK(schedule::check_sets(*lineage, "autumn", changes).empty());
  CHECK(small_ones(schedule::check_sets(*lineage, "spring", changes)).size() == 1);
}

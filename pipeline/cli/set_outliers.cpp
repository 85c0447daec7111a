#include "pipeline/cli/set_outliers.hpp"

#include "pipeline/cli/plan_text.hpp"
#include "pipeline/cli/run_text.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <ostream>

namespace vitrine::cli {
namespace {

constexpr std::size_t kMostAsked = 2000;
constexpr std::size_t kMostNamed = 5;

}  // namespace

std::vector<schedule::SetOutlier> outliers_of_run(lineage::Lineage& lineage,
                                                  const lineage::RunRecord& run) {
  std::vector<schedule::SetOutlier> found;
  std::size_t asked = 0;
  for (const lineage::RunItem& item : lineage.run_items(run.start.id)) {
    if (++asked > kMostAsked) break;
    const auto delivery = lineage.find_delivery(run.start.set, item.shot, item.profile);
    if (!delivery || delivery->asset.empty()) continue;
    for (const lineage::StoredVerdict& stored : lineage.verdicts(delivery->asset))
      if (stored.verdict.check.starts_with("set."))
        found.push_back({item.shot, item.profile, stored.verdict});
  }
  return found;
}

void write_outliers(util::JsonWriter& json, const std::vector<schedule::SetOutlier>& outliers) {
  json.key("set_outliers");
  json.begin_array();
  for (const schedule::SetOutlier& outlier : outliers) {
    json.begin_object();
    json.member("shot", outlier.shot);
    json.member("profile", outlier.profile);
    json.member("check", outlier.verdict.check);
    json.member("value", outlier.verdict.value);
    json.member("limit", outlier.verdict.limit);
    json.member("detail", outlier.verdict.detail);
    json.end_object();
  }
  json.end_array();
}

void print_outliers(const std::vector<schedule::SetOutlier>& outliers, std::ostream& out) {
  if (outliers.empty()) return;
  const auto count = static_cast<int>(outliers.size());
  print_line(out, "look at",
             std::to_string(count) +
                 (count == 1 ? " thing sets a picture" : " things set pictures") +
                 " apart from the others of the set:");
  for (std::size_t i = 0; i < std::min(kMostNamed, outliers.size()); ++i)
    print_line(out, "",
               outliers[i].shot + " (" + outliers[i].profile +
                   "): " + util::one_line(outliers[i].verdict.detail, 160));
  if (outliers.size() > kMostNamed)
    print_line(
        out, "",
        "and " + std::to_string(outliers.size() - kMostNamed) + " more: the report shows each");
}

}  // namespace vitrine::cli

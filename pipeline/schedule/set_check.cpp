#include "pipeline/schedule/set_check.hpp"

#include "pipeline/quality/set_consistency.hpp"
#include "pipeline/util/fields.hpp"

#include <algorithm>
#include <optional>

namespace vitrine::schedule {
namespace {

using lineage::DeliveryRecord;
using quality::SetMember;

constexpr std::size_t kMost = 600;

std::string product_of(const DeliveryRecord& delivery) {
  return delivery.shot.substr(0, delivery.shot.find('/'));
}

std::optional<quality::SetMeasure> measure_of(lineage::Lineage& lineage, const std::string& asset) {
  const auto record = asset.empty() ? std::nullopt : lineage.asset(asset);
  const auto text = record ? util::find(record->facts, "set") : std::nullopt;
  return text ? quality::set_measure_from(*text) : std::nullopt;
}

/// All of them, or, of very many, the changed products' and an even choice of the others.
std::vector<DeliveryRecord> compared(std::vector<DeliveryRecord> all, const SetChanges& changes) {
  if (all.size() <= kMost) return all;
  std::set<std::string> changed;
  for (const auto& [key, asset] : changes.replaced)
    changed.insert(key.first.substr(0, key.first.find('/')));
  const std::size_t step = (all.size() + kMost - 1) / kMost;
  std::vector<DeliveryRecord> chosen;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (i % step == 0 || (chosen.size() < 2 * kMost && changed.contains(product_of(all[i]))))
      chosen.push_back(std::move(all[i]));
  return chosen;
}

}  // namespace

std::vector<SetOutlier> check_sets(lineage::Lineage& lineage,
                                   const std::string& set,
                                   const SetChanges& changes) {
  std::vector<SetOutlier> outliers;
  if (changes.touched.empty()) return outliers;
  std::map<std::pair<std::string, std::string>, std::vector<DeliveryRecord>> touched;
  for (DeliveryRecord& delivery : lineage.deliveries(set)) {
    std::pair key(delivery.profile, delivery.scene);
    if (changes.touched.contains(key)) touched[std::move(key)].push_back(std::move(delivery));
  }
  for (auto& [key, all] : touched) {
    std::vector<SetMember> members;
    std::set<std::string> seen;  // one file under two names, as of sizes, is one picture
    for (const DeliveryRecord& delivery : compared(std::move(all), changes)) {
      if (!seen.insert(delivery.asset).second) continue;
      std::optional<quality::SetMeasure> now = measure_of(lineage, delivery.asset);
      if (!now) continue;
      SetMember member{delivery.shot, product_of(delivery), delivery.asset, *now, {}};
      const auto replaced = changes.replaced.find({delivery.shot, key.first});
      if (replaced != changes.replaced.end()) member.before = measure_of(lineage, replaced->second);
      members.push_back(std::move(member));
    }
    const auto verdicts = quality::consistency_of(members);
    lineage.together([&] {
      for (std::size_t i = 0; i < members.size(); ++i) {
        lineage.replace_verdicts(members[i].asset, "set.", verdicts[i]);
        for (const domain::Verdict& verdict : verdicts[i])
          outliers.push_back({members[i].shot, key.first, verdict});
      }
    });
  }
  return outliers;
}

}  // namespace vitrine::schedule

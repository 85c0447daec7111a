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

std::string product_of(const std::string& shot) { return shot.substr(0, shot.find('/')); }

std::optional<quality::SetMeasure> measure_of(lineage::Lineage& lineage, const std::string& asset) {
  const auto record = asset.empty() ? std::nullopt : lineage.asset(asset);
  const auto text = record ? util::find(record->facts, "set") : std::nullopt;
  return text ? quality::set_measure_from(*text) : std::nullopt;
}

using Touched = std::pair<std::string, std::string>;  // profile and scene

/// A picture that may be compared.
struct Candidate {
  std::string shot, asset;
};

/// Of every touched profile and scene all pictures, or, of very many, the changed products' and an
/// even choice of the others. Two passes, the first to count, so that what is left out is never in
/// memory.
std::map<Touched, std::vector<Candidate>> compared(lineage::Lineage& lineage,
                                                   const std::string& set,
                                                   const SetChanges& changes) {
  std::map<Touched, std::size_t> sizes;
  const auto touched = [&](const DeliveryRecord& delivery) {
    return changes.touched.contains({delivery.profile, delivery.scene});
  };
  lineage::for_each_delivery(lineage, set, [&](const DeliveryRecord& delivery) {
    if (touched(delivery)) ++sizes[{delivery.profile, delivery.scene}];
  });
  std::set<std::string> changed;
  for (const auto& [key, asset] : changes.replaced) changed.insert(product_of(key.first));
  std::map<Touched, std::vector<Candidate>> chosen;
  std::map<Touched, std::size_t> seen;
  lineage::for_each_delivery(lineage, set, [&](DeliveryRecord& delivery) {
    if (!touched(delivery)) return;
    const Touched key(delivery.profile, delivery.scene);
    const std::size_t step = (sizes[key] + kMost - 1) / kMost;  // 0: it came between the passes
    const std::size_t place = seen[key]++;
    std::vector<Candidate>& all = chosen[key];
    if (step < 2 || place % step == 0 ||
        (all.size() < 2 * kMost && changed.contains(product_of(delivery.shot))))
      all.push_back({std::move(delivery.shot), std::move(delivery.asset)});
  });
  return chosen;
}

}  // namespace

std::vector<SetOutlier> check_sets(lineage::Lineage& lineage,
                                   const std::string& set,
                                   const SetChanges& changes) {
  std::vector<SetOutlier> outliers;
  if (changes.touched.empty()) return outliers;
  for (auto& [key, candidates] : compared(lineage, set, changes)) {
    std::vector<SetMember> members;
    std::set<std::string> seen;  // one file under two names, as of sizes, is one picture
    for (Candidate& candidate : candidates) {
      if (!seen.insert(candidate.asset).second) continue;
      std::optional<quality::SetMeasure> now = measure_of(lineage, candidate.asset);
      if (!now) continue;
      SetMember member{candidate.shot, product_of(candidate.shot), candidate.asset, *now, {}};
      const auto replaced = changes.replaced.find({candidate.shot, key.first});
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

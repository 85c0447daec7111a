#include "pipeline/schedule/enlargements.hpp"

#include <algorithm>

namespace vitrine::schedule {
namespace {

constexpr double kShown = 1.005;

}  // namespace

void Enlargements::add(const std::string& shot,
                       const std::string& profile,
                       const std::vector<domain::Verdict>& verdicts) {
  const auto found = std::find_if(verdicts.begin(), verdicts.end(), [](const auto& verdict) {
    return verdict.check == "enlarged" && verdict.outcome != domain::VerdictOutcome::not_measured &&
           verdict.value >= kShown;
  });
  if (found == verdicts.end()) return;
  ++files;
  limit = found->limit;
  if (found->value > found->limit) ++beyond;
  const File file{shot, profile, found->value};
  const auto place =
      std::upper_bound(largest.begin(), largest.end(), file,
                       [](const File& a, const File& b) { return a.times > b.times; });
  largest.insert(place, file);
  if (largest.size() > kNamed) largest.pop_back();
}

}  // namespace vitrine::schedule

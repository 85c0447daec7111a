#include "pipeline/report/page.hpp"

#include <numeric>

namespace vitrine::report {

const char* word(Group group) {
  switch (group) {
    case Group::needs_person:
      return "needs you";
    case Group::failed:
      return "failed";
    case Group::added:
      return "new";
    case Group::changed:
      return "changed";
    case Group::held:
      return "held";
    case Group::unchanged:
      break;
  }
  return "unchanged";
}

const char* slug(Group group) { return group == Group::needs_person ? "needs-you" : word(group); }

int GroupCounts::total() const { return std::accumulate(values.begin(), values.end(), 0); }

domain::VerdictOutcome worst_of(const Item& item) {
  std::vector<domain::Verdict> verdicts;
  for (const CheckedItem& checked : item.verdicts) verdicts.push_back(checked.verdict);
  return domain::worst(verdicts);
}

}  // namespace vitrine::report

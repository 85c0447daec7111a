#include "pipeline/domain/verdict.hpp"

namespace vitrine::domain {
namespace {

int weight(VerdictOutcome outcome) {
  switch (outcome) {
    case VerdictOutcome::pass:
      return 0;
    case VerdictOutcome::not_measured:
      return 1;
    case VerdictOutcome::warn:
      return 2;
    case VerdictOutcome::reject:
      return 3;
  }
  return 3;
}

}  // namespace

VerdictOutcome worst(const std::vector<Verdict>& verdicts) {
  VerdictOutcome result = VerdictOutcome::pass;
  for (const Verdict& verdict : verdicts)
    if (weight(verdict.outcome) > weight(result)) result = verdict.outcome;
  return result;
}

}  // namespace vitrine::domain

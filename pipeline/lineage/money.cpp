#include "pipeline/lineage/money.hpp"

namespace vitrine::lineage {

const char* to_text(BudgetScope scope) {
  switch (scope) {
    case BudgetScope::run:
      return "run";
    case BudgetScope::day:
      return "day";
    case BudgetScope::month:
      return "month";
    case BudgetScope::project:
      break;
  }
  return "project";
}

const std::optional<util::Money>& BudgetLimits::of(BudgetScope scope) const {
  switch (scope) {
    case BudgetScope::run:
      return run;
    case BudgetScope::day:
      return day;
    case BudgetScope::month:
      return month;
    case BudgetScope::project:
      break;
  }
  return project;
}

std::string to_text(const BudgetStanding& standing) {
  std::string text = std::string("the ") + to_text(standing.scope) + "'s";
  if (standing.limit) text += " " + util::to_text(*standing.limit) + " USD";
  const bool dated = standing.scope == BudgetScope::day || standing.scope == BudgetScope::month;
  if (dated) text += " (" + standing.name + ")";
  text += ": " + util::to_text(standing.spent) + " spent";
  const auto add = [&](util::Money amount, const char* what) {
    if (amount.micros != 0) text += ", " + util::to_text(amount) + " " + what;
  };
  add(standing.reserved, "reserved");
  add(standing.unknown, "unknown");
  add(standing.doubt, "held back for estimates");
  return text;
}

std::string to_text(const Shortage& shortage) {
  return to_text(shortage.budget) + "; no room for a call of " + util::to_text(shortage.worst) +
         " USD at most";
}

}  // namespace vitrine::lineage

#include "pipeline/cli/budgets.hpp"

#include "pipeline/schedule/budgets.hpp"

#include <algorithm>

namespace vitrine::cli {
namespace {

using lineage::BudgetScope;
using lineage::BudgetStanding;

const char* words_of(BudgetScope scope) {
  switch (scope) {
    case BudgetScope::run:
      return "budget";
    case BudgetScope::day:
      return "today";
    case BudgetScope::month:
      return "this month";
    case BudgetScope::project:
      break;
  }
  return "in all";
}

}  // namespace

lineage::BudgetLimits limits_of(const spec::Job& job, const std::string& run_budget) {
  lineage::BudgetLimits limits{job.budget.run, job.budget.day, job.budget.month,
                               job.budget.project};
  if (run_budget.empty()) return limits;
  const auto lowered = util::parse_money(run_budget);
  if (lowered && (!limits.run || *lowered < *limits.run)) limits.run = *lowered;
  return limits;
}

std::string budget_day(const PlannedJob& planned, const util::Clock& clock) {
  return util::to_text(planned.loaded->settings.zone.date_of(clock.now()));
}

std::vector<BudgetStanding> budgets_of(const PlannedJob& planned,
                                       const std::string& run_budget,
                                       const util::Clock& clock) {
  const lineage::BudgetLimits limits = limits_of(planned.loaded->job, run_budget);
  const std::string day = budget_day(planned, clock);
  if (planned.lineage) return schedule::budgets_now(*planned.lineage, limits, "", day);
  const auto nothing_yet = lineage::Lineage::open(":memory:", lineage::Access::read_write);
  return schedule::budgets_now(*nothing_yet, limits, "", day);
}

BudgetFit fit_of(const std::vector<BudgetStanding>& budgets, const plan::Forecast& forecast) {
  const auto tightest =
      std::min_element(budgets.begin(), budgets.end(),
                       [](const auto& a, const auto& b) { return a.room() < b.room(); });
  // What costs nothing fits into a budget that is overdrawn as well.
  if (tightest == budgets.end() || forecast.worst.micros == 0) return {};
  const util::Money room = tightest->room();
  if (room < forecast.min) return {Fit::below_least, *tightest};
  if (room < forecast.expected) return {Fit::below_expected, *tightest};
  if (room < forecast.worst) return {Fit::below_worst, *tightest};
  return {};
}

std::string to_text(const BudgetFit& fit, const plan::Forecast& forecast) {
  if (fit.fit == Fit::all) return {};
  const BudgetStanding& budget = fit.budget;
  std::string text;
  if (budget.gone().micros == 0) {
    text = (budget.scope == BudgetScope::run
                ? std::string("the budget")
                : std::string("the ") + to_text(budget.scope) + "'s budget") +
           " of " + util::to_text(*budget.limit) + " USD is";
  } else {
    const util::Money left = std::max(util::Money{}, budget.room());
    text = to_text(budget) + "; the " + util::to_text(left) + " USD left are";
  }
  switch (fit.fit) {
    case Fit::below_least:
      return text + " below the least this run can cost, " + util::to_text(forecast.min) + " USD";
    case Fit::below_expected:
      return text + " below the " + util::to_text(forecast.expected) +
             " USD this run is expected to cost";
    default:
      return text + " below the " + util::to_text(forecast.worst) +
             " USD it can cost at worst: the run stops before it would be passed";
  }
}

std::optional<std::string> price_book_problem(const PlannedJob& planned) {
  if (!planned.lineage || planned.plan.totals().paid_tasks == 0) return std::nullopt;
  const auto problem_of = [&](const std::string& model, const Connection* connection) {
    const std::string seller = connection ? connection->place().seller : "";
    const catalog::ModelPrice* price = planned.loaded->catalog.find_price(model, {}, seller);
    return price == nullptr ? std::nullopt
                            : planned.lineage->book_problem(*schedule::book_row(*price));
  };
  const Connection* first = planned.connection ? &*planned.connection : nullptr;
  if (auto problem = problem_of(planned.input->model.id, first)) return problem;
  for (const auto& [model, connection] : planned.fallback_connections)
    if (auto problem = problem_of(model, &connection)) return problem;
  return std::nullopt;
}

std::string budgets_line(const std::vector<BudgetStanding>& budgets) {
  std::string line;
  for (const BudgetStanding& budget : budgets) {
    if (!line.empty()) line += "   ";
    line += words_of(budget.scope);
    line += ' ';
    if (budget.scope != BudgetScope::run) line += util::to_text(budget.gone()) + " of ";
    line += util::to_text(*budget.limit);
  }
  return line;
}

void write_budgets(const std::vector<BudgetStanding>& budgets, util::JsonWriter& json) {
  json.begin_array();
  for (const BudgetStanding& budget : budgets) {
    json.begin_object();
    json.member("scope", to_text(budget.scope));
    json.member("name", budget.name);
    json.member("limit_usd", budget.limit->units());
    json.member("spent_usd", budget.spent.units());
    json.member("reserved_usd", budget.reserved.units());
    json.member("unknown_usd", budget.unknown.units());
    json.member("held_back_usd", budget.doubt.units());
    json.end_object();
  }
  json.end_array();
}

}  // namespace vitrine::cli

#pragma once

#include "pipeline/cli/commands.hpp"
#include "pipeline/lineage/money.hpp"
#include "pipeline/util/json_writer.hpp"

#include <optional>
#include <string>
#include <vector>

/// A job's budgets beside what a run of it may cost, before anything is spent.
namespace vitrine::cli {

/// What limits the job sets; `run_budget` (--budget) may lower the run's, not raise it.
lineage::BudgetLimits limits_of(const spec::Job& job, const std::string& run_budget = {});

/// Today, where the project keeps its books.
std::string budget_day(const PlannedJob& planned, const util::Clock& clock);

/// The budgets of the next run that have a limit, as they stand.
std::vector<lineage::BudgetStanding> budgets_of(const PlannedJob& planned,
                                                const std::string& run_budget,
                                                const util::Clock& clock);

/// How a forecast lies to what the budgets have left: below its least, its expected or its worst.
enum class Fit { all, below_worst, below_expected, below_least };
struct BudgetFit {
  Fit fit = Fit::all;
  lineage::BudgetStanding budget;  ///< the tightest, unless all fits
};
BudgetFit fit_of(const std::vector<lineage::BudgetStanding>& budgets,
                 const plan::Forecast& forecast);
/// One sentence; empty where all fits.
std::string to_text(const BudgetFit& fit, const plan::Forecast& forecast);

/// Nothing, or why no call may be made by today's price row of the job's model: its book is on
/// record with other numbers.
std::optional<std::string> price_book_problem(const PlannedJob& planned);

/// "budget 5.00   this month 31.20 of 120.00"; empty without a limit.
std::string budgets_line(const std::vector<lineage::BudgetStanding>& budgets);

void write_budgets(const std::vector<lineage::BudgetStanding>& budgets, util::JsonWriter& json);

}  // namespace vitrine::cli

#pragma once

#include "pipeline/cli/budgets.hpp"
#include "pipeline/cli/session.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace vitrine::cli {

/// The plan in a page: what is rendered, finished and kept, why, and what it may cost.
void print_plan(const PlannedJob& planned,
                bool all,
                const std::vector<lineage::BudgetStanding>& budgets,
                std::ostream& out);

/// The plan as DESIGN §5 promises it to scripts.
void write_plan(const PlannedJob& planned,
                const std::vector<lineage::BudgetStanding>& budgets,
                std::ostream& out);

}  // namespace vitrine::cli

#pragma once

#include "pipeline/catalog/prices.hpp"
#include "pipeline/lineage/lineage.hpp"
#include "pipeline/schedule/options.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

/// Between the words of a run and those of the record, where money is concerned.
namespace vitrine::schedule {

lineage::BudgetLimits limits_of(const ScheduleOptions& options);

/// The budgets that have a limit, as they stand: of this run, of this day and its month, of the
/// project.
std::vector<lineage::BudgetStanding> budgets_now(lineage::Lineage& lineage,
                                                 const lineage::BudgetLimits& limits,
                                                 const std::string& run,
                                                 const std::string& day);

/// A price row as the record keeps it; nothing of nothing.
std::shared_ptr<const lineage::BookRow> book_row(const std::optional<catalog::ModelPrice>& price);

}  // namespace vitrine::schedule

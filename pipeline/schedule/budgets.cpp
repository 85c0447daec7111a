#include "pipeline/schedule/budgets.hpp"

#include <utility>

namespace vitrine::schedule {

lineage::BudgetLimits limits_of(const ScheduleOptions& options) {
  return {options.budget, options.day_budget, options.month_budget, options.project_budget};
}

std::vector<lineage::BudgetStanding> budgets_now(lineage::Lineage& lineage,
                                                 const lineage::BudgetLimits& limits,
                                                 const std::string& run,
                                                 const std::string& day) {
  using lineage::BudgetScope;
  std::vector<lineage::BudgetStanding> budgets;
  for (const auto& [scope, name] :
       {std::pair(BudgetScope::run, run), std::pair(BudgetScope::day, day),
        std::pair(BudgetScope::month, day.substr(0, 7)),
        std::pair(BudgetScope::project, std::string())}) {
    if (!limits.of(scope)) continue;
    budgets.push_back(lineage.budget(scope, name));
    budgets.back().limit = limits.of(scope);
  }
  return budgets;
}

std::shared_ptr<const lineage::BookRow> book_row(const std::optional<catalog::ModelPrice>& price) {
  if (!price) return nullptr;
  auto row = std::make_shared<lineage::BookRow>();
  row->seller = price->seller.empty() ? "maker" : price->seller;
  row->version = price->book;
  row->model = price->model;
  row->source = price->source;
  row->from = price->from;
  const auto add_picture = [&](const std::string& size, const catalog::SizePrice& one) {
    row->prices.push_back(
        price->flat
            ? lineage::BookRow::Price{price->per_call ? "call" : "flat", size, one.flat.micros}
            : lineage::BookRow::Price{"picture_tokens", size, one.tokens});
  };
  if (price->megapixel) {
    row->prices.push_back({"first_megapixel", "", price->megapixel->first});
    row->prices.push_back({"further_megapixel", "", price->megapixel->further});
    row->prices.push_back({"input_megapixel", "", price->megapixel->input});
    return row;
  }
  for (const auto& [size, one] : price->sizes) add_picture(size, one);
  for (const auto& [size, qualities] : price->qualities)
    for (const auto& [quality, one] : qualities) add_picture(size + " " + quality, one);
  if (price->flat) return row;
  row->prices.push_back({"input", "", price->input_rate});
  if (price->picture_input_rate != 0)
    row->prices.push_back({"picture_input", "", price->picture_input_rate});
  row->prices.push_back({"text", "", price->text_rate});
  row->prices.push_back({"picture", "", price->picture_rate});
  row->prices.push_back({"reference_tokens", "", price->reference_tokens});
  row->prices.push_back({"thinking_typical", "", price->thinking_typical});
  row->prices.push_back({"thinking_most", "", price->thinking_most});
  return row;
}

}  // namespace vitrine::schedule

#include "pipeline/catalog/sunset.hpp"

#include "pipeline/catalog/prices.hpp"
#include "pipeline/util/money.hpp"
#include "pipeline/util/text.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace vitrine::catalog {
namespace {

constexpr std::chrono::days kSoon{30};

/// "costs 0.1651 instead of 0.0400 USD a picture at 1K (assumed)", for the usual size where both
/// have a price for it, else for the first that both have.
std::string price_difference(const Catalog& catalog,
                             const domain::Model& model,
                             const domain::Model& successor) {
  std::vector<std::string> sizes = model.sizes;
  sizes.insert(sizes.begin(), usual_size(model));
  for (const std::string& size : sizes) {
    const auto old_price = catalog.price_of(model.id, size);
    const auto new_price = catalog.price_of(successor.id, size);
    if (!old_price || !new_price) continue;
    return " costs " + util::fixed_text(new_price->expected.units(), 4) + " instead of " +
           util::fixed_text(old_price->expected.units(), 4) + " USD a picture" +
           (size.empty() ? "" : " at " + size) +
           (old_price->assumed || new_price->assumed ? " (assumed)" : "");
  }
  const auto price = catalog.price_of(successor.id, usual_size(successor));
  return ", " + price_text(price);
}

std::string successor_text(const Catalog& catalog,
                           const domain::Model& model,
                           const domain::Model* successor) {
  if (successor == nullptr) return "; no successor is known";
  return "; its successor " + successor->id + price_difference(catalog, model, *successor);
}

std::string in_days(std::chrono::days days) {
  const long count = static_cast<long>(days.count());
  return count == 1 ? "tomorrow" : "in " + std::to_string(count) + " days";
}

}  // namespace

std::optional<domain::Problem> sunset_problem(const Catalog& catalog, const domain::Model& model) {
  if (!model.sunset) return std::nullopt;
  const auto end = std::chrono::sys_days(model.sunset->date);
  const auto today = std::chrono::sys_days(catalog.day());
  if (today + kSoon <= end) return std::nullopt;

  const std::string day = util::to_text(model.sunset->date);
  domain::Problem problem;
  if (today < end) {
    problem.level = domain::Problem::Level::note;
    problem.code = "model-ends-soon";
    problem.message = "model " + model.id + (model.sunset->final ? " ends on " : " may end from ") +
                      day + (model.sunset->final ? ", " : " on, ") + in_days(end - today);
  } else if (model.sunset->final) {
    problem.level = domain::Problem::Level::error;
    problem.code = "model-gone";
    problem.message = "model " + model.id + " was shut down on " + day;
  } else {
    problem.level = domain::Problem::Level::warning;
    problem.code = "model-may-vanish";
    problem.message = "model " + model.id + " may be shut down any day since " + day;
  }
  const domain::Model* successor = catalog.living_successor(model);
  if (successor != nullptr) problem.suggestion = successor->id;
  problem.message += successor_text(catalog, model, successor);
  return problem;
}

}  // namespace vitrine::catalog

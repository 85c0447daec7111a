#include "pipeline/catalog/sunset.hpp"

#include "pipeline/util/money.hpp"

#include <chrono>

namespace vitrine::catalog {
namespace {

constexpr std::chrono::days kSoon{30};

/// ", 0.042 USD a picture at 1K instead of 0.039", for the first size that both have a price for.
std::string price_difference(const Catalog& catalog,
                             const domain::Model& model,
                             const domain::Model& successor) {
  for (const std::string& size : model.sizes) {
    const auto old_price = catalog.price_of(model.id, size);
    const auto new_price = catalog.price_of(successor.id, size);
    if (old_price && new_price)
      return ", " + util::to_text(new_price->expected) + " USD a picture at " + size +
             " instead of " + util::to_text(old_price->expected);
  }
  return "";
}

std::string successor_text(const Catalog& catalog,
                           const domain::Model& model,
                           const domain::Model* successor) {
  if (successor == nullptr) return "; no successor is known";
  return "; its successor is " + successor->id + price_difference(catalog, model, *successor);
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
    problem.message =
        "model " + model.id + (model.sunset->final ? " ends on " : " may end from ") + day + " on";
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

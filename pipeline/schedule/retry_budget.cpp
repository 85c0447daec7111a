#include "pipeline/schedule/retry_budget.hpp"

#include <algorithm>

namespace vitrine::schedule {

RetryBudget::RetryBudget(const RetryBudgetOptions& options)
    : options_(options),
      tokens_(options.most * options.first_asks_for_one),
      floor_(options.floor_per_minute, std::chrono::minutes(1)) {}

void RetryBudget::first_ask() {
  tokens_ = std::min(options_.most * options_.first_asks_for_one, tokens_ + 1);
}

Instant RetryBudget::earliest(Instant now) const {
  return tokens_ >= options_.first_asks_for_one ? now : floor_.earliest(now, 1);
}

void RetryBudget::take(Instant now) {
  if (tokens_ >= options_.first_asks_for_one)
    tokens_ -= options_.first_asks_for_one;
  else
    floor_.take(now, 1);
}

}  // namespace vitrine::schedule

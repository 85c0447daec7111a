#pragma once

#include "pipeline/schedule/rate.hpp"

namespace vitrine::schedule {

struct RetryBudgetOptions {
  int first_asks_for_one = 5;  ///< so many first asks allow one repeat
  int most = 20;               ///< repeats saved up, and what a run begins with
  int floor_per_minute = 3;    ///< always allowed, so that the last of a night are not left behind
};

/// Asks that repeat what was or may have been paid, held against the first asks of an API: where
/// one in six goes wrong they pass at once, and where all do they are slowed down before they cost
/// as much again as the night.
class RetryBudget {
 public:
  explicit RetryBudget(const RetryBudgetOptions& options);
  void first_ask();
  Instant earliest(Instant now) const;  ///< when one more may be made; `now` or later
  void take(Instant now);               ///< it is made now; not before `earliest`

 private:
  RetryBudgetOptions options_;
  int tokens_;  ///< so many make one repeat: `first_asks_for_one`
  Gcra floor_;
};

}  // namespace vitrine::schedule

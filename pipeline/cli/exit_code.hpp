#pragma once

#include <string>

namespace vitrine::cli {

/// What scripts rely on. Several at once: the first in this order wins.
enum ExitCode : int {
  kInterrupted = 130,
  kBadJob = 2,
  kCouldNot = 5,
  kBudgetReached = 3,
  kSomeFailed = 1,
  kQuestions = 4,
  kDone = 0,
};

/// The one of two that is told: 130, 2, 5, 3, 1, 4, 0 in this order.
int graver(int a, int b);

}  // namespace vitrine::cli

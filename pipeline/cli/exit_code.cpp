#include "pipeline/cli/exit_code.hpp"

#include <algorithm>
#include <array>

namespace vitrine::cli {

int graver(int a, int b) {
  constexpr std::array<int, 7> kOrder{kInterrupted, kBadJob,    kCouldNot, kBudgetReached,
                                      kSomeFailed,  kQuestions, kDone};
  const auto rank = [&](int code) { return std::find(kOrder.begin(), kOrder.end(), code); };
  return rank(a) <= rank(b) ? a : b;
}

}  // namespace vitrine::cli

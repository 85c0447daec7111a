#pragma once

#include "pipeline/schedule/retry.hpp"
#include "pipeline/util/money.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace vitrine::schedule {

struct ScheduleOptions {
  int in_flight = 0;    ///< render calls and finishings at once; 0: one per CPU thread and one more
  int cpu_threads = 0;  ///< 0: as many as the machine has
  std::int64_t bytes_in_flight = std::int64_t{1} << 30;  ///< of decoded pictures, bounding memory
  /// Calls to one API at once; more helps only below the API's own limits.
  int asked_in_flight = 8;
  std::chrono::seconds attempt_deadline{300};  ///< of one call, connecting to the last byte
  std::optional<util::Money> budget;  ///< no call is made that could pass it; nothing: no limit
  RetryPolicy retry;
  bool gate = true;  ///< false: record `gate: off` and accept nothing
};

}  // namespace vitrine::schedule

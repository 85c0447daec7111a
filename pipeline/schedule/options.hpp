#pragma once

#include <cstdint>

namespace vitrine::schedule {

struct ScheduleOptions {
  int in_flight = 0;    ///< render calls and finishings at once; 0: one per CPU thread and one more
  int cpu_threads = 0;  ///< 0: as many as the machine has
  std::int64_t bytes_in_flight = std::int64_t{1} << 30;  ///< of decoded pictures, bounding memory
  bool gate = true;  ///< false: record `gate: off` and accept nothing
};

}  // namespace vitrine::schedule

#pragma once

#include "pipeline/schedule/waiting.hpp"

#include <chrono>
#include <map>
#include <optional>

namespace vitrine::schedule {

/// The tasks that wait by themselves, by the time until which (max: nobody knows).
using Sleepers = std::multimap<std::chrono::steady_clock::time_point, WaitFor>;

/// While it lives, a task waits by itself, and the run knows for what. The list outlives it.
class Asleep {
 public:
  Asleep(Sleepers& all, std::chrono::steady_clock::time_point until, WaitFor why) : all_(all) {
    if (why != WaitFor::nothing) mine_ = all_.emplace(until, why);
  }
  ~Asleep() {
    if (mine_) all_.erase(*mine_);
  }
  Asleep(const Asleep&) = delete;
  Asleep& operator=(const Asleep&) = delete;

 private:
  Sleepers& all_;
  std::optional<Sleepers::iterator> mine_;
};

}  // namespace vitrine::schedule

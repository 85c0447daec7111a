#pragma once

#include <chrono>
#include <deque>

namespace vitrine::schedule {

/// How long calls to one model take, from the last of them.
class Durations {
 public:
  /// `first`: what is assumed before ten calls were seen, or longer if one of them took longer.
  explicit Durations(std::chrono::milliseconds first) : first_(first) {}
  void add(std::chrono::milliseconds took);
  std::chrono::milliseconds p90() const;

 private:
  std::chrono::milliseconds first_;
  std::deque<std::chrono::milliseconds> last_;
};

}  // namespace vitrine::schedule

#include "pipeline/schedule/concurrency.hpp"

#include <algorithm>

namespace vitrine::schedule {

Concurrency::Concurrency(const ConcurrencyOptions& options)
    : options_(options), limit_(std::max(options.floor, options.ceiling)) {}

void Concurrency::grow() {
  if (limit_ >= options_.ceiling) return;
  ++limit_;
  good_ = 0;
}

void Concurrency::ended(Instant now, int in_use, bool throttled) {
  recent_.push_back(throttled);
  throttled_ += throttled ? 1 : 0;
  const auto window = static_cast<std::size_t>(std::max(options_.window, limit_));
  while (recent_.size() > window) {
    throttled_ -= recent_.front() ? 1 : 0;
    recent_.pop_front();
  }
  if (throttled) {
    const bool too_many = throttled_ >= options_.tolerated * static_cast<double>(window);
    const bool is_new = last_cut_ == Instant::min() || now - last_cut_ >= options_.between_cuts;
    if (!too_many || !is_new) return;
    limit_ = std::max(options_.floor, static_cast<int>(limit_ * options_.cut));
    fast_until_ = good_ = throttled_ = 0;
    recent_.clear();  // what was answered at the old limit does not speak against the new one
    last_cut_ = now;
    return;
  }
  if (in_use < options_.busy_share * limit_) return;
  ++good_;
  if (limit_ < fast_until_ || good_ >= limit_) grow();
}

void Concurrency::restart() {
  fast_until_ = std::max(fast_until_, static_cast<int>(limit_ * options_.cut));
  limit_ = options_.floor;
  good_ = throttled_ = 0;
  recent_.clear();
}

}  // namespace vitrine::schedule

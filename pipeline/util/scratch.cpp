#include "pipeline/util/scratch.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace vitrine::util {

Scratch::Hold::Hold(Hold&& other) noexcept
    : of_(std::exchange(other.of_, nullptr)), bytes_(other.bytes_) {}

Scratch::Hold::~Hold() {
  if (of_ != nullptr) of_->give_back(bytes_);
}

Scratch::Hold Scratch::take(std::int64_t bytes) {
  std::unique_lock lock(mutex_);
  const std::uint64_t mine = next_++;
  changed_.wait(
      lock, [&] { return served_ == mine && (in_use_ == 0 || in_use_ + bytes <= most_bytes_); });
  ++served_;
  in_use_ += bytes;
  changed_.notify_all();  // the next one may fit beside it
  return {this, bytes};
}

void Scratch::give_back(std::int64_t bytes) {
  const std::lock_guard lock(mutex_);
  in_use_ -= bytes;
  changed_.notify_all();
}

std::int64_t Scratch::in_use() const {
  const std::lock_guard lock(mutex_);
  return in_use_;
}

Scratch& scratch() {
  constexpr std::int64_t kForEach = std::int64_t{36} << 20;
  static Scratch all(kForEach * std::max<std::int64_t>(2, std::thread::hardware_concurrency()));
  return all;
}

}  // namespace vitrine::util

#include "pipeline/schedule/durations.hpp"

#include <algorithm>
#include <vector>

namespace vitrine::schedule {
namespace {

constexpr std::size_t kKept = 64, kEnough = 10;

}  // namespace

void Durations::add(std::chrono::milliseconds took) {
  last_.push_back(took);
  if (last_.size() > kKept) last_.pop_front();
}

std::chrono::milliseconds Durations::p90() const {
  if (last_.empty()) return first_;
  std::vector<std::chrono::milliseconds> sorted(last_.begin(), last_.end());
  std::sort(sorted.begin(), sorted.end());
  if (sorted.size() < kEnough) return std::max(first_, sorted.back());
  return sorted[sorted.size() * 9 / 10];
}

}  // namespace vitrine::schedule

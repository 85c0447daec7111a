#pragma once

#include <algorithm>
#include <chrono>

namespace vitrine::util {

/// A point of the steady clock by which something must have ended.
struct Deadline {
  std::chrono::steady_clock::time_point at = std::chrono::steady_clock::time_point::max();

  static Deadline after(std::chrono::steady_clock::duration span) {
    return {std::chrono::steady_clock::now() + span};
  }
  /// The earlier of the two.
  Deadline within(Deadline other) const { return {std::min(at, other.at)}; }
  bool has_passed() const { return std::chrono::steady_clock::now() >= at; }
};

}  // namespace vitrine::util

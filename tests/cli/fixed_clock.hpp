#pragma once

#include "pipeline/util/clock.hpp"

namespace vitrine::test {

/// Always the same moment of 2026-11-22, so that sunsets and prices do not move.
struct FixedClock final : util::Clock {
  util::Timestamp now() const override { return {1'795'312'927'000'000}; }
  std::chrono::steady_clock::time_point steady_now() const override { return {}; }
};

}  // namespace vitrine::test

#pragma once

#include "pipeline/schedule/pace.hpp"
#include "pipeline/schedule/retry.hpp"
#include "pipeline/schedule/retry_budget.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace vitrine::test {

/// What a simulated API does wrong, as shares of all calls that reach it.
struct FaultMix {
  double throttled = 0, overloaded = 0, unsent = 0, failed = 0, lost = 0, no_image = 0, corrupt = 0;
  /// Of the calls, those that end in a picture; and those that are or may be billed without one.
  double pictures() const;
  double billed() const { return failed + lost + no_image + corrupt; }
};
/// The mix of faults that a night must stand.
inline constexpr FaultMix kIssueMix{0.08, 0.08, 0.04, 0.03, 0.03, 0.02, 0.02};

struct NightOptions {
  std::uint64_t seed = 1;
  int tasks = 10'000;
  int in_flight = 64;
  FaultMix mix;
  schedule::RateLimits limits;  ///< as published: the API enforces them, the schedule aims lower
  bool tells_limits = true;     ///< false: the schedule is not told of them
  std::chrono::seconds brown_out_from{0}, brown_out_for{0};  ///< nine in ten calls fail meanwhile
  bool unreachable = false;  ///< in the brown-out no connection comes about at all
  std::chrono::milliseconds least_latency{3000}, most_latency{9000};
  std::chrono::milliseconds hint{0};  ///< Retry-After of every second refusal for load
  schedule::RetryBudgetOptions retry_budget;
  std::optional<std::chrono::seconds> deadline;
};

struct NightFigures {
  int sent = 0;       ///< calls
  int permitted = 0;  ///< of these, neither refused for load nor lost before they arrived
  int pictures = 0, given_up = 0, parked = 0;
  int most_counted = 0;  ///< asks that one task with a picture took, the good one included
  int extra = 0;         ///< calls that were or may have been billed beside the pictures
  int over_limit = 0;    ///< calls that the API refused because a published limit was passed
  int most_probes = 0;   ///< under way at once while the breaker was not closed
  int openings = 0;      ///< of the breaker
  int least_limit = 0;   ///< of calls at once
  std::chrono::milliseconds spent_calling{0};  ///< by all calls together
  std::chrono::milliseconds took{0};           ///< from the first call to the last end
  std::chrono::milliseconds quota{0};          ///< of this, waited for a vendor's new day
  std::map<std::string, std::chrono::milliseconds> waited;  ///< by reason, while no call was sent
  std::uint64_t fingerprint = 0;  ///< of everything that happened, in order
};

/// A night with a virtual clock: the state machines of the schedule against an API that draws its
/// faults by seed. Nothing waits.
NightFigures simulate(const NightOptions& options);

}  // namespace vitrine::test

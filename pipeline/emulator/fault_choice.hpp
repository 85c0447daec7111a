#pragma once

#include "pipeline/emulator/errors.hpp"
#include "pipeline/emulator/scenario.hpp"
#include "pipeline/util/clock.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vitrine::emulator {

/// Whether a fault can do to an answer of this route what it says: an Imagen answer has no
/// thoughts, a line of a batch no connection. Scenarios are read by this too.
bool can_befall(FaultKind kind, RouteKind route);

/// Which fault befalls which request. The same requests in the same order meet the same faults.
class FaultChoice {
 public:
  /// `purpose` parts the chances of requests from those of batch lines.
  std::optional<Fault> choose(const Scenario& scenario,
                              const Route& route,
                              std::string_view purpose,
                              std::uint64_t ordinal,
                              Milliseconds since_start);

 private:
  std::vector<std::uint64_t> matched_;  ///< requests that each rule was asked about
};

/// What is left of the limits that a request counts for: of the tightest by the minute.
struct Allowance {
  int limit = 0, remaining = 0;
  double reset_seconds = 0;  ///< until the minute is over
};

/// Counts requests by minute and day of the emulator's clock.
class RateLimits {
 public:
  /// Counts the request; the quota it passes, if any. The day ends at midnight in UTC-8.
  std::optional<Quota> count(const Scenario& scenario, const Route& route, util::Timestamp now);
  /// As `count` left it; nothing if no limit by the minute is about this route.
  std::optional<Allowance> left(const Scenario& scenario,
                                const Route& route,
                                util::Timestamp now) const;

 private:
  struct Counted {
    std::int64_t minute = -1, day = -1;
    int in_minute = 0, in_day = 0;
  };
  std::map<std::pair<std::size_t, std::string>, Counted> counted_;  ///< by rule and model
};

/// The error that a fault of the group `refusal` answers with.
ApiError refusal_of(const Fault& fault, const std::string& model);

}  // namespace vitrine::emulator

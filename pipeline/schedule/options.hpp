#pragma once

#include "pipeline/schedule/pace.hpp"
#include "pipeline/schedule/retry.hpp"
#include "pipeline/schedule/retry_budget.hpp"
#include "pipeline/util/money.hpp"
#include "pipeline/util/zone.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace vitrine::schedule {

/// Of a run's budget, at most, for asking again because the gate refused a picture; counted at
/// expected prices.
inline constexpr double kRedoShare = 0.10;
inline util::Money redo_limit(util::Money budget, double share) {
  return {static_cast<std::int64_t>(static_cast<double>(budget.micros) * share)};
}

/// What an API has of its own beside others in one run.
struct SurfaceOptions {
  int asked_in_flight = 8;
  PaceOptions pace;
  std::chrono::seconds attempt_deadline{300};  ///< as below
};

struct ScheduleOptions {
  /// Render calls, judgements and finishings at once; 0, and at most: one per CPU thread and one
  /// more. Those at work have their pictures decoded.
  int in_flight = 0;
  int cpu_threads = 0;                                   ///< 0: as many as the machine has
  std::int64_t bytes_in_flight = std::int64_t{1} << 30;  ///< of decoded pictures, bounding memory
  /// Calls to one API at once; more helps only below the API's own limits.
  int asked_in_flight = 8;
  /// Attempts beyond these that may be on record and not yet answered durably, so that the disk's
  /// time is not taken from the network's: a crash names at most the sum of both unknown. 0 is the
  /// strictest and costs some milliseconds of each call's slot.
  int begun_ahead = 0;
  /// Of decoded products that are kept for the next picture of theirs, beyond those in use.
  std::int64_t kept_bytes = std::int64_t{16} << 20;
  /// Of request bodies that are prepared or being sent, beyond the two in the making, to one API. A
  /// body whose last byte is sent counts no more.
  std::int64_t asked_bytes = std::int64_t{32} << 20;
  std::chrono::seconds attempt_deadline{300};  ///< of one call, connecting to the last byte
  std::optional<util::Money> budget;  ///< no call is made that could pass it; nothing: no limit
  /// The same for everything that the project spends, in this run and before it.
  std::optional<util::Money> day_budget, month_budget, project_budget;
  util::Zone zone;  ///< whose days and months these are
  RetryPolicy retry;
  /// Of each model that is asked; the ceiling of its calls is `asked_in_flight` and `begun_ahead`,
  /// its deadline the run's.
  PaceOptions pace;
  /// In place of the above, by the name that `make_remotes` has.
  std::map<std::string, SurfaceOptions> surfaces = {};
  RetryBudgetOptions retry_budget;
  /// An API that did not answer as it should for so long is not asked any more in this run.
  std::chrono::milliseconds longest_outage{std::chrono::minutes(15)};
  std::optional<util::Timestamp> deadline;  ///< by then all is done, or parked; nothing: no hurry
  std::chrono::milliseconds pulse{1000};    ///< how often it is looked and told why nothing moves
  double redo_share = kRedoShare;
  bool gate = true;  ///< false: record `gate: off` and accept nothing

  SurfaceOptions of(const std::string& name) const {
    const auto own = surfaces.find(name);
    return own == surfaces.end() ? SurfaceOptions{asked_in_flight, pace, attempt_deadline}
                                 : own->second;
  }
};

}  // namespace vitrine::schedule

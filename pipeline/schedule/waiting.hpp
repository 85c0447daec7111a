#pragma once

#include "pipeline/util/clock.hpp"

#include <optional>
#include <string>

namespace vitrine::schedule {

/// Why a task is not being asked for: the machine-readable reason, one word each.
enum class WaitFor {
  nothing,
  slot,          ///< others are under way, as many as the API bears
  rate,          ///< a limit of the minute, or of spending
  hint,          ///< the server asked for patience
  backoff,       ///< it is asked again, a little later
  breaker,       ///< the API fails; a probe is sent from time to time
  retry_budget,  ///< too many asks that are paid again
  budget,        ///< of this run: other calls under way hold the rest of it
  quota,         ///< of the vendor's day, or the account's spend cap
  deadline,      ///< it would not be done by the run's deadline
  key,
  network,
  signal,
};
const char* to_text(WaitFor why);  ///< "retry_budget"; nothing: ""
/// In words, for people: "the server asked for patience".
const char* words_of(WaitFor why);

/// A task that this run leaves to the next one, with nothing wrong about it.
struct Parked {
  WaitFor why = WaitFor::nothing;
  std::optional<util::Timestamp> until = {};  ///< when it may be asked for again, if that is known
  friend bool operator==(const Parked&, const Parked&) = default;
};

}  // namespace vitrine::schedule

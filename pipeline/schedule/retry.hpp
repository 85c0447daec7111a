#pragma once

#include "pipeline/domain/outcome.hpp"
#include "pipeline/net/client.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace vitrine::schedule {

/// How often a task is asked again, and how patiently. "Counted" asks may have cost money.
struct RetryPolicy {
  int most_counted = 3;  ///< asks that were, or may have been, billed without a picture
  int most_free = 40;    ///< refusals that cost nothing: limits and overload pass by themselves
  std::chrono::milliseconds first_delay{500}, longest_delay{30'000};
};

/// What an attempt that gave no picture means.
struct Ending {
  enum class Bill { free, billed, unknown } bill = Bill::free;
  enum class Then {
    again,          ///< the same task, after `wait`
    give_up,        ///< this task, never the others
    close_surface,  ///< nobody is let in there: no further call is sent to it in this run
  } then = Then::give_up;
  bool holds_back_all = false;  ///< the wait is for every call to this surface
  bool counts = false;          ///< as a counted ask
  std::chrono::milliseconds wait{0};
  friend bool operator==(const Ending&, const Ending&) = default;
};

/// Asks made for a task so far, the failed one included.
struct Asks {
  int counted = 0, free = 0;
};

/// Whether a failed ask may have cost money, and so is counted as one that did.
bool is_counted(const domain::Outcome& outcome);
bool is_counted(const net::Failure& failure);
/// The asks made with this one.
Asks with_one_more(Asks asks, bool counted);

/// Pure. `jitter` in [0, 1) comes from the caller. A hint of the server is a floor for the wait.
/// Which failures are asked again is decided by what may have been billed, not by status codes.
Ending after_outcome(const RetryPolicy& policy,
                     const domain::Outcome& outcome,
                     Asks asks,
                     double jitter);
/// The same for a call without a complete answer.
Ending after_failure(const RetryPolicy& policy,
                     const net::Failure& failure,
                     Asks asks,
                     double jitter);

}  // namespace vitrine::schedule

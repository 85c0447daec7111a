#pragma once

#include "pipeline/domain/outcome.hpp"
#include "pipeline/net/client.hpp"
#include "pipeline/util/money.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace vitrine::schedule {

/// How often a task is asked again, and how patiently. "Counted" asks may have cost money.
struct RetryPolicy {
  int most_counted = 4;  ///< asks that were, or may have been, billed without a picture
  int most_billed = 3;   ///< of these, billed for certain: what spoils thrice is no accident
  int most_free = 40;    ///< refusals that cost nothing: limits and overload pass by themselves
  std::chrono::milliseconds first_delay{500}, longest_delay{30'000};
  /// A server that asks for more patience is not waited for: limits of a minute and brown-outs are
  /// over by then, and nobody may put a whole night to sleep with one header.
  std::chrono::milliseconds longest_hint{std::chrono::minutes(15)};
};

/// Why calls were no longer sent: the words of a run's summary. `key` is what the account must
/// change, `quota` what it must wait for or have raised (a day's quota, a spend cap), `network` the
/// way there and who stands at its end.
enum class Stopped { none, signal, budget, deadline, quota, key, network };
const char* to_text(Stopped stopped);  ///< none: ""

/// What an attempt that gave no picture means.
struct Ending {
  enum class Bill { free, billed, unknown } bill = Bill::free;
  enum class Then {
    again,          ///< the same task, after `wait`
    give_up,        ///< this task, never the others
    close_model,    ///< nobody is let in there: no further call for this model in this run
    close_surface,  ///< the same for every model of the surface
  } then = Then::give_up;
  /// The server's hint is for every call to this model; the wait, a little longer, for this task.
  std::optional<std::chrono::milliseconds> hold = {};
  bool counts = false;  ///< as a counted ask
  std::chrono::milliseconds wait{0};
  /// With close_surface, and with close_model where its quota is what closes it.
  Stopped stopped = Stopped::none;
  std::optional<std::chrono::milliseconds> opens_in = {};  ///< with `stopped`, if the server said
  friend bool operator==(const Ending&, const Ending&) = default;
};
/// The state of an attempt that gave no picture: free_failure, billed_failure or unknown.
const char* to_text(Ending::Bill bill);

/// Asks made for a task so far, the failed one included.
struct Asks {
  int counted = 0, free = 0;
  int billed = 0;  ///< of the counted: for certain
};
Asks with_one_more(Asks asks, bool counted, bool billed);

/// Whether an ask uses up the task's few: it was billed, whatever its outcome is called, or may
/// have been.
bool is_counted(const domain::Outcome& outcome, util::Money charged = {});
bool is_counted(const net::Failure& failure);
/// Whether an outcome was billed for certain; what is counted and is not may have been.
bool is_billed(const domain::Outcome& outcome, util::Money charged = {});

/// Pure. `jitter` in [0, 1) comes from the caller. A hint of the server is a floor for the wait.
/// Which failures are asked again is decided by what was or may have been billed, not by status
/// codes.
Ending after_outcome(const RetryPolicy& policy,
                     const domain::Outcome& outcome,
                     Asks asks,
                     double jitter,
                     util::Money charged = {});
/// The same for a call without a complete answer.
Ending after_failure(const RetryPolicy& policy,
                     const net::Failure& failure,
                     Asks asks,
                     double jitter);

}  // namespace vitrine::schedule

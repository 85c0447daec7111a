#pragma once

#include "pipeline/schedule/rate.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace vitrine::schedule {

struct BreakerOptions {
  int window = 20;                ///< the last outcomes, and
  std::chrono::seconds span{30};  ///< all of this time, where they are more
  int least = 10;                 ///< outcomes before a share of them says anything
  double share = 0.5;             ///< of failures, and the breaker opens
  int connects_in_row = 5;        ///< so does this number of connections that did not come about
  std::chrono::milliseconds first_open{15'000}, longest_open{60'000};
  double spread = 0.2;  ///< an opening lasts so much longer or shorter, by chance
  int good_probes = 3;  ///< in a row, and it is closed again
};

/// What the end of a call says of the API's health.
enum class Sign {
  good,         ///< an answer of any worth: it is alive
  nothing,      ///< a limit, a refusal, or never sent
  bad,          ///< 5xx, a timeout, a lost connection
  unreachable,  ///< bad, and no connection came about
};

/// Keeps calls from an API that fails. Open, nothing is sent; then exactly one call is, and only
/// three good ones in a row close it. What ends now but was sent before it last changed its mind
/// decides nothing. Values and arithmetic; `jitter` in [0, 1) comes from the caller.
class Breaker {
 public:
  explicit Breaker(const BreakerOptions& options) : options_(options) {}

  enum class State { closed, open, half_open };
  State state() const { return state_; }
  /// When a call may be sent: `now` or later; never (Instant::max) while a probe is out.
  Instant earliest(Instant now) const;
  /// Names the time in which a call was sent, for `ended`.
  using Ticket = std::uint64_t;
  /// A call is sent now; not before `earliest`.
  Ticket send(Instant now);
  /// Every call that was sent ends once. True: this one closed the breaker.
  bool ended(Ticket ticket, Sign sign, Instant now, double jitter);
  /// Since when nothing good was heard, counted from the first opening; nothing while closed.
  std::optional<Instant> failing_since() const { return failing_since_; }

 private:
  void open(Instant now, double jitter);
  void remember(Sign sign, Instant now);
  bool is_failing() const;

  struct Outcome {
    Instant at;
    bool bad;
  };
  BreakerOptions options_;
  State state_ = State::closed;
  Ticket now_ = 1;  ///< calls of other times decide nothing
  std::deque<Outcome> outcomes_;
  int bad_ = 0;  ///< of the outcomes
  int unreachable_in_row_ = 0;
  int openings_ = 0;  ///< with nothing good between them: each lasts twice as long
  int good_probes_ = 0;
  bool probe_is_out_ = false;
  Instant until_{};
  std::optional<Instant> failing_since_;
};

}  // namespace vitrine::schedule

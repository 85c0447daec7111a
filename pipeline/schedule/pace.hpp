#pragma once

#include "pipeline/schedule/breaker.hpp"
#include "pipeline/schedule/concurrency.hpp"
#include "pipeline/schedule/durations.hpp"
#include "pipeline/schedule/rate.hpp"
#include "pipeline/schedule/waiting.hpp"

#include <optional>

namespace vitrine::schedule {

struct PaceOptions {
  RateLimits limits;
  util::Zone quota_zone;  ///< in whose days a day's quota is counted
  ConcurrencyOptions concurrency;
  BreakerOptions breaker;
  /// A call is taken to last so long until ten of them told otherwise.
  std::chrono::milliseconds first_p90{30'000};
  /// After refusals for load in a row, each of a call sent after the one before, everyone waits up
  /// to this, doubling; the server's own hint goes before.
  std::chrono::milliseconds first_hold{500}, longest_hold{30'000};
  /// By when everything must be done; nothing is begun that would not be.
  std::optional<Instant> deadline;
};

/// Both clocks at one moment: pace is kept by the steady one, a vendor's day by that of people.
struct Moment {
  Instant steady;
  util::Timestamp wall;
};

/// How a call that was sent ended, as far as pace goes.
enum class CallEnd {
  answered,     ///< a picture, or an answer without one that was read
  throttled,    ///< a limit
  overloaded,   ///< 503 and its kin
  failed,       ///< 5xx, a timeout, a connection lost
  unreachable,  ///< no connection came about
  refused,      ///< 4xx and policy: says nothing of pace
  not_sent,     ///< taken back before the first byte
};

/// Whether a call may be sent.
struct Turn {
  enum class Kind { go, wait, park } kind = Kind::go;
  WaitFor why = WaitFor::nothing;             ///< with wait and park
  Instant at{};                               ///< with wait: not before; max: when a call ends
  std::optional<util::Timestamp> until = {};  ///< with park, if known
};

/// Everything that decides when the next call to one model may be sent: rate, quota, concurrency,
/// hints, breaker, deadline. A state machine without waiting: time and jitter come in as arguments.
class Pace {
 public:
  explicit Pace(const PaceOptions& options);

  /// Whether such a call may be sent now, and if not, why and when to ask again.
  Turn next(Moment now, const CallWeight& weight) const;
  /// What `ended` needs to know of a call.
  struct Ticket {
    Breaker::Ticket breaker = 0;
    Instant sent{};
    util::Timestamp wall{};
  };
  /// It is sent now: `next` said go. Takes its slot and its share of every limit.
  Ticket send(Moment now, const CallWeight& weight);
  /// Every call that was sent ends once; gives back its slot. `jitter` in [0, 1).
  void ended(const Ticket& ticket, CallEnd end, Moment now, double jitter);

  /// Nobody is sent before that: the server's hint.
  void hold_until(Instant until);
  Instant held_until() const { return held_until_; }
  /// The vendor says that its day is used up.
  void use_up_day(Moment now);

  int in_use() const { return in_use_; }
  int limit() const { return concurrency_.limit(); }
  std::chrono::milliseconds p90() const { return durations_.p90(); }
  const Breaker& breaker() const { return breaker_; }
  DayQuota* day() { return rate_.day(); }

 private:
  std::optional<Turn> parked(Moment now, Instant at, WaitFor why) const;

  PaceOptions options_;
  Rate rate_;
  Concurrency concurrency_;
  Breaker breaker_;
  Durations durations_;
  int in_use_ = 0;
  Instant held_until_{};
  Instant last_throttle_{};
  int throttles_in_row_ = 0;
};

}  // namespace vitrine::schedule

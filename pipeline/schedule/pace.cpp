#include "pipeline/schedule/pace.hpp"

#include <algorithm>

namespace vitrine::schedule {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

util::Timestamp on_the_wall(Moment now, Instant at) {
  return {now.wall.micros + duration_cast<microseconds>(at - now.steady).count()};
}

Sign sign_of(CallEnd end) {
  switch (end) {
    case CallEnd::answered:
      return Sign::good;
    case CallEnd::overloaded:
    case CallEnd::failed:
      return Sign::bad;
    case CallEnd::unreachable:
      return Sign::unreachable;
    case CallEnd::throttled:
    case CallEnd::refused:
    case CallEnd::not_sent:
      break;
  }
  return Sign::nothing;
}

}  // namespace

Pace::Pace(const PaceOptions& options)
    : options_(options),
      rate_(options.limits, options.quota_zone),
      concurrency_(options.concurrency),
      breaker_(options.breaker),
      durations_(options.first_p90) {}

/// What cannot be done by the deadline is not waited for.
std::optional<Turn> Pace::parked(Moment now, Instant at, WaitFor why) const {
  if (!options_.deadline || at + durations_.p90() <= *options_.deadline) return std::nullopt;
  Turn turn;
  turn.kind = Turn::Kind::park;
  turn.why = at > now.steady ? why : WaitFor::deadline;
  if (at > now.steady) turn.until = on_the_wall(now, at);
  return turn;
}

Turn Pace::next(Moment now, const CallWeight& weight) const {
  Turn turn;
  if (const DayQuota* day = rate_.day()) {
    const util::Timestamp earliest = day->earliest(now.wall);
    if (earliest > now.wall) {
      turn.kind = Turn::Kind::park;
      turn.why = WaitFor::quota;
      turn.until = earliest;
      return turn;
    }
  }
  Instant at = now.steady;
  const auto later = [&](Instant than, WaitFor why) {
    if (than <= at) return;
    at = than;
    turn.why = why;
  };
  later(rate_.earliest(now.steady, weight), WaitFor::rate);
  later(held_until_, WaitFor::hint);
  const Instant healthy = breaker_.earliest(now.steady);
  if (healthy != Instant::max()) later(healthy, WaitFor::breaker);
  if (const auto park = parked(now, at, turn.why)) return *park;
  turn.at = at;
  if (healthy == Instant::max()) {
    turn.why = WaitFor::breaker;
    turn.at = Instant::max();
  } else if (in_use_ >= concurrency_.limit()) {
    turn.why = WaitFor::slot;
    turn.at = Instant::max();
  }
  if (turn.why != WaitFor::nothing) turn.kind = Turn::Kind::wait;
  return turn;
}

Pace::Ticket Pace::send(Moment now, const CallWeight& weight) {
  rate_.take(now.steady, now.wall, weight);
  ++in_use_;
  return {breaker_.send(now.steady), now.steady, now.wall};
}

void Pace::ended(const Ticket& ticket, CallEnd end, Moment now, double jitter) {
  const int in_use = in_use_--;
  const bool is_load = end == CallEnd::throttled || end == CallEnd::overloaded;
  const bool is_heard = end != CallEnd::not_sent && end != CallEnd::unreachable;
  if (DayQuota* day = rate_.day(); day != nullptr && !is_heard) day->give_back(ticket.wall);
  if (is_heard) concurrency_.ended(now.steady, in_use, is_load);
  if (end == CallEnd::answered || end == CallEnd::failed)
    durations_.add(duration_cast<milliseconds>(now.steady - ticket.sent));
  if (end == CallEnd::answered) throttles_in_row_ = 0;
  // Refusals of calls that were under way together are one sign, not many.
  if (is_load && ticket.sent >= last_throttle_) {
    last_throttle_ = now.steady;
    constexpr int kLone = 2;  // one now and then is the server's noise
    milliseconds span = options_.first_hold;
    for (int i = kLone + 1; i <= throttles_in_row_ && span < options_.longest_hold; ++i) span *= 2;
    if (++throttles_in_row_ > kLone)
      hold_until(now.steady +
                 milliseconds(static_cast<std::int64_t>(
                     static_cast<double>(std::min(span, options_.longest_hold).count()) * jitter)));
  }
  if (breaker_.ended(ticket.breaker, sign_of(end), now.steady, jitter)) concurrency_.restart();
}

void Pace::hold_until(Instant until) { held_until_ = std::max(held_until_, until); }

void Pace::use_up_day(Moment now) {
  if (DayQuota* day = rate_.day()) day->use_up(now.wall);
}

}  // namespace vitrine::schedule

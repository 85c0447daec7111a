#include "tests/schedule/simulated_night.hpp"

#include <algorithm>
#include <deque>
#include <queue>
#include <random>
#include <tuple>
#include <vector>

namespace vitrine::test {
namespace {

using namespace schedule;
using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Instant kStart{std::chrono::hours(1)};
constexpr util::Timestamp kStartOnTheWall{1'795'658'400'000'000};  // 2026-11-26T02:00:00Z
const char* const kQuotaZone = "America/Los_Angeles";              // a new day at 08:00Z
constexpr util::Money kPrice{40'000};

struct Task {
  Asks asks;
  bool started = false, costly = false;  ///< the next ask is paid again
};

/// How a call will end, drawn when it is sent.
struct Drawn {
  CallEnd end = CallEnd::answered;
  std::optional<domain::Outcome> outcome;  ///< nothing: a picture
  std::optional<net::Failure> failure;
  util::Money charged;
  milliseconds takes{0};
};

struct Call {
  int task;
  Pace::Ticket ticket;
  bool is_probe;
  Drawn drawn;
};

/// The API: its limits as published, by windows of its own that know nothing of GCRA.
class Server {
 public:
  Server(const NightOptions& options, std::mt19937_64& chance)
      : options_(options), chance_(chance), zone_(*util::Zone::named(kQuotaZone)) {}

  Drawn answer(Moment now, NightFigures& figures) {
    Drawn drawn;
    drawn.takes = between(options_.least_latency, options_.most_latency);
    const auto since = now.steady - kStart;
    const bool brown = since >= options_.brown_out_from &&
                       since < options_.brown_out_from + options_.brown_out_for;
    if (brown && options_.unreachable) return unreachable(drawn);
    if (!admits(now)) {
      ++figures.over_limit;
      Drawn told = limited(drawn, milliseconds(0));
      if (!minute_.empty())
        told.outcome->retry_after =
            duration_cast<milliseconds>(minute_.front() + minutes(1) - now.steady);
      return told;
    }
    if (brown && share() < 0.9) return overloaded(drawn);
    const FaultMix& mix = options_.mix;
    double at = share();
    const auto falls = [&](double part) { return (at -= part) < 0; };
    if (falls(mix.throttled)) return limited(drawn, options_.hint);
    if (falls(mix.overloaded)) return overloaded(drawn);
    if (falls(mix.unsent)) return unreachable(drawn);
    ++figures.permitted;
    if (falls(mix.failed)) {
      drawn.end = CallEnd::failed;
      drawn.failure = net::Failure{{util::ErrorKind::unreachable, "500"}, net::Progress::answered};
    } else if (falls(mix.lost)) {
      drawn.end = CallEnd::failed;
      drawn.failure = net::Failure{{util::ErrorKind::timed_out, "lost"}, net::Progress::maybe_sent};
    } else if (falls(mix.no_image)) {
      drawn.outcome.emplace().kind = domain::OutcomeKind::no_image;
      drawn.charged = kPrice;
    } else if (falls(mix.corrupt)) {
      drawn.outcome.emplace().kind = domain::OutcomeKind::corrupt_payload;
      drawn.charged = kPrice;
    }
    return drawn;
  }

  double share() { return static_cast<double>(chance_() >> 11) * 0x1.0p-53; }

 private:
  milliseconds between(milliseconds least, milliseconds most) {
    return least + milliseconds(static_cast<std::int64_t>(
                       static_cast<double>((most - least).count()) * share()));
  }
  Drawn unreachable(Drawn drawn) {
    drawn.end = CallEnd::unreachable;
    drawn.failure = net::Failure{{util::ErrorKind::unreachable, "gone"}, net::Progress::not_sent};
    drawn.takes = milliseconds(200);
    return drawn;
  }
  Drawn limited(Drawn drawn, milliseconds hint) {
    drawn.end = CallEnd::throttled;
    drawn.outcome.emplace().kind = domain::OutcomeKind::rate_limited;
    return with_hint(drawn, hint);
  }
  Drawn overloaded(Drawn drawn) {
    drawn.end = CallEnd::overloaded;
    drawn.outcome.emplace().kind = domain::OutcomeKind::overloaded;
    return with_hint(drawn, options_.hint);
  }
  Drawn with_hint(Drawn drawn, milliseconds hint) {
    drawn.takes = milliseconds(200);
    if (hint > milliseconds(0) && share() < 0.5) drawn.outcome->retry_after = hint;
    return drawn;
  }
  bool admits(Moment now) {
    const RateLimits& limits = options_.limits;
    while (!minute_.empty() && now.steady - minute_.front() >= minutes(1)) minute_.pop_front();
    if (limits.requests_per_minute &&
        static_cast<std::int64_t>(minute_.size()) >= *limits.requests_per_minute)
      return false;
    const util::Date today = zone_.date_of(now.wall);
    if (today != day_) used_today_ = 0;
    day_ = today;
    if (limits.requests_per_day && used_today_ >= *limits.requests_per_day) return false;
    ++used_today_;
    minute_.push_back(now.steady);
    return true;
  }

  const NightOptions& options_;
  std::mt19937_64& chance_;
  util::Zone zone_;
  std::deque<Instant> minute_;
  util::Date day_{};
  std::int64_t used_today_ = 0;
};

class Night {
 public:
  explicit Night(const NightOptions& options)
      : options_(options),
        chance_(options.seed),
        server_(options, chance_),
        pace_(pace_options(options)),
        retries_(options.retry_budget),
        tasks_(static_cast<std::size_t>(options.tasks)) {}

  NightFigures run() {
    for (int i = 0; i < options_.tasks; ++i) ready_.push_back(i);
    figures_.least_limit = pace_.limit();
    dispatch();
    while (!events_.empty()) {
      const Event event = events_.top();
      events_.pop();
      now_ = event.at;
      if (event.call >= 0) end(calls_[static_cast<std::size_t>(event.call)]);
      // What was begun is ended first: as in a run, where few tasks are under way at once.
      if (event.task >= 0) ready_.push_front(event.task);
      dispatch();
      figures_.least_limit = std::min(figures_.least_limit, pace_.limit());
    }
    figures_.took = duration_cast<milliseconds>(last_end_ - kStart);
    return figures_;
  }

 private:
  struct Event {
    Instant at;
    std::int64_t order;
    int call = -1, task = -1;  ///< neither: only time to look again
    bool operator<(const Event& other) const {
      return std::tie(at, order) > std::tie(other.at, other.order);
    }
  };

  static PaceOptions pace_options(const NightOptions& night) {
    PaceOptions options;
    if (night.tells_limits) options.limits = night.limits;
    options.quota_zone = *util::Zone::named(kQuotaZone);
    options.concurrency.ceiling = night.in_flight;
    if (night.deadline) options.deadline = kStart + *night.deadline;
    return options;
  }

  Moment moment() const {
    return {now_, {kStartOnTheWall.micros + duration_cast<microseconds>(now_ - kStart).count()}};
  }

  void note(std::uint64_t what) {
    // FNV-1a over what happened and when.
    for (const std::uint64_t one :
         {what, static_cast<std::uint64_t>(now_.time_since_epoch().count())})
      figures_.fingerprint = (figures_.fingerprint ^ one) * 0x100000001b3ULL;
  }

  void later(Instant at, int call, int task) { events_.push({at, order_++, call, task}); }

  /// Sends what may be sent, in the order in which tasks became ready.
  void dispatch() {
    if (blocked_ != WaitFor::nothing) waited(blocked_);
    blocked_ = WaitFor::nothing;
    while (!ready_.empty()) {
      const int index = ready_.front();
      Task& task = tasks_[static_cast<std::size_t>(index)];
      if (task.costly && retries_.earliest(now_) > now_) {
        // Its own matter: the others go on.
        ready_.pop_front();
        later(retries_.earliest(now_), -1, index);
        figures_.waited["retry_budget"] +=
            duration_cast<milliseconds>(retries_.earliest(now_) - now_);
        continue;
      }
      CallWeight weight;
      weight.spend = kPrice;
      const Turn turn = pace_.next(moment(), weight);
      if (turn.kind == Turn::Kind::park && turn.why != WaitFor::quota) {
        ready_.pop_front();
        ++figures_.parked;
        continue;
      }
      if (turn.kind != Turn::Kind::go) return wait(turn);
      ready_.pop_front();
      send(index, task, weight);
    }
  }

  void wait(const Turn& turn) {
    blocked_ = turn.why;
    blocked_since_ = now_;
    Instant at = turn.at;
    if (turn.kind == Turn::Kind::park)
      at = now_ + microseconds(turn.until->micros - moment().wall.micros);
    if (at == Instant::max() || (wake_ > now_ && wake_ <= at)) return;
    wake_ = at;
    later(at, -1, -1);
  }

  void waited(WaitFor why) {
    const auto span = duration_cast<milliseconds>(now_ - blocked_since_);
    figures_.waited[to_text(why)] += span;
    if (why == WaitFor::quota) figures_.quota += span;
  }

  void send(int index, Task& task, const CallWeight& weight) {
    if (!task.started) retries_.first_ask();
    if (task.costly) retries_.take(now_);
    task.started = true;
    task.costly = false;
    Call call{index, pace_.send(moment(), weight), false, server_.answer(moment(), figures_)};
    call.is_probe = pace_.breaker().state() != Breaker::State::closed;
    if (call.is_probe) figures_.most_probes = std::max(figures_.most_probes, ++probes_);
    ++figures_.sent;
    figures_.spent_calling += call.drawn.takes;
    note(static_cast<std::uint64_t>(index));
    later(now_ + call.drawn.takes, static_cast<int>(calls_.size()), -1);
    calls_.push_back(std::move(call));
  }

  void end(Call& call) {
    last_end_ = now_;
    const bool was_closed = pace_.breaker().state() == Breaker::State::closed;
    pace_.ended(call.ticket, call.drawn.end, moment(), server_.share());
    if (call.is_probe) --probes_;
    if (was_closed && pace_.breaker().state() == Breaker::State::open) ++figures_.openings;
    note(1'000'000 + static_cast<std::uint64_t>(call.drawn.end));
    Task& task = tasks_[static_cast<std::size_t>(call.task)];
    const Drawn& drawn = call.drawn;
    if (!drawn.outcome && !drawn.failure) {
      ++figures_.pictures;
      figures_.most_counted = std::max(figures_.most_counted, task.asks.counted + 1);
      return;
    }
    Ending ending;
    if (drawn.outcome) {
      const bool counted = is_counted(*drawn.outcome, drawn.charged);
      task.asks = with_one_more(task.asks, counted, is_billed(*drawn.outcome, drawn.charged));
      ending = after_outcome({}, *drawn.outcome, task.asks, server_.share(), drawn.charged);
    } else {
      task.asks = with_one_more(task.asks, is_counted(*drawn.failure), false);
      ending = after_failure({}, *drawn.failure, task.asks, server_.share());
    }
    if (ending.bill != Ending::Bill::free) ++figures_.extra;
    if (ending.hold) pace_.hold_until(now_ + *ending.hold);
    if (ending.then != Ending::Then::again) {
      ++figures_.given_up;
      return;
    }
    task.costly = ending.counts;
    later(now_ + ending.wait, -1, call.task);
  }

  const NightOptions& options_;
  std::mt19937_64 chance_;
  Server server_;
  Pace pace_;
  RetryBudget retries_;
  std::vector<Task> tasks_;
  std::deque<int> ready_;
  std::vector<Call> calls_;
  std::priority_queue<Event> events_;
  std::int64_t order_ = 0;
  Instant now_ = kStart, last_end_ = kStart, wake_{}, blocked_since_{};
  WaitFor blocked_ = WaitFor::nothing;
  int probes_ = 0;
  NightFigures figures_;
};

}  // namespace

double FaultMix::pictures() const { return 1 - throttled - overloaded - unsent - billed(); }

NightFigures simulate(const NightOptions& options) { return Night(options).run(); }

}  // namespace vitrine::test

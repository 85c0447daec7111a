// Waiting for a turn: a task's own, that of its model, and what is parked because its turn will not
// come in this run.
#include "pipeline/schedule/runner.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace vitrine::schedule {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

util::Timestamp on_the_wall(const Moment& now, Instant at) {
  return {now.wall.micros +
          std::chrono::duration_cast<std::chrono::microseconds>(at - now.steady).count()};
}

}  // namespace

/// As what the next run finds the tasks that this one does not ask for.
WaitFor Runner::parked_for(Stopped stopped) {
  switch (stopped) {
    case Stopped::budget:
      return WaitFor::budget;
    case Stopped::deadline:
      return WaitFor::deadline;
    case Stopped::quota:
      return WaitFor::quota;
    case Stopped::key:
      return WaitFor::key;
    case Stopped::network:
      return WaitFor::network;
    case Stopped::signal:
      return WaitFor::signal;
    case Stopped::none:
      break;
  }
  return WaitFor::nothing;
}

Lane& Runner::lane_of(Remote& remote, const std::string& model) {
  if (const auto known = remote.lanes.find(model); known != remote.lanes.end())
    return known->second;
  const SurfaceOptions own = options_.of(remote.name);
  PaceOptions pace = own.pace;
  pace.concurrency.ceiling = std::max(1, own.asked_in_flight) + std::max(0, options_.begun_ahead);
  pace.deadline = deadline_;
  Lane& lane =
      remote.lanes.try_emplace(model, io_.get_executor(), pace, services_.clock).first->second;
  const auto used = days_before_.find({remote.provider->surface(), model});
  if (DayQuota* day = lane.pace().day(); day != nullptr && used != days_before_.end())
    day->restore(used->second);
  return lane;
}

void Runner::stop_asking(Remote& remote,
                         Stopped stopped,
                         const std::string& why,
                         std::optional<Parked> as,
                         bool begun_may_go) {
  remote.doors.close(why, as.value_or(Parked{parked_for(stopped), {}}), begun_may_go);
  tell_stop(remote, stopped, why);
}

/// What is said of one model alone: whoever asks the vendor for another one goes on.
void Runner::stop_asking_model(Remote& remote,
                               const std::string& model,
                               Stopped stopped,
                               const std::string& why,
                               const Parked& as,
                               bool begun_may_go) {
  remote.doors.close_model(model, why, as, begun_may_go);
  tell_stop(remote, stopped, why);
}

void Runner::tell_stop(const Remote& remote, Stopped stopped, const std::string& why) {
  look_again();
  if (!summary_.stopped.empty()) return;
  summary_.stopped = to_text(stopped);
  summary_.stopped_why = why;
  summary_.stopped_surface = remote.name;
}

/// Those who wait for their turn find out whether it will come.
void Runner::look_again() {
  for (auto& [surface, remote] : remotes_)
    for (auto& [model, lane] : remote.lanes) lane.rouse();
}

bool Runner::is_late() const { return deadline_ && steady_clock::now() >= *deadline_; }

/// False if the request is not sent any more.
asio::awaitable<bool> Runner::wait_for_turn(Asking& asking, milliseconds wait, WaitFor why) {
  constexpr milliseconds kLook{200};  // how late a Ctrl-C may be seen
  asio::steady_timer timer(io_);
  const auto own = steady_clock::now() + wait;
  const Asleep asleep(asking.remote->asleep, own, wait > milliseconds(0) ? why : WaitFor::nothing);
  for (;;) {
    if (!why_not(asking).empty()) co_return false;
    const auto now = steady_clock::now();
    const auto until = std::max(own, asking.lane->pace().held_until());
    if (until <= now) co_return true;
    if (deadline_ && until + asking.lane->pace().p90() > *deadline_) {
      const util::Timestamp then = on_the_wall(asking.lane->now(), until);
      if (until > own)
        park({Turn::Kind::park, WaitFor::hint, {}, then}, asking);
      else
        park_alone(asking, {why, then});
      co_return false;
    }
    timer.expires_at(std::min(until, now + kLook));
    co_await timer.async_wait(asio::use_awaitable);
  }
}

/// Whether a request is sent that has had its turn.
bool Runner::may_still_go(const Asking& asking) const {
  if (stopping_) return false;
  return why_not(asking).empty() || asking.remote->doors.begun_may_go(asking.request);
}

/// A slot, held by a request that may be sent at this moment. Nothing if it is not sent any more.
asio::awaitable<std::optional<async::Slots::Hold>> Runner::turn_in(async::Slots& slots,
                                                                   Asking& asking) {
  std::optional<async::Slots::Hold> hold;
  for (;;) {
    hold = co_await slots.acquire(1);
    const bool is_wanted =
        &slots == &asking.remote->calls ? may_still_go(asking) : why_not(asking).empty();
    if (is_wanted && asking.lane->pace().held_until() <= steady_clock::now()) co_return hold;
    // Closed or held back while it waited: the slot is not for those who sleep.
    hold.reset();
    const milliseconds at_once{0};
    const bool go = co_await wait_for_turn(asking, at_once);
    if (!go) co_return hold;
  }
}

/// What would not be done by the deadline, or not before the vendor's next day, is not for this
/// run.
void Runner::park(const Turn& turn, const Asking& asking) {
  Remote& remote = *asking.remote;
  constexpr bool kBegunMayGo = true;
  const Parked as{turn.why, turn.until};
  const std::string then = turn.until ? util::to_text(*turn.until) : std::string();
  if (turn.why == WaitFor::quota) {
    const std::string& model = asking.request.model;
    stop_asking_model(remote, model, Stopped::quota,
                      "the requests that " + remote.provider->surface() + " allows " + model +
                          " for a day are used up; its next day begins at " + then,
                      as, kBegunMayGo);
    return;
  }
  std::string why = "what is begun now would not be done by the deadline";
  if (turn.why != WaitFor::deadline)
    why = std::string(words_of(turn.why)) + " until " + then + ", too late for the deadline";
  stop_asking(remote, Stopped::deadline, why, as, kBegunMayGo);
}

/// A wait of its own, too long for the deadline: the others may go on.
void Runner::park_alone(Asking& asking, const Parked& as) {
  asking.parked = as;
  asking.parked_why = std::string(words_of(as.why)) + " until " + util::to_text(*as.until) +
                      ", too late for the deadline";
  if (!asking.remote->trouble.empty()) asking.parked_why += ": " + asking.remote->trouble;
  if (!summary_.stopped.empty()) return;
  summary_.stopped = to_text(Stopped::deadline);
  summary_.stopped_why = asking.parked_why;
}

/// Nobody is asked all night who does not answer.
void Runner::give_up_on_silence(Asking& asking, const std::string& last) {
  const auto since = asking.lane->pace().breaker().failing_since();
  if (!since || steady_clock::now() - *since < options_.longest_outage) return;
  const auto span = std::chrono::duration_cast<std::chrono::minutes>(steady_clock::now() - *since);
  stop_asking(*asking.remote, Stopped::network,
              asking.remote->provider->surface() + " did not answer as it should for " +
                  std::to_string(span.count()) + " minutes; at last: " + last);
}

/// Until one more ask that is paid again may be made.
asio::awaitable<void> Runner::wait_for_retry(Asking& asking) {
  RetryBudget& retries = asking.remote->retries;
  for (;;) {
    const Instant now = steady_clock::now();
    const Instant then = retries.earliest(now);
    if (then <= now) break;
    const auto wait = std::chrono::ceil<milliseconds>(then - now);
    const bool go = co_await wait_for_turn(asking, wait, WaitFor::retry_budget);
    if (!go) co_return;
  }
  retries.take(steady_clock::now());
}

/// Nothing if it is not sent any more, or parked.
asio::awaitable<std::optional<Lane::Hold>> Runner::turn_on_lane(Asking& asking, util::Money worst) {
  std::optional<Lane::Hold> hold;
  CallWeight weight;
  weight.spend = worst;
  weight.tokens = asking.tokens;
  for (;;) {
    if (!why_not(asking).empty()) co_return hold;
    Lane::Answer answer = co_await asking.lane->turn(weight);
    if (answer.parked) park(*answer.parked, asking);
    if (answer.hold && may_still_go(asking)) {
      hold = std::move(answer.hold);
      co_return hold;
    }
  }
}

}  // namespace vitrine::schedule

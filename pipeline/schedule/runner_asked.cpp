// Tasks that an image API is asked for, up to the answer's last byte: wait for a turn, make ready
// (runner_ready.cpp), record, send. Only the sending itself holds a slot of the network's.
#include "pipeline/async/offload.hpp"
#include "pipeline/schedule/answer_file.hpp"
#include "pipeline/schedule/attempt.hpp"
#include "pipeline/schedule/budgets.hpp"
#include "pipeline/schedule/runner.hpp"
#include "pipeline/util/fault_points.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace vitrine::schedule {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

int calls_at_once(const ScheduleOptions& options, const std::string& remote) {
  return std::max(1, options.of(remote).asked_in_flight);
}

/// What the end of a call without an answer says of pace.
CallEnd end_of(const net::Failure& failure) {
  using util::ErrorKind;
  const ErrorKind kind = failure.error.kind;
  if (failure.progress != net::Progress::not_sent)
    return kind == ErrorKind::cancelled ? CallEnd::refused : CallEnd::failed;
  const bool is_network = kind == ErrorKind::unreachable || kind == ErrorKind::timed_out;
  return is_network ? CallEnd::unreachable : CallEnd::not_sent;
}

/// What an answer without a picture says of it.
CallEnd end_of(domain::OutcomeKind kind) {
  switch (kind) {
    case domain::OutcomeKind::rate_limited:
      return CallEnd::throttled;
    case domain::OutcomeKind::overloaded:
      return CallEnd::overloaded;
    case domain::OutcomeKind::transient:
    case domain::OutcomeKind::timeout:
      return CallEnd::failed;
    case domain::OutcomeKind::no_image:
    case domain::OutcomeKind::policy_soft:
    case domain::OutcomeKind::corrupt_payload:
    case domain::OutcomeKind::image:
      return CallEnd::answered;
    default:
      return CallEnd::refused;
  }
}

/// Whether another hour may end it otherwise.
bool is_of_the_hour(domain::OutcomeKind kind) {
  const CallEnd end = end_of(kind);
  return end == CallEnd::throttled || end == CallEnd::overloaded || end == CallEnd::failed;
}

util::Timestamp opens_at(util::Timestamp now, milliseconds in) {
  return {now.micros + std::chrono::microseconds(in).count()};
}

/// While it lives, a call is begun, or about to be. One that came to something may have left room
/// in a budget when it ends.
class CallUnderWay {
 public:
  CallUnderWay(int& begun, int& ended) : begun_(begun), ended_(ended) { ++begun_; }
  ~CallUnderWay() {
    --begun_;
    if (came_to_something) ++ended_;
  }
  CallUnderWay(const CallUnderWay&) = delete;
  CallUnderWay& operator=(const CallUnderWay&) = delete;

  bool came_to_something = false;

 private:
  int& begun_;
  int& ended_;
};

/// While it lives, a call is on its way.
class OnTheWire {
 public:
  OnTheWire(Standing& standing, Progress& progress) : standing_(standing), progress_(progress) {
    change(1);
  }
  ~OnTheWire() { change(-1); }
  OnTheWire(const OnTheWire&) = delete;
  OnTheWire& operator=(const OnTheWire&) = delete;

 private:
  void change(int by) {
    standing_.in_flight += by;
    progress_.standing(standing_);
  }
  Standing& standing_;
  Progress& progress_;
};

}  // namespace

Runner::Remote::Remote(asio::any_io_executor executor,
                       std::string named,
                       std::shared_ptr<providers::RemoteProvider> api,
                       const ScheduleOptions& options)
    : name(std::move(named)),
      provider(std::move(api)),
      underway(executor, 2 * (calls_at_once(options, name) + std::max(0, options.begun_ahead))),
      calls(executor, calls_at_once(options, name)),
      uploads(executor, std::max(1, calls_at_once(options, name) / 4)),
      bytes(executor, options.asked_bytes),
      attempt_deadline(options.of(name).attempt_deadline),
      retries(options.retry_budget) {}

/// Who is asked for it; nullptr: the studio, or nobody.
Runner::Remote* Runner::remote_for(const domain::RenderRequest& request) {
  auto found = remotes_.find(surface_of_model(request.surface, request.model));
  if (found == remotes_.end()) found = remotes_.find(request.surface);
  return found == remotes_.end() ? nullptr : &found->second;
}

void Runner::Asking::insist_on(const std::string& sentence) {
  if (std::find(sentences.begin(), sentences.end(), sentence) == sentences.end())
    sentences.push_back(sentence);
}

/// Why a request is not sent any more; empty: it may be, once its turn has come.
std::string Runner::why_not(const Asking& asking) const {
  if (stopping_) return "the run was stopped before it was asked";
  const std::string closed = asking.remote->doors.closed_for(asking.request);
  return closed.empty() ? closed : std::string(kNotAsked) + closed;
}

/// Nothing was sent and nothing is asked again.
Runner::Asked Runner::unasked(std::string why) {
  Asked asked;
  asked.message = std::move(why);
  return asked;
}

asio::awaitable<Runner::Made> Runner::ask(domain::RenderRequest request,
                                          util::Digest base,
                                          Remote& remote,
                                          std::vector<std::string> sentences) {
  Asking asking;
  asking.sentences = std::move(sentences);
  asking.task = task_record(request, base);
  asking.request = std::move(request);
  asking.remote = &remote;
  asking.lane = &lane_of(remote, asking.request.model);
  WaitFor why_wait = WaitFor::nothing;
  for (milliseconds wait{0};;) {
    const bool go = co_await wait_for_turn(asking, wait, why_wait);
    if (!go) {
      std::string why = asking.parked ? asking.parked_why : why_not(asking);
      co_return co_await left_out(asking, std::move(why));
    }
    Asked asked = co_await ask_in_turn(asking);
    if (asked.rendered) {
      Made made;
      made.rendered = asked.rendered;
      co_return made;
    }
    give_up_on_silence(asking, asked.message);
    if (asked.ending.then != Ending::Then::again || stopping_) {
      asking.last = asked.kind;
      Made made = co_await left_out(asking, std::move(asked.message));
      made.for_person = asked.kind == domain::OutcomeKind::policy_hard;
      co_return made;
    }
    remote.trouble = asked.message;
    if (asked.ending.counts) co_await wait_for_retry(asking);
    if (asking.parked) co_return co_await left_out(asking, std::move(asking.parked_why));
    wait = asked.ending.wait;
    why_wait = asked.ending.hold ? WaitFor::hint : WaitFor::backoff;
  }
}

/// Without a picture: it failed, or it is parked because nothing more is asked of this API.
asio::awaitable<Runner::Made> Runner::left_out(Asking& asking, std::string why) {
  Made made;
  made.failure = std::move(why);
  made.task = asking.task.render_key;
  made.end.kind = asking.last;
  made.end.is_barred = is_broken_ || asking.remote->mispriced.contains(asking.request.model);
  if (asking.is_at_fault) co_return made;
  made.parked = asking.parked;
  if (!made.parked && why_not(asking).empty()) co_return made;
  if (!made.parked) made.parked = asking.remote->doors.parked_as(asking.request);
  if (stopping_) made.parked = Parked{WaitFor::signal, {}};
  made.end.parked = made.parked;
  if (!made.parked) co_return made;
  std::function<void()> write = [this, &asking, &made] {
    services_.lineage.park_task(asking.task, run_id_, to_text(made.parked->why), made.failure,
                                made.parked->until);
  };
  co_await commits_.write(std::move(write));
  co_return made;
}

/// What an attempt without a picture means for the other tasks and for the next attempt; at once,
/// before the record of it is durable, so that nobody is sent after what is known.
void Runner::conclude(Asking& asking, Asked& asked) {
  Remote& remote = *asking.remote;
  const Ending& ending = asked.ending;
  asking.asks = with_one_more(asking.asks, ending.counts, ending.bill == Ending::Bill::billed);
  if (asked.kind == domain::OutcomeKind::no_image) asking.insist_on("again.picture");
  if (ending.opens_in) {
    const util::Timestamp then = opens_at(services_.clock.now(), *ending.opens_in);
    asked.message +=
        "; it would open again at " + util::to_text(then) + ", and this run does not wait for that";
  }
  const bool is_for_all = ending.then == Ending::Then::close_surface;
  const bool is_stopped = is_for_all || ending.stopped != Stopped::none;
  if (is_stopped) {
    Parked as{parked_for(ending.stopped), {}};
    if (ending.opens_in)
      as.until = opens_at(services_.clock.now(), *ending.opens_in);
    else if (ending.stopped == Stopped::quota && asked.kind == domain::OutcomeKind::rate_limited)
      as.until = options_.of(remote.name).pace.quota_zone.next_day(services_.clock.now());
    if (ending.stopped == Stopped::quota) asking.lane->use_up_day();
    if (is_for_all)
      stop_asking(remote, ending.stopped, asked.message, as);
    else
      stop_asking_model(remote, asking.request.model, ending.stopped, asked.message, as);
  }
  asking.is_at_fault =
      ending.then == Ending::Then::give_up && (asked.kind || ending.bill != Ending::Bill::free);
  if (ending.then == Ending::Then::give_up && asked.kind && is_of_the_hour(*asked.kind) &&
      !ending.counts) {
    // Refused for nothing, time and again: that says nothing of the task.
    asking.is_at_fault = false;
    asking.parked = Parked{WaitFor::backoff, {}};
  }
  if (ending.then == Ending::Then::close_model && !is_stopped)
    remote.doors.close_model(asking.request.model, asked.message);
  if (asked.kind == domain::OutcomeKind::invalid_request) {
    remote.doors.refused(asking.request, asked.message);
    look_again();
  }
  if (ending.then == Ending::Then::close_model) look_again();
  if (ending.hold) asking.lane->hold_until(steady_clock::now() + *ending.hold);
}

asio::awaitable<Runner::Asked> Runner::ask_in_turn(Asking& asking) {
  // What was begun is ended first: its repeats are paid for by first asks, and few are saved up.
  const auto place = asking.is_asked ? async::Slots::Place::first : async::Slots::Place::last;
  const async::Slots::Hold underway = co_await asking.remote->underway.acquire(1, place);
  Ready ready = co_await make_ready(asking);
  if (!ready.call) co_return std::move(ready.not_ready);
  const util::Money worst = ready.call->worst;
  std::optional<Purse::Reserved> reserved = co_await reserve(asking, worst);
  if (!reserved) co_return unasked(why_not(asking));
  const int ended_before = calls_ended_;
  Asked asked = co_await ask_once(asking, std::move(ready));
  if (!asked.shortage) co_return asked;
  reserved.reset();
  lineage::Shortage shortage = std::move(*asked.shortage);
  co_return co_await wait_for_room(asking, std::move(shortage), ended_before);
}

asio::awaitable<Runner::Asked> Runner::ask_once(Asking& asking, Ready ready) {
  const util::Money worst = ready.call->worst;
  asking.tokens = ready.call->most_input_tokens;
  std::optional<Lane::Hold> turn = co_await turn_on_lane(asking, worst);
  if (!turn) co_return unasked(why_not(asking));
  CallUnderWay under_way(calls_begun_, calls_ended_);
  const Begun begun = co_await begin_attempt(asking, *ready.call);
  under_way.came_to_something = begun.mine;
  if (begun.shortage) {
    Asked short_of_money;
    short_of_money.shortage = begun.shortage;
    co_return short_of_money;
  }
  if (!begun.mine)
    co_return unasked(
        begun.has_unread_answer
            ? "its answer came to a run that was killed and is not read yet: see vitrine doctor"
            : "its picture is recorded but its bytes are lost, and asking again would be paid");
  if (!std::exchange(asking.is_asked, true)) asking.remote->retries.first_ask();
  AnswerFile file(*begun.file);
  net::Request request = std::move(ready.call->request);
  request.body_hold = std::make_shared<async::Slots::Hold>(std::move(ready.bytes));
  Sent sent = co_await send(asking, std::move(request), begun.start, file);

  lineage::AttemptFailure failure;
  failure.attempt = begun.start.id;
  failure.facts = ready.call->provenance;
  if (!sent.result) co_return co_await close_unsent(asking, std::move(failure));
  if (!*sent.result) {
    net::Failure why = std::move(sent.result->error());
    turn->came_to(end_of(why));
    co_return co_await close_unanswered(asking, std::move(failure), std::move(why), worst);
  }
  const net::Answer& answer = **sent.result;
  // What may be a picture makes room for the next call. A refusal is small, and may be meant for
  // everyone: nobody is sent before it is understood.
  const bool may_be_picture = answer.head.status / 100 == 2;
  if (may_be_picture) sent.slot = async::Slots::Hold();
  // The answer is paid: it is durable first, then read.
  auto seal = [&file, &begun, &asking] {
    file.seal(begun.start, asking.task);
    return 0;
  };
  co_await async::offload(disk_, std::move(seal));
  util::pass(util::KillPoint::after_seal);
  if (may_be_picture) {
    turn->came_to(CallEnd::answered);
    turn.reset();
  }
  KeptAnswer kept = co_await read_answer(asking, *ready.call, begun.start.id, answer);
  if (kept.rendering) co_return co_await settle_picture(asking, begun.start.id, std::move(kept));
  forget_uploads(asking, *ready.call, kept.reading.outcome);
  if (turn) turn->came_to(end_of(kept.reading.outcome.kind));
  co_return co_await close_without_picture(asking, std::move(failure), std::move(kept));
}

/// Room first, so that a full disk is met before the money is spent; then the intent, durable
/// before the first byte leaves.
asio::awaitable<Runner::Begun> Runner::begin_attempt(Asking& asking,
                                                     const providers::PreparedCall& call) {
  Begun begun;
  lineage::AttemptStart& start = begun.start;
  start.id = new_attempt_id();
  start.render_key = asking.task.render_key;
  start.run = run_id_;
  start.provider = asking.remote->provider->surface();
  start.model = asking.task.model;
  start.sent = services_.clock.now();
  start.reserved = call.worst;
  start.day = util::to_text(options_.zone.date_of(start.sent));
  start.limits = limits_of(options_);
  start.book = book_row(call.price);
  auto make_room = [this, &start, room = call.most_answer_bytes] {
    return services_.spool->begin(start.id, room);
  };
  begun.file = co_await async::offload(disk_, std::move(make_room));
  util::pass(util::KillPoint::after_room);
  // Writes keep their order, and so do the counts in them.
  const DayQuota* day = asking.lane->pace().day();
  const std::string used = day == nullptr ? std::string() : day->state();
  std::function<void()> open = [this, &asking, &begun, &used] {
    begun.has_unread_answer = services_.unread.contains(begun.start.render_key);
    if (begun.has_unread_answer) return;
    services_.lineage.add_tasks({&asking.task, 1});
    lineage::Intent intent = services_.lineage.begin_attempt(begun.start);
    begun.mine = intent.leased;
    if (begun.mine && !used.empty())
      services_.lineage.put_pace({begun.start.provider, begun.start.model, kDay, used});
    begun.shortage = std::move(intent.shortage);
    if (begun.mine || begun.shortage) return;
    for (const lineage::AttemptRecord& other : services_.lineage.attempts(begun.start.render_key))
      begun.has_unread_answer = begun.has_unread_answer || other.state == "sent";
  };
  co_await commits_.write(std::move(open));
  util::pass(util::KillPoint::after_intent);
  co_return begun;
}

asio::awaitable<void> Runner::keep_begun(const Asking& asking,
                                         const lineage::AttemptStart& start,
                                         std::string where) {
  auto write = [this, &asking, &start, where = std::move(where)] {
    services_.spool->keep_begun(start.id, where, about_begun(start, asking.task));
    return 0;
  };
  co_await async::offload(disk_, std::move(write));
}

/// No result if it may not be sent after all.
asio::awaitable<Runner::Sent> Runner::send(Asking& asking,
                                           net::Request request,
                                           const lineage::AttemptStart& start,
                                           net::BodySink& sink) {
  Sent sent;
  std::optional<async::Slots::Hold> turn = co_await turn_in(asking.remote->calls, asking);
  if (!turn) co_return sent;
  sent.slot = std::move(*turn);
  const OnTheWire on_the_wire(standing_, services_.progress);
  const util::Deadline deadline = util::Deadline::after(asking.remote->attempt_deadline);
  // Where the answer will be is durable before the first look: it is paid for.
  providers::BegunKeeper keep = [this, &asking, &start](std::string where) {
    return keep_begun(asking, start, std::move(where));
  };
  std::string attempt = start.id;
  sent.result = co_await asking.remote->provider->send(std::move(request), std::move(attempt), sink,
                                                       deadline, std::move(keep));
  co_return sent;
}

}  // namespace vitrine::schedule

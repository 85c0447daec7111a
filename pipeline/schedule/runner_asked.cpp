// Tasks that an image API is asked for, up to the answer's last byte: wait for a turn, make ready
// (runner_ready.cpp), record, send. Only the sending itself holds a slot of the network's.
#include "pipeline/async/offload.hpp"
#include "pipeline/schedule/answer_file.hpp"
#include "pipeline/schedule/attempt.hpp"
#include "pipeline/schedule/runner.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace vitrine::schedule {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

int calls_at_once(const ScheduleOptions& options) { return std::max(1, options.asked_in_flight); }

int begun_at_once(const ScheduleOptions& options) {
  return calls_at_once(options) + std::max(0, options.begun_ahead);
}

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
                       std::shared_ptr<providers::RemoteProvider> api,
                       const ScheduleOptions& options)
    : provider(std::move(api)),
      underway(executor, 2 * begun_at_once(options)),
      begun(executor, begun_at_once(options)),
      calls(executor, calls_at_once(options)),
      uploads(executor, std::max(1, calls_at_once(options) / 4)) {}

/// Why a request is not sent any more; empty: it may be, once its turn has come.
std::string Runner::why_not(const Asking& asking) const {
  if (stopping_) return "the run was stopped before it was asked";
  const std::string closed = asking.remote->doors.closed_for(asking.request);
  return closed.empty() ? closed : "not asked: " + closed;
}

void Runner::stop_asking(Remote& remote, Stopped stopped, const std::string& why) {
  remote.doors.close(why);
  if (!summary_.stopped.empty()) return;
  summary_.stopped = to_text(stopped);
  summary_.stopped_why = why;
}

/// Nothing was sent and nothing is asked again.
Runner::Asked Runner::unasked(std::string why) {
  Asked asked;
  asked.message = std::move(why);
  return asked;
}

/// False if the request is not sent any more.
asio::awaitable<bool> Runner::wait_for_turn(Asking& asking, milliseconds wait) {
  constexpr milliseconds kLook{200};  // how late a Ctrl-C may be seen
  asio::steady_timer timer(io_);
  const auto own = steady_clock::now() + wait;
  for (;;) {
    if (!why_not(asking).empty()) co_return false;
    const auto now = steady_clock::now();
    const auto until = std::max(own, asking.remote->not_before);
    if (until <= now) co_return true;
    timer.expires_at(std::min(until, now + kLook));
    co_await timer.async_wait(asio::use_awaitable);
  }
}

/// A slot, held by a request that may be sent at this moment. Nothing if it is not sent any more.
asio::awaitable<std::optional<async::Slots::Hold>> Runner::turn_in(async::Slots& slots,
                                                                   Asking& asking) {
  std::optional<async::Slots::Hold> hold;
  for (;;) {
    hold = co_await slots.acquire(1);
    if (why_not(asking).empty() && asking.remote->not_before <= steady_clock::now()) co_return hold;
    // Closed or held back while it waited: the slot is not for those who sleep.
    hold.reset();
    const milliseconds at_once{0};
    const bool go = co_await wait_for_turn(asking, at_once);
    if (!go) co_return hold;
  }
}

asio::awaitable<Runner::Made> Runner::ask(domain::RenderRequest request,
                                          util::Digest base,
                                          Remote& remote) {
  Asking asking;
  asking.task = task_record(request, base);
  asking.request = std::move(request);
  asking.remote = &remote;
  Made made;
  for (milliseconds wait{0};;) {
    const bool go = co_await wait_for_turn(asking, wait);
    if (!go) {
      made.failure = why_not(asking);
      co_return made;
    }
    Asked asked = co_await ask_in_turn(asking);
    if (asked.rendered) {
      made.rendered = asked.rendered;
      co_return made;
    }
    if (asked.ending.then != Ending::Then::again || stopping_) {
      made.failure = asked.message;
      co_return made;
    }
    wait = asked.ending.wait;
  }
}

/// What an attempt without a picture means for the other tasks and for the next attempt; at once,
/// before the record of it is durable, so that nobody is sent after what is known.
void Runner::conclude(Asking& asking, Asked& asked) {
  Remote& remote = *asking.remote;
  const Ending& ending = asked.ending;
  asking.asks = with_one_more(asking.asks, ending.counts);
  if (asked.kind) asking.before = asked.kind;
  if (ending.opens_in) {
    util::Timestamp then = services_.clock.now();
    then.micros += std::chrono::microseconds(*ending.opens_in).count();
    asked.message +=
        "; it would open again at " + util::to_text(then) + ", and this run does not wait for that";
  }
  if (ending.then == Ending::Then::close_surface)
    stop_asking(remote, ending.stopped, asked.message);
  if (ending.then == Ending::Then::close_model)
    remote.doors.close_model(asking.request.model, asked.message);
  if (asked.kind == domain::OutcomeKind::invalid_request)
    remote.doors.refused(asking.request, asked.message);
  if (ending.holds_back_all)
    remote.not_before = std::max(remote.not_before, steady_clock::now() + ending.wait);
}

asio::awaitable<Runner::Asked> Runner::ask_in_turn(Asking& asking) {
  const async::Slots::Hold underway = co_await asking.remote->underway.acquire(1);
  Ready ready = co_await make_ready(asking);
  if (!ready.call) co_return std::move(ready.not_ready);
  const util::Money worst = ready.call->worst;
  const std::optional<Purse::Reserved> reserved = co_await reserve(asking, worst);
  if (!reserved) co_return unasked(why_not(asking));
  co_return co_await ask_reserved(asking, std::move(ready));
}

asio::awaitable<Runner::Asked> Runner::ask_reserved(Asking& asking, Ready ready) {
  Asked asked;
  std::exception_ptr broken;
  try {
    asked = co_await ask_once(asking, std::move(ready));
  } catch (...) {
    broken = std::current_exception();
  }
  if (broken) {
    // The disk or the database is gone: nothing more may be bought that could not be kept.
    for (auto& [surface, remote] : remotes_) remote.doors.close("the store cannot be written");
    std::rethrow_exception(broken);
  }
  co_return asked;
}

asio::awaitable<Runner::Asked> Runner::ask_once(Asking& asking, Ready ready) {
  std::optional<async::Slots::Hold> turn = co_await turn_in(asking.remote->begun, asking);
  if (!turn) co_return unasked(why_not(asking));
  const Begun begun = co_await begin_attempt(asking, *ready.call);
  if (!begun.earlier.empty()) co_return co_await take_up(asking, *ready.call, begun.earlier);
  if (!begun.mine)
    co_return unasked(
        "its picture is recorded but its bytes are lost, and asking again would be paid");
  AnswerFile file(*begun.file);
  std::string attempt = begun.start.id;
  net::Request request = std::move(ready.call->request);
  Sent sent = co_await send(asking, std::move(request), std::move(attempt), file);
  ready.bytes = async::Slots::Hold();

  lineage::AttemptFailure failure;
  failure.attempt = begun.start.id;
  failure.facts = ready.call->provenance;
  if (!sent.result) co_return co_await close_unsent(asking, std::move(failure));
  if (!*sent.result) {
    net::Failure why = std::move(sent.result->error());
    const util::Money worst = ready.call->worst;
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
  if (may_be_picture) turn.reset();
  Kept kept = co_await keep_answer(asking, *ready.call, begun.start, answer);
  if (kept.rendering) co_return co_await settle_picture(asking, begun.start.id, std::move(kept));
  forget_uploads(asking, *ready.call, kept.reading.outcome);
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
  auto make_room = [this, &start, room = call.most_answer_bytes] {
    return services_.spool->begin(start.id, room);
  };
  begun.file = co_await async::offload(disk_, std::move(make_room));
  std::function<void()> open = [this, &asking, &begun] {
    services_.lineage.add_tasks({&asking.task, 1});
    begun.mine = services_.lineage.begin_attempt(begun.start);
    if (begun.mine) return;
    for (const lineage::AttemptRecord& earlier : services_.lineage.attempts(begun.start.render_key))
      if (earlier.state == "sent") begun.earlier = earlier.id;
  };
  co_await commits_.write(std::move(open));
  co_return begun;
}

/// No result if it may not be sent after all.
asio::awaitable<Runner::Sent> Runner::send(Asking& asking,
                                           net::Request request,
                                           std::string attempt,
                                           net::BodySink& sink) {
  Sent sent;
  std::optional<async::Slots::Hold> turn = co_await turn_in(asking.remote->calls, asking);
  if (!turn) co_return sent;
  sent.slot = std::move(*turn);
  const OnTheWire on_the_wire(standing_, services_.progress);
  const util::Deadline deadline = util::Deadline::after(options_.attempt_deadline);
  sent.result = co_await asking.remote->provider->send(std::move(request), std::move(attempt), sink,
                                                       deadline);
  co_return sent;
}

}  // namespace vitrine::schedule

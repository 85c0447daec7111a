// Tasks that an image API is asked for: made ready (runner_ready.cpp), then reserved, recorded,
// sent, made durable, read, settled.
#include "pipeline/async/offload.hpp"
#include "pipeline/schedule/attempt.hpp"
#include "pipeline/schedule/runner.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace vitrine::schedule {
namespace {

using std::chrono::milliseconds;

/// Headers of an answer that may be kept: none of them is a secret.
constexpr const char* kKept[] = {"content-type", "date", "x-request-id", "retry-after"};

/// Into the spool, with the head remembered for the line about it.
class SpoolSink final : public net::BodySink {
 public:
  explicit SpoolSink(store::Spool::Incoming& file) : file_(file) {}
  void begin(const net::ResponseHead& head) override { head_ = head; }
  void write(std::string_view piece) override { file_.write(piece); }
  const net::ResponseHead& head() const { return head_; }

 private:
  store::Spool::Incoming& file_;
  net::ResponseHead head_;
};

util::Fields about(const lineage::AttemptStart& start, const net::ResponseHead& head) {
  util::Fields fields{{"attempt", start.id},
                      {"render_key", start.render_key.hex()},
                      {"provider", start.provider},
                      {"model", start.model},
                      {"status", std::to_string(head.status)}};
  for (const char* name : kKept)
    if (const auto value = head.headers.find(name))
      fields.push_back({std::string("header.") + name, std::string(*value)});
  return fields;
}

util::Fields settled_facts(const providers::PreparedCall& call,
                           const providers::Reading& reading,
                           const net::Answer& answer) {
  util::Fields facts = call.provenance;
  facts.insert(facts.end(), reading.outcome.facts.begin(), reading.outcome.facts.end());
  if (reading.estimated) facts.push_back({"charge", "estimated"});
  facts.push_back({"milliseconds", std::to_string(answer.to_last_byte.count() / 1000)});
  return facts;
}

}  // namespace

void Runner::stop_asking(Remote& remote, const std::string& stopped, const std::string& why) {
  if (!remote.closed.empty()) return;
  remote.closed = why;
  summary_.stopped = stopped;
  summary_.stopped_why = why;
}

/// False if the run is stopping or the surface was closed meanwhile: then nothing more is sent.
asio::awaitable<bool> Runner::wait_for_turn(Remote& remote, milliseconds wait) {
  constexpr milliseconds kLook{200};  // how late a Ctrl-C may be seen
  asio::steady_timer timer(io_);
  const auto own = std::chrono::steady_clock::now() + wait;
  for (;;) {
    if (stopping_ || !remote.closed.empty()) co_return false;
    const auto now = std::chrono::steady_clock::now();
    const auto until = std::max(own, remote.not_before);
    if (until <= now) co_return true;
    timer.expires_at(std::min(until, now + kLook));
    co_await timer.async_wait(asio::use_awaitable);
  }
}

asio::awaitable<Runner::Made> Runner::ask(domain::RenderRequest request,
                                          util::Digest base,
                                          Remote& remote) {
  Made made;
  const lineage::TaskRecord task = task_record(request, base);
  Asks asks;
  milliseconds wait{0};
  for (;;) {
    const bool go = co_await wait_for_turn(remote, wait);
    if (!go) {
      made.failure = why_not_asked(remote);
      co_return made;
    }
    const async::Slots::Hold slot = co_await remote.calls->acquire(1);
    // Held back or closed while it waited for its slot: another look.
    if (stopping_ || !remote.closed.empty() ||
        remote.not_before > std::chrono::steady_clock::now()) {
      wait = milliseconds(0);
      continue;
    }
    Ready ready = co_await make_ready(request, remote, asks);
    Asked asked = std::move(ready.not_ready);
    if (ready.call) {
      providers::PreparedCall call = std::move(*ready.call);
      lineage::TaskRecord record = task;
      asked = co_await ask_reserved(std::move(call), std::move(record), remote, asks);
    }
    if (asked.rendered) {
      made.rendered = asked.rendered;
      co_return made;
    }
    asks = with_one_more(asks, asked.ending.counts);
    if (asked.ending.then == Ending::Then::close_surface)
      stop_asking(remote, asked.stopped, asked.message);
    if (asked.ending.then != Ending::Then::again || stopping_) {
      made.failure = asked.message;
      co_return made;
    }
    wait = asked.ending.wait;
    if (asked.ending.holds_back_all)
      remote.not_before =
          std::max(remote.not_before, std::chrono::steady_clock::now() + asked.ending.wait);
  }
}

asio::awaitable<Runner::Asked> Runner::ask_reserved(providers::PreparedCall call,
                                                    lineage::TaskRecord task,
                                                    Remote& remote,
                                                    Asks asks) {
  const util::Money reserved = call.worst;
  reserved_ += reserved;
  ++standing_.in_flight;
  tell();
  Asked asked;
  std::exception_ptr broken;
  try {
    asked = co_await ask_once(std::move(call), std::move(task), remote, asks);
  } catch (...) {
    broken = std::current_exception();
  }
  reserved_ = reserved_ - reserved;
  --standing_.in_flight;
  tell();
  if (broken) {
    // The disk or the database is gone: nothing more may be bought that could not be kept.
    remote.closed = "the store cannot be written";
    std::rethrow_exception(broken);
  }
  co_return asked;
}

asio::awaitable<Runner::Asked> Runner::close_attempt(lineage::AttemptFailure failure,
                                                     Ending ending) {
  failure.ended = services_.clock.now();
  failure.task_state = ending.then == Ending::Then::again && !stopping_ ? domain::TaskState::ready
                                                                        : domain::TaskState::failed;
  failure.state = ending.bill == Ending::Bill::unknown  ? "unknown"
                  : ending.bill == Ending::Bill::billed ? "billed_failure"
                                                        : "free_failure";
  if (ending.bill == Ending::Bill::unknown)
    summary_.unknown += failure.charged;
  else
    standing_.charged += failure.charged;
  Asked asked;
  asked.ending = ending;
  asked.message = failure.message;
  auto record = [this, failure = std::move(failure)] {
    services_.lineage.fail_attempt(failure);
    return 0;
  };
  co_await async::offload(records_, std::move(record));
  co_return asked;
}

asio::awaitable<Runner::Asked> Runner::ask_once(providers::PreparedCall call,
                                                lineage::TaskRecord task,
                                                Remote& remote,
                                                Asks asks) {
  lineage::AttemptStart start;
  start.id = new_attempt_id();
  start.render_key = task.render_key;
  start.run = run_id_;
  start.provider = remote.provider->surface();
  start.model = task.model;
  start.sent = services_.clock.now();
  start.reserved = call.worst;

  // Room first, so that a full disk is met before the money is spent; then the intent, durable
  // before the first byte leaves.
  auto make_room = [this, id = start.id, room = call.most_answer_bytes] {
    return services_.spool->begin(id, room);
  };
  std::unique_ptr<store::Spool::Incoming> file =
      co_await async::offload(cpu_, std::move(make_room));
  auto open = [this, task, start] {
    bool mine = false;
    services_.lineage.together([&] {
      services_.lineage.add_tasks({&task, 1});
      mine = services_.lineage.begin_attempt(start);
    });
    return mine;
  };
  const bool mine = co_await async::offload(records_, std::move(open));
  if (!mine) {
    Asked asked;
    asked.message =
        "its picture is recorded but its bytes are lost, and asking again would be paid";
    co_return asked;
  }

  SpoolSink sink(*file);
  std::string id = start.id;
  net::Request request = std::move(call.request);
  const util::Deadline deadline = util::Deadline::after(options_.attempt_deadline);
  const net::CallResult sent =
      co_await remote.provider->send(std::move(request), std::move(id), sink, deadline);

  lineage::AttemptFailure failure;
  failure.attempt = start.id;
  if (!sent) {
    const Asks with_this = with_one_more(asks, is_counted(sent.error()));
    const Ending ending = after_failure(options_.retry, sent.error(), with_this, random_share());
    failure.error_kind = util::to_text(sent.error().error.kind);
    failure.message = sent.error().error.message;
    if (ending.bill == Ending::Bill::unknown) failure.charged = call.worst;
    Asked asked = co_await close_attempt(std::move(failure), ending);
    asked.stopped = stopped_by(sent.error().error);
    co_return asked;
  }

  Kept kept = co_await keep_answer(remote, *file, call, start, sink.head());
  if (kept.rendering) {
    lineage::Settlement settlement;
    settlement.attempt = start.id;
    settlement.rendering = *kept.rendering;
    settlement.facts = settled_facts(call, kept.reading, *sent);
    settlement.charged = kept.reading.charged;
    co_return co_await settle_picture(std::move(settlement), task.render_key);
  }
  domain::Outcome& outcome = kept.reading.outcome;
  if (!call.named.empty() && util::find(outcome.facts, "remedy") == "upload") {
    // What was uploaded is gone: put there again, the same request is as good as before.
    remote.provider->forget(call.named);
    outcome.kind = domain::OutcomeKind::transient;
  }
  const Asks with_this = with_one_more(asks, is_counted(outcome));
  Ending ending = after_outcome(options_.retry, outcome, with_this, random_share());
  failure.error_kind = domain::to_text(outcome.kind);
  failure.message = outcome.message;
  failure.charged = kept.reading.charged;
  if (ending.bill == Ending::Bill::free && failure.charged.micros > 0)
    ending.bill = Ending::Bill::billed;
  Asked asked = co_await close_attempt(std::move(failure), ending);
  services_.spool->remove(start.id);
  co_return asked;
}

/// The answer is paid: from here on it is durable first, then read.
asio::awaitable<Runner::Kept> Runner::keep_answer(Remote& remote,
                                                  store::Spool::Incoming& file,
                                                  const providers::PreparedCall& call,
                                                  const lineage::AttemptStart& start,
                                                  const net::ResponseHead& head) {
  const providers::RemoteProvider* provider = remote.provider.get();
  auto keep = [this, &call, &start, &head, &file, provider] {
    file.seal(about(start, head));
    const auto answer = services_.spool->open(start.id);
    if (!answer) throw std::runtime_error(answer.error().message);
    Kept kept;
    const std::string_view body = (*answer)->body();
    kept.reading = provider->read(call, head, body);
    if (kept.reading.picture) {
      lineage::Rendering rendering;
      rendering.blob = services_.store.put_pieces([&](const store::AssetStore::Pieces& sink_to) {
        providers::copy_picture(body, *kept.reading.picture, sink_to);
      });
      rendering.size = kept.reading.picture_facts.bytes;
      rendering.pixels = kept.reading.picture_facts.size;
      rendering.media_type = kept.reading.picture_facts.media_type;
      kept.rendering = rendering;
    }
    return kept;
  };
  Kept kept = co_await async::offload(cpu_, std::move(keep));
  co_return kept;
}

asio::awaitable<Runner::Asked> Runner::settle_picture(lineage::Settlement settlement,
                                                      util::Digest render_key) {
  settlement.ended = services_.clock.now();
  standing_.charged += settlement.charged;
  Asked asked;
  asked.rendered = Rendered{render_key, settlement.rendering.blob, std::nullopt};
  auto settle = [this, settlement = std::move(settlement)] {
    services_.lineage.settle(settlement);
    services_.spool->remove(settlement.attempt);
    return 0;
  };
  co_await async::offload(records_, std::move(settle));
  co_return asked;
}

}  // namespace vitrine::schedule

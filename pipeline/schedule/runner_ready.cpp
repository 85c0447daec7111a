// What comes before a paid call: the exchange is built, what it names is uploaded, the budget has
// room for it.
#include "pipeline/async/offload.hpp"
#include "pipeline/schedule/attempt.hpp"
#include "pipeline/schedule/runner.hpp"

#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace vitrine::schedule {
namespace {

std::int64_t bytes_of(const providers::PreparedCall& call) {
  std::size_t bytes = call.request.body.size();
  for (const providers::Upload& upload : call.uploads)
    if (upload.bytes) bytes += upload.bytes->size();
  return static_cast<std::int64_t>(bytes);
}

}  // namespace

void Runner::expect(const util::Digest& picture, const util::Digest& counted_as) {
  const auto uses = uses_.find(counted_as);
  if (uses == uses_.end()) return;
  for (auto& [surface, remote] : remotes_) remote.provider->expect(picture, uses->second);
}

asio::awaitable<Runner::Ready> Runner::make_ready(Asking& asking) {
  // Once for what has to be uploaded, and once more for what was lost to another call meanwhile.
  constexpr int kRounds = 4;
  for (int round = 0; round < kRounds; ++round) {
    Ready ready = co_await prepare(asking);
    if (!ready.call || ready.call->uploads.empty()) co_return ready;
    std::optional<Asked> hindered = co_await upload(asking, std::move(ready.call->uploads));
    if (!hindered) continue;
    ready.call.reset();
    ready.not_ready = std::move(*hindered);
    co_return ready;
  }
  providers::Hindrance lost;
  lost.outcome.kind = domain::OutcomeKind::transient;
  lost.outcome.message =
      "what was uploaded to " + asking.remote->provider->surface() + " does not stay";
  Ready ready;
  ready.not_ready = after_hindrance(asking, lost);
  co_return ready;
}

/// The exchange, or the uploads it needs first, with their share of the bytes in flight.
asio::awaitable<Runner::Ready> Runner::prepare(Asking& asking) {
  Ready ready;
  const async::Slots::Hold preparing = co_await preparing_.acquire(1);
  ready.not_ready.message = why_not(asking);
  if (!ready.not_ready.message.empty()) co_return ready;
  auto work = [this, &asking] {
    const providers::SourceReader read = [this](const util::Digest& digest) {
      return services_.store.get(digest);
    };
    const providers::RemoteProvider& provider = *asking.remote->provider;
    return asking.sentences.empty()
               ? provider.prepare(asking.request, read)
               : provider.prepare_again(asking.request, read, asking.sentences);
  };
  auto prepared = co_await async::offload(asking_, std::move(work));
  if (!prepared) {
    ready.not_ready.message = prepared.error().message;
    co_return ready;
  }
  // The next one is prepared when this one has its share, so that what waits here are two bodies.
  ready.bytes = co_await asking.remote->bytes.acquire(bytes_of(*prepared));
  ready.call = std::move(*prepared);
  co_return ready;
}

/// Free of charge, beside the calls: several requests may wait for one picture. Nothing: they lie
/// there, or another way is left.
asio::awaitable<std::optional<Runner::Asked>> Runner::upload(
    Asking& asking, std::vector<providers::Upload> pictures) {
  std::optional<Asked> hindered;
  std::optional<async::Slots::Hold> turn = co_await turn_in(asking.remote->uploads, asking);
  std::optional<providers::Hindrance> hindrance;
  if (turn) {
    const util::Deadline deadline = util::Deadline::after(asking.remote->attempt_deadline);
    hindrance = co_await asking.remote->provider->upload(std::move(pictures), deadline);
  }
  if (hindrance) {
    hindered = after_hindrance(asking, *hindrance);
  } else if (std::string why = why_not(asking); !why.empty()) {
    hindered.emplace();
    hindered->message = std::move(why);
  }
  co_return hindered;
}

/// Nothing was bought, so nothing is recorded; it is only a matter of when to ask again.
Runner::Asked Runner::after_hindrance(Asking& asking, const providers::Hindrance& hindrance) {
  Asked asked;
  const Asks asks = with_one_more(asking.asks, false, false);
  if (hindrance.failure) {
    asked.ending = after_failure(options_.retry, *hindrance.failure, asks, random_share());
    asked.message = hindrance.failure->error.message;
  } else {
    asked.ending = after_outcome(options_.retry, hindrance.outcome, asks, random_share());
    asked.message = hindrance.outcome.message;
  }
  conclude(asking, asked);
  return asked;
}

/// Where an answer says that what was uploaded is gone: put there again, the same request is as
/// good as before.
void Runner::forget_uploads(Asking& asking,
                            const providers::PreparedCall& call,
                            domain::Outcome& outcome) {
  if (call.named.empty() || util::find(outcome.facts, "remedy") != "upload") return;
  asking.remote->provider->forget(call.named);
  outcome.kind = domain::OutcomeKind::transient;
}

/// Nothing if the request is not sent any more, because of the budget or of anything else. As long
/// as other calls are under way, what they do not use of their reservations may make room.
asio::awaitable<std::optional<Purse::Reserved>> Runner::reserve(Asking& asking, util::Money worst) {
  std::optional<Purse::Reserved> reserved;
  for (;;) {
    if (!why_not(asking).empty()) co_return reserved;
    purse_.turn_to(util::to_text(options_.zone.date_of(services_.clock.now())));
    reserved = purse_.reserve(worst);
    if (reserved) co_return reserved;
    if (purse_.is_idle()) break;
    const Asleep asleep(asking.remote->asleep, Instant::max(), WaitFor::budget);
    co_await purse_.released();
  }
  stop_asking(*asking.remote, Stopped::budget, lineage::to_text(*purse_.shortage(worst)));
  co_return reserved;
}

/// The database saw less room than the purse did: somebody else spends from the same budgets. Only
/// a call of this run that ends may make some; those who were refused as well do not.
asio::awaitable<Runner::Asked> Runner::wait_for_room(Asking& asking,
                                                     lineage::Shortage shortage,
                                                     int ended_before) {
  Asked asked = unasked(lineage::to_text(shortage));
  const Asleep asleep(asking.remote->asleep, Instant::max(), WaitFor::budget);
  while (calls_begun_ > 0 && calls_ended_ == ended_before) co_await purse_.released();
  if (calls_ended_ == ended_before) {
    stop_asking(*asking.remote, Stopped::budget, asked.message);
    asked.message = why_not(asking);
    co_return asked;
  }
  asked.ending.then = Ending::Then::again;
  co_return asked;
}

}  // namespace vitrine::schedule

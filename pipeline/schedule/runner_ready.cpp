// What comes before a paid call: the exchange is built, what it names is uploaded, the budget has
// room for it.
#include "pipeline/async/offload.hpp"
#include "pipeline/schedule/attempt.hpp"
#include "pipeline/schedule/runner.hpp"

#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace vitrine::schedule {

bool Runner::within_budget(util::Money worst) const {
  if (!options_.budget) return true;
  return standing_.charged + summary_.unknown + reserved_ + worst <= *options_.budget;
}

void Runner::expect(const util::Digest& picture, const util::Digest& counted_as) {
  const auto uses = uses_.find(counted_as);
  if (uses == uses_.end()) return;
  for (auto& [surface, remote] : remotes_) remote.provider->expect(picture, uses->second);
}

/// Why nobody asks there any more: a key that is missing, or an address that is not to be trusted.
const char* Runner::stopped_by(const util::Error& error) {
  return error.kind == util::ErrorKind::refused ? "network" : "key";
}

asio::awaitable<util::Result<providers::PreparedCall>> Runner::prepare(
    const domain::RenderRequest& request, Remote& remote) {
  auto work = [this, &request, provider = remote.provider.get()] {
    const providers::SourceReader read = [this](const util::Digest& digest) {
      return services_.store.get(digest);
    };
    return provider->prepare(request, read);
  };
  co_return co_await async::offload(cpu_, std::move(work));
}

/// Closes the surface if a call could pass the budget.
bool Runner::refuse_by_budget(Remote& remote, util::Money worst) {
  if (within_budget(worst)) return false;
  stop_asking(remote, "budget",
              "the budget of " + util::to_text(*options_.budget) +
                  " USD leaves no room for a call of " + util::to_text(worst) + " USD at most");
  return true;
}

std::string Runner::why_not_asked(const Remote& remote) {
  return remote.closed.empty() ? "the run was stopped before it was asked"
                               : "not asked: " + remote.closed;
}

asio::awaitable<Runner::Ready> Runner::make_ready(const domain::RenderRequest& request,
                                                  Remote& remote,
                                                  Asks asks) {
  // Once for what has to be uploaded, and once more for what was lost to another call meanwhile.
  constexpr int kRounds = 4;
  Ready ready;
  for (int round = 0; round < kRounds; ++round) {
    util::Result<providers::PreparedCall> prepared = co_await prepare(request, remote);
    if (!prepared) {
      ready.not_ready.message = prepared.error().message;
      co_return ready;
    }
    if (refuse_by_budget(remote, prepared->worst)) {
      ready.not_ready.message = why_not_asked(remote);
      co_return ready;
    }
    if (prepared->uploads.empty()) {
      ready.call = std::move(*prepared);
      co_return ready;  // nobody else gets a turn before it is reserved
    }
    std::vector<providers::Upload> uploads = std::move(prepared->uploads);
    const util::Deadline deadline = util::Deadline::after(options_.attempt_deadline);
    const std::optional<providers::Hindrance> hindrance =
        co_await remote.provider->upload(std::move(uploads), deadline);
    if (stopping_ || !remote.closed.empty()) {
      ready.not_ready.message = why_not_asked(remote);
      co_return ready;
    }
    if (!hindrance) continue;
    ready.not_ready = after_hindrance(options_.retry, *hindrance, asks);
    co_return ready;
  }
  providers::Hindrance lost;
  lost.outcome.kind = domain::OutcomeKind::transient;
  lost.outcome.message = "what was uploaded to " + remote.provider->surface() + " does not stay";
  ready.not_ready = after_hindrance(options_.retry, lost, asks);
  co_return ready;
}

/// Nothing was bought, so nothing is recorded; it is only a matter of when to ask again.
Runner::Asked Runner::after_hindrance(const RetryPolicy& policy,
                                      const providers::Hindrance& hindrance,
                                      Asks asks) {
  Asked asked;
  const Asks with_this = with_one_more(asks, false);
  if (hindrance.failure) {
    asked.ending = after_failure(policy, *hindrance.failure, with_this, random_share());
    asked.message = hindrance.failure->error.message;
    asked.stopped = stopped_by(hindrance.failure->error);
  } else {
    asked.ending = after_outcome(policy, hindrance.outcome, with_this, random_share());
    asked.message = hindrance.outcome.message;
  }
  return asked;
}

}  // namespace vitrine::schedule

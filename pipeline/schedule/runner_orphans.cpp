// Answers that a killed run had, for pictures that no delivery of this run wanted.
#include "pipeline/async/offload.hpp"
#include "pipeline/schedule/runner.hpp"
#include "pipeline/util/fault_points.hpp"

#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace vitrine::schedule {

/// They were paid: their money is settled and their pictures are kept, for the day when the wish
/// comes back. Those that were wanted have been taken up by now.
asio::awaitable<void> Runner::settle_orphans() {
  if (remotes_.empty() || stopping_) co_return;
  if (util::is_left_out(util::Safeguard::orphans_are_settled)) co_return;
  auto look = [this] {
    std::vector<Orphan> found;
    for (const lineage::AttemptRecord& attempt : services_.lineage.unanswered_attempts())
      if (const auto task = services_.lineage.task(attempt.render_key))
        found.push_back({attempt, *task});
    return found;
  };
  std::vector<Orphan> orphans = co_await async::offload(records_, std::move(look));
  for (Orphan& orphan : orphans) co_await settle_orphan(std::move(orphan));
}

asio::awaitable<void> Runner::settle_orphan(Orphan orphan) {
  const auto remote = remotes_.find(orphan.task.surface);
  auto request = domain::request_from_fields(orphan.task.key_fields);
  // Of a service that this run does not ask, or of a record it cannot read: left for one that can.
  if (remote == remotes_.end() || !request) co_return;
  Asking asking;
  asking.request = std::move(*request);
  asking.task = std::move(orphan.task);
  asking.remote = &remote->second;
  asking.lane = &lane_of(remote->second, asking.request.model);
  auto prepare = [this, &asking, &orphan] {
    const providers::SourceReader read = [this](const util::Digest& digest) {
      return services_.store.get(digest);
    };
    return asking.remote->provider->prepare_at(asking.request, read, orphan.attempt.price_book);
  };
  const auto call = co_await async::offload(asking_, std::move(prepare));
  if (!call) co_return;
  co_await take_up(asking, *call, orphan.attempt);
}

}  // namespace vitrine::schedule

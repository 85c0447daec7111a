// Telling why nothing moves: to whoever looks at the run, and to whoever asks `status` elsewhere.
#include "pipeline/async/offload.hpp"
#include "pipeline/schedule/runner.hpp"
#include "pipeline/schedule/stall.hpp"
#include "pipeline/util/memory.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace vitrine::schedule {
namespace {

using std::chrono::steady_clock;

/// The allocator keeps what was freed, apart for each of a dozen threads: after hundreds of
/// pictures that was three quarters of a run's memory. Giving it back takes some milliseconds, and
/// using it again a few dozen, so it is not done all the time, and not for little.
constexpr std::chrono::seconds kBetweenTidying{2};
constexpr std::int64_t kWorthTidying = std::int64_t{32} << 20;

}  // namespace

/// What those of a model's calls wait for that are not under way; nothing where none waits.
std::optional<Stall> Runner::stall_of(const Remote& remote, const Lane& lane) const {
  Stall stall;
  stall.surface = remote.provider->surface();
  stall.tasks = lane.waiting() + static_cast<int>(remote.asleep.size());
  stall.trouble = remote.trouble;
  const Instant now = steady_clock::now();
  const std::optional<Turn> turn = lane.held_up();
  const bool is_held_up = turn && turn->kind == Turn::Kind::wait;
  if (is_held_up && turn->why != WaitFor::slot) {
    stall.why = turn->why;
    stall.until = turn->at;
  } else if (lane.pace().held_until() > now) {
    stall.why = WaitFor::hint;
    stall.until = lane.pace().held_until();
  } else if (!remote.asleep.empty()) {
    stall.why = remote.asleep.begin()->second;
    stall.until = remote.asleep.begin()->first;
  } else if (is_held_up) {
    stall.why = WaitFor::slot;  // nothing is wrong: as many are under way as may be
    stall.until = Instant::max();
  }
  if (stall.why == WaitFor::nothing || stall.tasks == 0) return std::nullopt;
  return stall;
}

/// Once in a while as long as the run lasts.
asio::awaitable<void> Runner::pulse() {
  std::map<std::string, std::string> told;  ///< by model, what stands in the record
  auto may_write = steady_clock::now(), may_tidy = may_write + kBetweenTidying;
  std::int64_t left = 0;  ///< freed bytes that stayed the allocator's after the last tidying
  while (!is_over_) {
    pulse_timer_.expires_after(options_.pulse);
    boost::system::error_code over;
    co_await pulse_timer_.async_wait(asio::redirect_error(asio::use_awaitable, over));
    std::vector<lineage::PaceRow> rows;
    standing_.waiting.clear();
    for (const auto& [surface, remote] : remotes_) {
      remote.provider->close_old();
      for (const auto& [model, lane] : remote.lanes) {
        const std::optional<Stall> stall = stall_of(remote, lane);
        if (stall && standing_.in_flight == 0)
          standing_.waiting = to_text(*stall, steady_clock::now());
        lineage::PaceRow row{surface, model, kNow, {}};
        if (stall && !is_over_) row.state = util::to_json(to_fields(*stall, run_id_, lane.now()));
        std::string& last = told[model];
        if (row.state == last) continue;
        if (!is_over_ && steady_clock::now() < may_write) continue;
        last = row.state;
        rows.push_back(std::move(row));
      }
    }
    tell();
    if (steady_clock::now() >= may_tidy) {
      // What was given back counts as kept all the same: only what came since is news.
      auto tidy = [left] {
        if (util::kept_free_memory() - left < kWorthTidying) return left;
        util::give_back_memory();
        return util::kept_free_memory();
      };
      left = co_await async::offload(disk_, std::move(tidy));
      may_tidy = steady_clock::now() + kBetweenTidying;
    }
    if (rows.empty()) continue;
    auto write = [this, rows = std::move(rows)] {
      for (const lineage::PaceRow& row : rows) services_.lineage.put_pace(row);
      return 0;
    };
    co_await async::offload(records_, std::move(write));
    may_write = steady_clock::now() + kBetweenRows;
  }
}

}  // namespace vitrine::schedule

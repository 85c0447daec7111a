#include "pipeline/schedule/commits.hpp"

#include "pipeline/async/offload.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <utility>

namespace vitrine::schedule {
namespace asio = boost::asio;

/// One write, and the bell of whoever waits for it; it rings when it is done, or when it is his
/// turn to take the waiting ones to the database.
struct Commits::Entry {
  Entry(const asio::any_io_executor& executor, std::function<void()> what)
      : work(std::move(what)), bell(executor, asio::steady_timer::time_point::max()) {}
  std::function<void()> work;
  asio::steady_timer bell;
  bool is_done = false;
  std::exception_ptr failure;
};

Commits::Commits(asio::any_io_executor executor,
                 asio::thread_pool& records,
                 lineage::Lineage& lineage)
    : executor_(std::move(executor)), records_(records), lineage_(lineage) {}
Commits::~Commits() = default;

asio::awaitable<void> Commits::write(std::function<void()> work) {
  const auto mine = std::make_shared<Entry>(executor_, std::move(work));
  waiting_.push_back(mine);
  if (has_leader_) {
    boost::system::error_code rung;
    co_await mine->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
  } else {
    has_leader_ = true;
  }
  if (!mine->is_done) co_await lead();
  if (mine->failure) std::rethrow_exception(mine->failure);
}

/// Takes everything that waits, its own write among it, and names the next leader.
asio::awaitable<void> Commits::lead() {
  const Batch batch = std::exchange(waiting_, {});
  auto commit_all = [this, &batch] {
    commit(batch);
    return 0;
  };
  co_await async::offload(records_, std::move(commit_all));
  for (const auto& entry : batch) {
    entry->is_done = true;
    entry->bell.cancel();
  }
  has_leader_ = !waiting_.empty();
  if (has_leader_) waiting_.front()->bell.cancel();
}

void Commits::commit(const Batch& batch) {
  try {
    lineage_.together([&] {
      for (const auto& entry : batch) {
        try {
          lineage_.together(entry->work);
        } catch (...) {
          entry->failure = std::current_exception();
        }
      }
    });
  } catch (...) {
    for (const auto& entry : batch) entry->failure = std::current_exception();
  }
}

}  // namespace vitrine::schedule

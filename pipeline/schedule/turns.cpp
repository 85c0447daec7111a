#include "pipeline/schedule/turns.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <deque>
#include <utility>

namespace vitrine::schedule {
namespace asio = boost::asio;

namespace {

/// One who waits: its timer never fires, cancelling it is the wake-up call.
struct Waiter {
  const void* subject;
  asio::steady_timer bell;
  bool granted = false;
};

}  // namespace

struct Turns::State {
  asio::any_io_executor executor;
  int free;
  const int most_in_a_row;
  std::deque<std::shared_ptr<Waiter>> queue = {};
  const void* last = nullptr;
  int in_a_row = 0;

  void grant() {
    while (free > 0 && !queue.empty()) {
      auto next = queue.end();
      if (in_a_row < most_in_a_row)
        next = std::find_if(queue.begin(), queue.end(),
                            [this](const auto& waiter) { return waiter->subject == last; });
      if (next == queue.end()) next = queue.begin();
      const std::shared_ptr<Waiter> chosen = *next;
      queue.erase(next);
      in_a_row = chosen->subject == last && in_a_row < most_in_a_row ? in_a_row + 1 : 1;
      last = chosen->subject;
      --free;
      chosen->granted = true;
      chosen->bell.cancel();
    }
  }
};

Turns::Turns(asio::any_io_executor executor, int at_once, int most_in_a_row)
    : state_(std::make_unique<State>(State{std::move(executor), at_once, most_in_a_row})) {}
Turns::~Turns() = default;

Turns::Hold::Hold(Hold&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)) {}
Turns::Hold& Turns::Hold::operator=(Hold&& other) noexcept {
  std::swap(turns_, other.turns_);
  return *this;
}
Turns::Hold::~Hold() {
  if (turns_ == nullptr) return;
  ++turns_->state_->free;
  turns_->state_->grant();
}

asio::awaitable<Turns::Hold> Turns::acquire(const void* subject) {
  auto waiter = std::make_shared<Waiter>(
      Waiter{subject, asio::steady_timer(state_->executor, asio::steady_timer::time_point::max())});
  state_->queue.push_back(waiter);
  state_->grant();
  if (!waiter->granted) {
    boost::system::error_code rung;
    co_await waiter->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
  }
  if (!waiter->granted) {  // cancelled from outside: leave the queue
    std::erase(state_->queue, waiter);
    throw boost::system::system_error(asio::error::operation_aborted);
  }
  co_return Hold(this);
}

}  // namespace vitrine::schedule

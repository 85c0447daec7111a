#include "pipeline/async/slots.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <deque>
#include <utility>

namespace vitrine::async {
namespace asio = boost::asio;

namespace {

/// One who waits: its timer never fires, cancelling it is the wake-up call.
struct Waiter {
  std::int64_t units;
  asio::steady_timer bell;
  bool granted = false;
};

}  // namespace

struct Slots::State {
  asio::any_io_executor executor;
  std::int64_t capacity;
  std::int64_t in_use = 0;
  std::deque<std::shared_ptr<Waiter>> queue;

  bool fits(std::int64_t units) const { return in_use + units <= capacity; }
  void grant() {
    while (!queue.empty() && fits(queue.front()->units)) {
      in_use += queue.front()->units;
      queue.front()->granted = true;
      queue.front()->bell.cancel();
      queue.pop_front();
    }
  }
};

Slots::Slots(asio::any_io_executor executor, std::int64_t capacity)
    : state_(std::make_unique<State>(State{std::move(executor), capacity, 0, {}})) {}
Slots::~Slots() = default;

Slots::Hold::Hold(Hold&& other) noexcept
    : slots_(std::exchange(other.slots_, nullptr)), units_(other.units_) {}
Slots::Hold& Slots::Hold::operator=(Hold&& other) noexcept {
  std::swap(slots_, other.slots_);
  std::swap(units_, other.units_);
  return *this;
}
Slots::Hold::~Hold() {
  if (slots_ != nullptr) slots_->give_back(units_);
}

asio::awaitable<Slots::Hold> Slots::acquire(std::int64_t units, Place place) {
  units = std::clamp<std::int64_t>(units, 0, state_->capacity);
  if ((state_->queue.empty() || place == Place::first) && state_->fits(units)) {
    state_->in_use += units;
    co_return Hold(this, units);
  }
  auto waiter = std::make_shared<Waiter>(
      Waiter{units, asio::steady_timer(state_->executor, asio::steady_timer::time_point::max())});
  state_->queue.insert(place == Place::first ? state_->queue.begin() : state_->queue.end(), waiter);
  boost::system::error_code rung;
  co_await waiter->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
  if (!waiter->granted) {  // cancelled from outside: leave the queue
    std::erase(state_->queue, waiter);
    state_->grant();  // it may have been all that kept smaller ones behind it from going on
    throw boost::system::system_error(asio::error::operation_aborted);
  }
  co_return Hold(this, units);
}

std::int64_t Slots::in_use() const { return state_->in_use; }

void Slots::give_back(std::int64_t units) {
  state_->in_use -= units;
  state_->grant();
}

}  // namespace vitrine::async

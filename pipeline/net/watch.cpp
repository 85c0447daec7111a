#include "pipeline/net/watch.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <utility>

namespace vitrine::net {
namespace asio = boost::asio;

namespace {

bool is_cancelled_wait(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& e) {
    return e.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

}  // namespace

struct Watch::State {
  State(asio::any_io_executor e, Time m) : executor(std::move(e)), mark(m), bell(executor) {}

  asio::any_io_executor executor;
  Time mark;
  asio::steady_timer bell;
  Time bell_set_to = Time::max();
  asio::cancellation_signal stop;
  bool done = false;
  bool asked_to_stop = false;
  End end = End::by_itself;
  std::exception_ptr failure;

  void stop_work(End why) {
    end = why;
    mark = Time::max();
    stop.emit(asio::cancellation_type::terminal);
  }

  /// A coroutine of its own, so that being cancelled leaves a mark on it and not on the caller,
  /// and it can go on waiting for the work to end.
  asio::awaitable<void> supervise(asio::awaitable<void> work) {
    co_await asio::this_coro::throw_if_cancelled(false);
    auto on_end = [this](std::exception_ptr thrown) {
      failure = std::move(thrown);
      done = true;
      bell.cancel();
    };
    auto handler = asio::bind_cancellation_slot(stop.slot(), std::move(on_end));
    asio::co_spawn(executor, std::move(work), std::move(handler));
    while (!done) {
      const asio::cancellation_state cancelled = co_await asio::this_coro::cancellation_state;
      if (end == End::by_itself) {
        if (asked_to_stop || cancelled.cancelled() != asio::cancellation_type::none)
          stop_work(End::cancelled);
        else if (std::chrono::steady_clock::now() >= mark)
          stop_work(End::late);
      }
      bell_set_to = mark;
      bell.expires_at(mark);
      boost::system::error_code rung;
      co_await bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
    }
  }
};

Watch::Watch(asio::any_io_executor executor, Time mark)
    : state_(std::make_unique<State>(std::move(executor), mark)) {}
Watch::~Watch() = default;

void Watch::until(Time mark) {
  if (state_->end != End::by_itself) return;  // already stopping: nothing prolongs that
  state_->mark = mark;
  if (mark < state_->bell_set_to) state_->bell.cancel();
}

void Watch::cancel() {
  state_->asked_to_stop = true;
  state_->bell.cancel();
}

asio::awaitable<Watch::End> Watch::run(asio::awaitable<void> work) {
  auto supervision = state_->supervise(std::move(work));
  co_await asio::co_spawn(state_->executor, std::move(supervision), asio::use_awaitable);
  const bool stopped = state_->end != End::by_itself;
  if (state_->failure && !(stopped && is_cancelled_wait(state_->failure)))
    std::rethrow_exception(state_->failure);
  co_return state_->end;
}

}  // namespace vitrine::net

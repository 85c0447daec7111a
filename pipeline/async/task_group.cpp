#include "pipeline/async/task_group.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cassert>
#include <exception>
#include <utility>

namespace vitrine::async {
namespace asio = boost::asio;

struct TaskGroup::State {
  explicit State(asio::any_io_executor e)
      : executor(std::move(e)), idle(executor, asio::steady_timer::time_point::max()) {}
  asio::any_io_executor executor;
  asio::steady_timer idle;  ///< never fires; cancelled when the last one ends
  std::size_t running = 0;
  std::exception_ptr first_failure;
};

TaskGroup::TaskGroup(asio::any_io_executor executor)
    : state_(std::make_shared<State>(std::move(executor))) {}

TaskGroup::~TaskGroup() { assert(state_->running == 0 && "join before letting go"); }

void TaskGroup::spawn(asio::awaitable<void> coroutine) {
  ++state_->running;
  asio::co_spawn(state_->executor, std::move(coroutine),
                 [state = state_](std::exception_ptr failure) {
                   if (failure && !state->first_failure) state->first_failure = failure;
                   if (--state->running == 0) state->idle.cancel();
                 });
}

asio::awaitable<void> TaskGroup::join() {
  while (state_->running > 0) {
    boost::system::error_code rung;
    co_await state_->idle.async_wait(asio::redirect_error(asio::use_awaitable, rung));
  }
  if (std::exception_ptr failure = std::exchange(state_->first_failure, nullptr))
    std::rethrow_exception(failure);
}

std::size_t TaskGroup::running() const { return state_->running; }

}  // namespace vitrine::async

#pragma once

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>

namespace vitrine::async {

/// Owns the coroutines it starts: joins them all, so that none outlives what it uses. The first
/// exception that escapes one is thrown by `join`; the others still run to their end. Belongs to
/// one I/O thread.
class TaskGroup {
 public:
  explicit TaskGroup(boost::asio::any_io_executor executor);
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  void spawn(boost::asio::awaitable<void> coroutine);
  /// Returns when nothing it started is running; may be called again after more was spawned.
  boost::asio::awaitable<void> join();
  std::size_t running() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace vitrine::async

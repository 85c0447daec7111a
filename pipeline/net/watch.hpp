#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>

namespace vitrine::net {

/// Runs one piece of waiting work under a mark that may move while it runs: when the mark passes,
/// or when whoever awaits it is cancelled, whatever the work waits for is cancelled (terminally),
/// and the work still runs to its end before `run` returns. So nothing is ever left running.
/// Belongs to one I/O thread, and outlives the work.
class Watch {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class End { by_itself, late, cancelled };

  explicit Watch(boost::asio::any_io_executor executor, Time mark = Time::max());
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// Moves the mark. Later costs nothing: it is looked at when the old one has come.
  void until(Time mark);
  /// As if the one who awaits had been cancelled. Harmless before and after the run.
  void cancel();
  /// Once. What the work throws is thrown, but for the cancelled wait of a work that was stopped.
  boost::asio::awaitable<End> run(boost::asio::awaitable<void> work);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vitrine::net

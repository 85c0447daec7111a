#include "pipeline/net/watch.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>

#include <exception>
#include <optional>
#include <stdexcept>

using namespace std::chrono_literals;
using vitrine::net::Watch;
namespace asio = boost::asio;

namespace {

/// Waits for ever, but says that it ended.
asio::awaitable<void> wait_for_ever(asio::io_context& io, bool& ended) {
  asio::steady_timer timer(io, asio::steady_timer::time_point::max());
  try {
    co_await timer.async_wait(asio::use_awaitable);
  } catch (...) {
    ended = true;
    throw;
  }
}

struct Run {
  std::optional<Watch::End> end;
  std::exception_ptr thrown;
  asio::cancellation_signal cancel;
};

void start(asio::io_context& io, Run& run, Watch& watch, asio::awaitable<void> work) {
  auto on_end = [&run](std::exception_ptr thrown, Watch::End end) {
    run.thrown = thrown;
    run.end = end;
  };
  asio::co_spawn(io, watch.run(std::move(work)),
                 asio::bind_cancellation_slot(run.cancel.slot(), std::move(on_end)));
}

Watch::Time from_now(std::chrono::milliseconds span) { return Watch::Time::clock::now() + span; }

}  // namespace

TEST_CASE("work that ends before the mark ends by itself", "[net]") {
  asio::io_context io;
  Watch watch(io.get_executor());
  Run run;
  auto work = [&]() -> asio::awaitable<void> { co_await asio::post(io, asio::use_awaitable); };
  start(io, run, watch, work());
  io.run();
  CHECK(run.end == Watch::End::by_itself);
  CHECK_FALSE(run.thrown);
}

TEST_CASE("work that waits beyond the mark is stopped and joined", "[net]") {
  asio::io_context io;
  Watch watch(io.get_executor(), from_now(20ms));
  Run run;
  bool ended = false;
  start(io, run, watch, wait_for_ever(io, ended));
  io.run();
  CHECK(run.end == Watch::End::late);
  CHECK(ended);
  CHECK_FALSE(run.thrown);
}

TEST_CASE("the mark may be moved nearer and farther while the work runs", "[net]") {
  asio::io_context io;
  bool ended = false;
  Run run;
  SECTION("nearer") {
    Watch watch(io.get_executor());
    auto work = [&]() -> asio::awaitable<void> {
      co_await asio::post(io, asio::use_awaitable);
      watch.until(from_now(10ms));
      co_await wait_for_ever(io, ended);
    };
    start(io, run, watch, work());
    io.run();
    CHECK(run.end == Watch::End::late);
    CHECK(ended);
  }
  SECTION("farther") {
    Watch watch(io.get_executor(), from_now(10ms));
    auto work = [&]() -> asio::awaitable<void> {
      watch.until(Watch::Time::max());
      asio::steady_timer beyond_the_old_mark(io, 40ms);
      co_await beyond_the_old_mark.async_wait(asio::use_awaitable);
    };
    start(io, run, watch, work());
    io.run();
    CHECK(run.end == Watch::End::by_itself);
  }
}

TEST_CASE("cancelling whoever waits or the watch itself stops the work and joins it", "[net]") {
  const bool from_outside = GENERATE(false, true);
  asio::io_context io;
  Watch watch(io.get_executor());
  Run run;
  bool ended = false;
  start(io, run, watch, wait_for_ever(io, ended));
  asio::post(io, [&] {
    if (from_outside)
      run.cancel.emit(asio::cancellation_type::terminal);
    else
      watch.cancel();
  });
  io.run();
  CHECK(run.end == Watch::End::cancelled);
  CHECK(ended);
}

TEST_CASE("a stopped work may end its business and nothing prolongs it", "[net]") {
  asio::io_context io;
  Watch watch(io.get_executor());
  Run run;
  bool tidied = false;
  auto work = [&]() -> asio::awaitable<void> {
    bool ended = false;
    co_await asio::this_coro::throw_if_cancelled(false);
    try {
      co_await wait_for_ever(io, ended);
    } catch (const boost::system::system_error&) {
    }
    watch.until(from_now(0ms));
    co_await asio::post(io, asio::use_awaitable);
    tidied = true;
  };
  start(io, run, watch, work());
  asio::post(io, [&] { watch.cancel(); });
  io.run();
  CHECK(run.end == Watch::End::cancelled);
  CHECK(tidied);
}

TEST_CASE("what the work throws reaches whoever awaits it", "[net]") {
  asio::io_context io;
  Watch watch(io.get_executor());
  Run run;
  auto work = [&]() -> asio::awaitable<void> {
    co_await asio::post(io, asio::use_awaitable);
    throw std::runtime_error("disk full");
  };
  start(io, run, watch, work());
  io.run();
  REQUIRE(run.thrown);
  CHECK_THROWS_WITH(std::rethrow_exception(run.thrown), "disk full");
}

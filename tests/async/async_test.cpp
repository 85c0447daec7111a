#include "pipeline/async/offload.hpp"
#include "pipeline/async/slots.hpp"
#include "pipeline/async/task_group.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

#include <stdexcept>
#include <thread>
#include <vector>

using namespace vitrine;
namespace asio = boost::asio;

namespace {

/// Gives the other coroutines of the thread a turn.
asio::awaitable<void> let_others_run() {
  co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
}

asio::awaitable<void> hold_a_while(
    async::Slots& slots, std::int64_t units, int id, std::int64_t& most, std::vector<int>& order) {
  const async::Slots::Hold hold = co_await slots.acquire(units);
  order.push_back(id);
  most = std::max(most, slots.in_use());
  for (int i = 0; i < 5; ++i) co_await let_others_run();
}

/// Runs one coroutine to its end on a thread of its own making; what it throws is thrown here.
void run(asio::io_context& io, asio::awaitable<void> coroutine) {
  std::exception_ptr failure;
  asio::co_spawn(io, std::move(coroutine), [&](std::exception_ptr e) { failure = e; });
  io.run();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

TEST_CASE("slots never lend more than they have, and serve in the order asked", "[async]") {
  asio::io_context io;
  async::Slots slots(io.get_executor(), 3);
  async::TaskGroup group(io.get_executor());
  std::int64_t most = 0;
  std::vector<int> order;
  for (int id = 0; id < 6; ++id) group.spawn(hold_a_while(slots, id == 2 ? 3 : 1, id, most, order));
  run(io, group.join());
  CHECK(most == 3);
  CHECK(order == std::vector<int>{0, 1, 2, 3, 4, 5});
  CHECK(slots.in_use() == 0);
}

TEST_CASE("who comes first is served before those who wait, and takes nothing from the others",
          "[async]") {
  asio::io_context io;
  async::Slots slots(io.get_executor(), 1);
  async::TaskGroup group(io.get_executor());
  std::int64_t most = 0;
  std::vector<int> order;
  for (int id = 0; id < 3; ++id) group.spawn(hold_a_while(slots, 1, id, most, order));
  const auto urgent = [](async::Slots& from, std::vector<int>& served) -> asio::awaitable<void> {
    co_await let_others_run();
    const async::Slots::Hold hold = co_await from.acquire(1, async::Slots::Place::first);
    served.push_back(9);
  };
  group.spawn(urgent(slots, order));
  run(io, group.join());
  CHECK(most == 1);
  CHECK(order == std::vector<int>{0, 9, 1, 2});
  CHECK(slots.in_use() == 0);
}

TEST_CASE("one who wants more than there is gets all of it, alone", "[async]") {
  asio::io_context io;
  async::Slots slots(io.get_executor(), 2);
  async::TaskGroup group(io.get_executor());
  std::int64_t most = 0;
  std::vector<int> order;
  group.spawn(hold_a_while(slots, 100, 0, most, order));
  group.spawn(hold_a_while(slots, 1, 1, most, order));
  run(io, group.join());
  CHECK(most == 2);
}

TEST_CASE("one who stops waiting lets those behind it go on at once", "[async]") {
  asio::io_context io;
  async::Slots slots(io.get_executor(), 3);
  std::int64_t most = 0;
  std::vector<int> order;
  const auto hold_on = [&]() -> asio::awaitable<void> {
    const async::Slots::Hold hold = co_await slots.acquire(2);
    for (int i = 0; i < 50; ++i) co_await let_others_run();
    CHECK(order == std::vector<int>{1});  // served while two were still lent
  };
  asio::cancellation_signal stop;
  bool stopped = false;
  asio::co_spawn(io, hold_on(), [](std::exception_ptr failure) { CHECK_FALSE(failure); });
  // Wants all three, and stands before one who wants the one that is free.
  asio::co_spawn(io, hold_a_while(slots, 3, 0, most, order),
                 asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr failure) {
                   stopped = failure != nullptr;
                 }));
  asio::co_spawn(io, hold_a_while(slots, 1, 1, most, order), [](std::exception_ptr) {});
  const auto cancel = [&]() -> asio::awaitable<void> {
    for (int i = 0; i < 3; ++i) co_await let_others_run();
    CHECK(order.empty());
    stop.emit(asio::cancellation_type::terminal);
  };
  run(io, cancel());
  CHECK(stopped);
  CHECK(most == 3);
  CHECK(slots.in_use() == 0);
}

TEST_CASE("offloaded work runs on the pool and its caller goes on where it was", "[async]") {
  asio::io_context io;
  asio::thread_pool pool(1);
  const auto here = std::this_thread::get_id();
  std::thread::id worked{}, resumed{};
  auto coroutine = [&]() -> asio::awaitable<void> {
    auto work = [&] {
      worked = std::this_thread::get_id();
      return 7;
    };
    const int value = co_await async::offload(pool, std::move(work));
    CHECK(value == 7);
    resumed = std::this_thread::get_id();
  };
  run(io, coroutine());
  pool.join();
  CHECK(worked != here);
  CHECK(resumed == here);
}

TEST_CASE("an exception from offloaded work reaches the one who asked", "[async]") {
  asio::io_context io;
  asio::thread_pool pool(1);
  auto coroutine = [&]() -> asio::awaitable<void> {
    auto work = []() -> int { throw std::runtime_error("disk full"); };
    co_await async::offload(pool, std::move(work));
  };
  CHECK_THROWS_WITH(run(io, coroutine()), "disk full");
  pool.join();
}

TEST_CASE("a group runs all its coroutines to the end and then reports the first failure",
          "[async]") {
  asio::io_context io;
  async::TaskGroup group(io.get_executor());
  int finished = 0;
  auto good = [&]() -> asio::awaitable<void> {
    for (int i = 0; i < 3; ++i) co_await let_others_run();
    ++finished;
  };
  auto bad = [&]() -> asio::awaitable<void> {
    co_await let_others_run();
    throw std::runtime_error("broken");
  };
  group.spawn(good());
  group.spawn(bad());
  group.spawn(good());
  CHECK_THROWS_WITH(run(io, group.join()), "broken");
  CHECK(finished == 2);
  CHECK(group.running() == 0);
}

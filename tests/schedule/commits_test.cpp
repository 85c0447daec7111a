#include "pipeline/schedule/commits.hpp"

#include "tests/lineage/records.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include <future>
#include <stdexcept>
#include <string>

using namespace vitrine;
using schedule::Commits;

TEST_CASE("writes that wait for the disk go there together, and each learns of its own end",
          "[schedule]") {
  boost::asio::io_context io;
  boost::asio::thread_pool records(1);
  const auto lineage = test::with_run();
  Commits commits(io.get_executor(), records, *lineage);
  int done = 0, refused = 0;
  const auto spawn = [&](std::function<void()> work) {
    // The coroutine takes its own copy: the lambda itself is gone when it runs.
    auto write = [](Commits& to, std::function<void()> what) -> boost::asio::awaitable<void> {
      co_await to.write(std::move(what));
    };
    boost::asio::co_spawn(io, write(commits, std::move(work)),
                          [&](std::exception_ptr failure) { ++(failure ? refused : done); });
  };
  for (int i = 0; i < 20; ++i) {
    spawn([&, i] {
      const lineage::TaskRecord task = test::task("task " + std::to_string(i));
      lineage->add_tasks({{task}});
      if (i % 5 == 0) throw std::runtime_error("not this one");
    });
  }
  io.run();
  records.join();
  CHECK(done == 16);
  CHECK(refused == 4);
  for (int i = 0; i < 20; ++i) {
    const lineage::TaskRecord task = test::task("task " + std::to_string(i));
    CHECK(lineage->task(task.render_key).has_value() == (i % 5 != 0));
  }
}

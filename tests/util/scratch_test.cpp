#include "pipeline/util/scratch.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

using vitrine::util::Scratch;

TEST_CASE("large steps never take more together than there is", "[scratch]") {
  Scratch scratch(100);
  std::atomic<int> together{0};
  std::atomic<bool> is_passed{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, bytes = 20 + 20 * i] {
      for (int round = 0; round < 500; ++round) {
        const Scratch::Hold hold = scratch.take(bytes);
        if ((together += bytes) > 100) is_passed = true;
        together -= bytes;
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK_FALSE(is_passed);
  CHECK(scratch.in_use() == 0);
}

TEST_CASE("what is larger than all scratch memory waits until it is alone", "[scratch]") {
  Scratch scratch(100);
  std::optional<Scratch::Hold> small(scratch.take(10));
  std::atomic<bool> is_in{false};
  std::int64_t seen = 0;
  std::thread large([&] {
    const Scratch::Hold hold = scratch.take(1000);
    is_in = true;
    seen = scratch.in_use();
  });
  CHECK_FALSE(is_in);
  small.reset();
  large.join();
  CHECK(seen == 1000);
  CHECK(scratch.in_use() == 0);
}

TEST_CASE("a moved hold is given back once", "[scratch]") {
  Scratch scratch(100);
  {
    Scratch::Hold hold = scratch.take(60);
    const Scratch::Hold moved = std::move(hold);
    CHECK(scratch.in_use() == 60);
  }
  CHECK(scratch.in_use() == 0);
}

#include "pipeline/util/parallel.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <vector>

using vitrine::util::for_each_at_once;

TEST_CASE("every number is worked on once", "[util][parallel]") {
  for (const std::size_t count : {0, 1, 2, 1000}) {
    std::vector<std::atomic<int>> done(count);
    for_each_at_once(count, [&](std::size_t i) { ++done[i]; });
    CHECK(std::all_of(done.begin(), done.end(), [](const auto& times) { return times == 1; }));
  }
}

TEST_CASE("what goes wrong in one of them reaches the caller", "[util][parallel]") {
  const auto work = [](std::size_t i) {
    if (i == 3) throw std::runtime_error("the third");
  };
  CHECK_THROWS_WITH(for_each_at_once(1000, work), "the third");
}

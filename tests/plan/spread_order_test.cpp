#include "pipeline/plan/spread_order.hpp"

#include "pipeline/util/digest.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <numeric>
#include <string>

using namespace vitrine;

namespace {

void check_order(const std::vector<std::uint64_t>& ranks) {
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    return ranks[a] != ranks[b] ? ranks[a] < ranks[b] : a < b;
  };
  std::vector<std::uint32_t> expected(ranks.size());
  std::iota(expected.begin(), expected.end(), 0U);
  std::sort(expected.begin(), expected.end(), before);
  CHECK(plan::spread_order(
            ranks.size(), [&](std::uint32_t i) { return ranks[i]; }, before) == expected);
}

}  // namespace

TEST_CASE("places are put in order, however many there are", "[plan]") {
  std::vector<std::uint64_t> ranks;
  check_order(ranks);
  for (const std::size_t size : {1, 3, 4, 5, 8, 1000}) {
    while (ranks.size() < size)
      ranks.push_back(util::DigestHash{}(util::sha256(std::to_string(ranks.size()))));
    check_order(ranks);
  }
}

TEST_CASE("ranks that are not spread, or are equal, are put in order all the same", "[plan]") {
  check_order({7, 7, 3, 7, 1, 3, 0, 7, 7, 2});
  check_order({~std::uint64_t{0}, 0, ~std::uint64_t{0}, std::uint64_t{1} << 63, 0});
}

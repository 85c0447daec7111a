#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace vitrine::plan {

/// The places 0 … size-1 in the order that `before(a, b)` gives them. `rank(place)` must agree with
/// it: 64 bits, and no lower ones come later. Quick where ranks are taken from hashes: they are
/// spread evenly, so one pass puts each place almost where it belongs.
template <class Rank, class Before>
std::vector<std::uint32_t> spread_order(std::size_t size, const Rank& rank, const Before& before) {
  constexpr std::size_t kPerBucket = 4;
  const int bits = std::bit_width(size / kPerBucket);
  const auto bucket_of = [&](std::uint32_t place) {
    return bits == 0 ? 0 : static_cast<std::size_t>(rank(place) >> (64 - bits));
  };
  std::vector<std::uint32_t> end(std::size_t{1} << bits);
  for (std::uint32_t place = 0; place < size; ++place) ++end[bucket_of(place)];
  for (std::size_t i = 1; i < end.size(); ++i) end[i] += end[i - 1];
  // What is put into a bucket moves its end to its beginning.
  std::vector<std::uint32_t> order(size);
  for (std::uint32_t place = 0; place < size; ++place) order[--end[bucket_of(place)]] = place;
  const auto at = [&](std::size_t i) { return order.begin() + static_cast<std::ptrdiff_t>(i); };
  for (std::size_t i = 0; i < end.size(); ++i)
    std::sort(at(end[i]), at(i + 1 < end.size() ? end[i + 1] : size), before);
  return order;
}

}  // namespace vitrine::plan

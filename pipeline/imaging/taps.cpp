#include "pipeline/imaging/taps.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace vitrine::imaging {
namespace {

constexpr int kOne = 1 << kWeightBits;

double catmull_rom(double x) {
  x = std::abs(x);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
  return 0;
}

/// Rounds to fixed point so that the sum is exactly one: a plain area keeps its value.
void quantize(const std::vector<double>& exact, std::int16_t* out) {
  double sum = 0;
  for (const double weight : exact) sum += weight;
  int left = kOne;
  std::size_t largest = 0;
  for (std::size_t k = 0; k < exact.size(); ++k) {
    out[k] = static_cast<std::int16_t>(std::floor(exact[k] / sum * kOne + 0.5));
    left -= out[k];
    if (exact[k] > exact[largest]) largest = k;
  }
  out[largest] = static_cast<std::int16_t>(out[largest] + left);
}

/// Moves the taps of one result pixel that lie over the edge onto the edge, or drops them.
void fold(std::int16_t* weights, int count, int first, int length, int shifted, Outside outside) {
  std::vector<std::int16_t> folded(static_cast<std::size_t>(count), 0);
  for (int k = 0; k < count; ++k) {
    const int at = first + k;
    const bool inside = at >= 0 && at < length;
    if (!inside && outside == Outside::nothing) continue;
    const int target = std::clamp(at, 0, length - 1) - shifted;
    std::int16_t& weight = folded[static_cast<std::size_t>(target)];
    weight = static_cast<std::int16_t>(weight + weights[k]);
  }
  std::copy(folded.begin(), folded.end(), weights);
}

}  // namespace

Taps make_taps(double begin, double extent, int size, int length, Outside outside) {
  const double scale = extent / size;
  const double widen = std::max(scale, 1.0);
  Taps taps;
  const int wanted = static_cast<int>(std::ceil(4 * widen)) + 1;
  taps.count = std::min(wanted, length);
  std::vector<double> exact(static_cast<std::size_t>(wanted));
  std::vector<std::int16_t> row(exact.size());
  for (int i = 0; i < size; ++i) {
    const double centre = begin + (i + 0.5) * scale - 0.5;
    const int first = static_cast<int>(std::floor(centre - 2 * widen)) + 1;
    for (int k = 0; k < wanted; ++k)
      exact[static_cast<std::size_t>(k)] = catmull_rom((first + k - centre) / widen);
    quantize(exact, row.data());
    const int shifted = std::clamp(first, 0, length - taps.count);
    fold(row.data(), wanted, first, length, shifted, outside);
    taps.first.push_back(shifted);
    taps.weights.insert(taps.weights.end(), row.begin(), row.begin() + taps.count);
  }
  return taps;
}

}  // namespace vitrine::imaging

#pragma once

#include <opencv2/core/mat.hpp>

#include <cstdint>
#include <vector>

/// The two passes of `resample`, across and down, in fixed point.
namespace vitrine::imaging {

// Weights have 14 fractional bits; between the passes values keep 6, so that 255 with the overshoot
// of a cubic still fits into 16 bits.
inline constexpr int kWeightBits = 14;
inline constexpr int kBetweenBits = 6;

/// One axis: result pixel i is the sum of `count` source pixels from first[i] on, all of which lie
/// inside the picture.
struct Taps {
  int count = 0;
  std::vector<int> first;
  std::vector<std::int16_t> weights;  ///< count for each result pixel

  const std::int16_t* of(int i) const { return &weights[static_cast<std::size_t>(i * count)]; }
};

/// Each sum is rounded half up to kBetweenBits across, then to whole levels down, and cut to
/// 0..255. Integers throughout, so the order of adding does not show: the same bytes on every
/// machine. Shape: CV_8UC1, C3 or C4 -> same type, as many columns as `across` has results, rows as
/// `down`.
cv::Mat squeeze(const cv::Mat& picture, const Taps& across, const Taps& down);

}  // namespace vitrine::imaging

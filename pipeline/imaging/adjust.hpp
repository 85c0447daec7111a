#pragma once

#include <opencv2/core/mat.hpp>

namespace vitrine::imaging {

/// A plain change of a picture's look, in CIE Lab.
struct Adjustment {
  float lightness = 0;  ///< added to middle tones
  float contrast = 1;   ///< around L = 50
  float chroma = 1;     ///< 0 is grey
  float warmth = 0;     ///< added to b*, a third of it to a*
  friend bool operator==(const Adjustment&, const Adjustment&) = default;
};

/// `mask` (CV_8UC1, empty: everywhere) says how much of the change each pixel takes.
cv::Mat adjusted(const cv::Mat& bgr, const Adjustment& adjustment, const cv::Mat& mask = {});

}  // namespace vitrine::imaging

#pragma once

#include <opencv2/core/mat.hpp>

namespace vitrine::imaging {

/// What is known of every pixel when openings are looked for; all CV_8UC1 but `distance`.
struct OpeningClues {
  const cv::Mat& distance;   ///< CV_32FC1, from the backdrop's colour
  const cv::Mat& exact;      ///< 255: the backdrop's very colour
  const cv::Mat& hole_like;  ///< 255: its hue, hardly darker
  const cv::Mat& edges;      ///< 255
  bool may_be_shaded;        ///< an opening close to the outside may lie in the product's shadow
};

/// Adds to `found` (255 = backdrop) the openings of a product: handles, gaps between legs. One is
/// closed in by edges nearly everywhere, empty inside (letters stand on a label, not in a hole),
/// and shows the backdrop.
void add_openings(const OpeningClues& clues, cv::Mat& found);

}  // namespace vitrine::imaging

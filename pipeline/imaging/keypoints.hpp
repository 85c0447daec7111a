#pragma once

#include <opencv2/core/mat.hpp>

#include <cstdint>
#include <vector>

/// Local features (SIFT) by which the same thing is found again in another picture. For measuring
/// only: nothing here ends in delivered bytes.
namespace vitrine::imaging {

struct Keypoint {
  float x = 0, y = 0;   ///< in pixels of the whole picture; (0, 0) is the middle of the first one
  float size = 0;       ///< diameter of what was described, in the same pixels
  float direction = 0;  ///< radians
  friend bool operator==(const Keypoint&, const Keypoint&) = default;
};

/// Points and, row by row, what the picture looks like around each (CV_8UC1, n x 128).
struct Keypoints {
  std::vector<Keypoint> points;
  cv::Mat descriptors;
};

/// The `most` strongest keypoints of a picture, looked for where it is reduced to `side` pixels at
/// its longest side (never enlarged). Where `mask` (CV_8UC1, of the picture's size; empty: all) is
/// 0 nothing is looked for. Source: Lowe 2004, as in OpenCV's features2d.
Keypoints find_keypoints(const cv::Mat& bgr, const cv::Mat& mask, int side, int most);

}  // namespace vitrine::imaging

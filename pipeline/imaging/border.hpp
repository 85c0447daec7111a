#pragma once

#include <opencv2/core/mat.hpp>

namespace vitrine::imaging {

/// What a picture's border says of the backdrop behind the product.
struct BorderReading {
  cv::Mat backdrop;       ///< CV_8UC3, the picture's size: the backdrop as carried inwards
  double noise = 0;       ///< median distance (CIE 1976) of border pixels from their piece's colour
  bool is_plain = false;  ///< calm, and no side is mostly product
};

/// Reads the border in pieces, sets aside those where the product touches, and carries the rest
/// inwards from all four sides, so that vignettes, gradients and a wall above a shelf are followed.
/// `picture` must be at least 32 pixels each way.
BorderReading read_border(const cv::Mat& bgr);

}  // namespace vitrine::imaging

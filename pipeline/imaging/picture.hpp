#pragma once

#include <opencv2/core/mat.hpp>

/// Pixel in, pixel out. Rules common to the room:
/// - `bgr` is CV_8UC3 in sRGB, `alpha` and masks are CV_8UC1 with 255 = product, same size.
/// - Inputs are never modified; results own their pixels.
/// - Nothing here keeps state, reads files or knows what a product is.
/// - What ends in delivered bytes repeats on every amd64 machine: 8-bit or fixed-point arithmetic,
///   or float code of our own in a fixed order, and OpenCV only from `exact.hpp`.
namespace vitrine::imaging {

struct Picture {
  cv::Mat bgr;
  cv::Mat alpha;  ///< empty: opaque

  int width() const { return bgr.cols; }
  int height() const { return bgr.rows; }
  bool has_alpha() const { return !alpha.empty(); }
};

}  // namespace vitrine::imaging

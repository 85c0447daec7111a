#pragma once

#include "pipeline/imaging/planes.hpp"

#include <opencv2/core/mat.hpp>

/// A surface's lightness apart from its texture.
namespace vitrine::imaging {

/// What of a pixel's lightness is form: folds, light and shade, larger edges. The rest is weave,
/// grain and small print. Held as two smooth fields of at most 1200 pixels a side, whatever the
/// picture's size.
class Form {
 public:
  /// Of the part of `bgr` inside `box`.
  Form(const cv::Mat& bgr, cv::Rect box);
  /// Of the pixel at (x, y) of the picture, inside the box, whose lightness (L, 0..100) is known.
  float at(int x, int y, float lightness) const;

 private:
  cv::Rect box_;
  int cell_;  ///< pixels a side that share one value of the fields
  Smoothing fields_;
};

}  // namespace vitrine::imaging

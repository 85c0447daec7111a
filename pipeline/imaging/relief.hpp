#pragma once

#include "pipeline/imaging/form.hpp"
#include "pipeline/imaging/planes.hpp"

#include <opencv2/core/mat.hpp>

/// What a zone's lightness is made of.
namespace vitrine::imaging {

/// A pixel's lightness: with its texture, without it, and of the shade all around it, which is the
/// zone's middle lightness where it is no darker there than around half of the zone.
struct Lightness {
  float all, form, broad;
};

/// The lightness of every pixel of a zone, taken apart. Held as smooth fields of at most 1200
/// pixels a side, whatever the picture's size.
class Relief {
 public:
  /// Of the part of `bgr` inside `box`; `zone` holds weights. What is lighter than `middle` (gloss
  /// and light) has no part in the broad shade.
  Relief(const cv::Mat& bgr, const cv::Mat& zone, cv::Rect box, float middle);
  /// Of the pixel at (x, y) of the picture, inside the box, whose lightness (L, 0..100) is known.
  Lightness at(int x, int y, float lightness) const;

 private:
  cv::Rect box_;
  Form form_;
  int cell_;  ///< pixels a side that share one value of `broad_`
  Plane broad_;
};

}  // namespace vitrine::imaging

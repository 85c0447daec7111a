#pragma once

#include "pipeline/imaging/picture.hpp"

namespace vitrine::imaging {

/// A cut-out at its final size, and where its top left corner lies in the scene. It may reach over
/// the scene's edge.
struct Placed {
  Picture picture;
  cv::Point origin;

  cv::Rect area() const { return {origin.x, origin.y, picture.width(), picture.height()}; }
};

/// The box around `product_area`; empty if nothing is there.
cv::Rect product_box(const cv::Mat& alpha);

/// Scales a cut-out so that its product box becomes `box`; soft edges around it are kept.
Placed placed(const Picture& cutout, cv::Rect box);

}  // namespace vitrine::imaging

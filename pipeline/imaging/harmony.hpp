#pragma once

#include "pipeline/imaging/picture.hpp"

namespace vitrine::imaging {

/// A gentle change of a product's light towards a scene's: enough to belong there, too little to
/// make it another colour.
struct Harmony {
  float lightness = 0;  ///< added to L of a middle tone, in -9..2
  float a = 0, b = 0;   ///< added, each in -2.5..2.5
  friend bool operator==(const Harmony&, const Harmony&) = default;
};

/// From the scene's brightest tenth and from the colour of what surrounds the product's foot.
Harmony harmony_of(const cv::Mat& scene, cv::Rect around_foot);

/// Blacks and whites move less than middle tones, so that neither clips nor greys.
void harmonize(cv::Mat& bgr, const Harmony& harmony);

}  // namespace vitrine::imaging

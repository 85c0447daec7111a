#pragma once

#include "pipeline/imaging/picture.hpp"
#include "pipeline/imaging/shadow.hpp"

namespace vitrine::imaging {

/// A gentle change of a product's light towards a scene's: enough to belong there, too little to
/// make it another colour.
struct Harmony {
  float lightness = 0;  ///< added to L of a middle tone, in -9..2
  float a = 0, b = 0;   ///< added, each in -2.5..2.5
  float lean = 0;       ///< added to L at the right edge, taken at the left, even in between
  friend bool operator==(const Harmony&, const Harmony&) = default;
};

/// Brightness and half of the tint from the scene's brightest tenth, which shows the light's
/// colour; the other half of the tint from what surrounds the product's foot, which throws it back.
Harmony harmony_of(const cv::Mat& scene, cv::Rect around_foot);

/// A light from the side or from behind models the product: at most 3 L.
Harmony lit_from(Harmony harmony, LightSide from, bool hard);

/// Blacks and whites move less than middle tones, so that neither clips nor greys.
void harmonize(cv::Mat& bgr, const Harmony& harmony);

}  // namespace vitrine::imaging

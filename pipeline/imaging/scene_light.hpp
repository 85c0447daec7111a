#pragma once

#include "pipeline/imaging/shadow.hpp"

namespace vitrine::imaging {

/// Where a scene's light seems to come from, judged by the picture alone.
struct SceneLight {
  LightSide from = LightSide::above;
  bool source_seen = false;  ///< a window, lamp or sun stands in the picture
};

/// What is much brighter than the rest and lies well above the foot is taken for the source: beside
/// the product it lights from there, above or near it from behind. Without one the brighter side of
/// the picture counts, and an even one is lit from above. A guess: a white curtain looks like a
/// window.
/// Shape: `scene` CV_8UC3; `foot` in its pixels, where the product stands.
SceneLight light_of_scene(const cv::Mat& scene, cv::Point foot);

}  // namespace vitrine::imaging

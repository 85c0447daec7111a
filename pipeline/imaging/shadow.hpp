#pragma once

#include "pipeline/imaging/place.hpp"

/// Shadows as darkness: CV_8UC1 of the scene's size, 0 = as it is, 255 = black.
namespace vitrine::imaging {

/// Where light comes from, as seen by the viewer.
enum class LightSide { left, right, behind, front, above };

struct ShadowStyle {
  LightSide light = LightSide::above;
  bool hard = false;    ///< a small source: darker, sharper, farther
  bool contact = true;  ///< the narrow dark line where a thing touches, and the dim pool around it
  bool cast = true;     ///< the shape thrown over the ground
  /// A window or lamp seen beside the product stands farther back: its shadow comes forward.
  bool source_seen = false;
  /// How much shorter a length on the ground looks when it leads away from the viewer: the tangent
  /// of the angle at which the camera looks down on the foot. 0.34 is a table seen from a chair.
  float foreshortening = 0.34f;
};

/// Of a thing that stands or lies on a level surface: its lowest pixels touch it.
cv::Mat ground_shadow(const Placed& product, cv::Size scene, const ShadowStyle& style);

/// Of a thing that hangs flat on a wall.
cv::Mat wall_shadow(const Placed& product, cv::Size scene, const ShadowStyle& style);

/// Two shadows never add up to more than black.
cv::Mat joined_shadows(const cv::Mat& one, const cv::Mat& other);

/// Darkens the scene in place.
void cast_on(cv::Mat& scene, const cv::Mat& darkness);

}  // namespace vitrine::imaging

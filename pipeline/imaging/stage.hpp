#pragma once

#include "pipeline/imaging/material.hpp"
#include "pipeline/imaging/shadow.hpp"

namespace vitrine::imaging {

/// What is seen, out of focus, behind the surface.
enum class Wall { plain, window_light, bokeh, foliage, sea };

/// A designed backdrop: a surface in perspective before a blurred wall. Colours are (b, g, r).
struct Stage {
  Material surface = Material::paper;
  cv::Vec3f surface_color{226, 230, 233};
  Wall wall = Wall::plain;
  cv::Vec3f wall_color{214, 220, 224};
  float brightness = 1;  ///< 1 by day; night is near 0.4
  float warmth = 0;      ///< -1 cool to 1 warm
  LightSide light = LightSide::left;
  bool seamless = false;  ///< surface and wall are one bent sheet
  bool wet = false;       ///< the surface mirrors the wall
  std::uint32_t seed = 1;
};

/// Where the surface ends and the wall begins, as a fraction of the height.
inline constexpr float kStageBackEdge = 0.60f;

/// Share of its surroundings that the stage's surface mirrors, 0..1; none where it is too little to
/// be seen.
float gloss_of(const Stage& stage);

/// Where its surface lies: CV_8UC1 of the size, 255 there; empty for a bent sheet, which has no
/// end.
cv::Mat surface_of(const Stage& stage, cv::Size size);

/// The empty stage. The same stage and size give the same bytes.
cv::Mat draw_stage(const Stage& stage, cv::Size size);

}  // namespace vitrine::imaging

#pragma once

#include "pipeline/imaging/noise.hpp"

#include <opencv2/core/mat.hpp>

#include <cstdint>

/// Surfaces drawn from noise, as a camera sees a table top or floor.
namespace vitrine::imaging {

enum class Material { paper, marble, oak, walnut, linen, concrete, tiles, sand, stone, asphalt };

/// Where on the surface, in picture widths at the front edge, and how much of it one pixel covers
/// there: detail finer than that is left out, so that nothing flickers in the distance.
struct SurfacePoint {
  float across, along;
  float pixel;
};

class MaterialTexture {
 public:
  /// `base` (b, g, r) tints the material; see usual_color.
  MaterialTexture(Material material, cv::Vec3f base, std::uint32_t seed);
  cv::Vec3f at(const SurfacePoint& point) const;  ///< levels 0..255, may pass them a little

 private:
  cv::Vec3f marble(const SurfacePoint& point) const;
  cv::Vec3f wood(const SurfacePoint& point) const;
  cv::Vec3f linen(const SurfacePoint& point) const;
  cv::Vec3f concrete(const SurfacePoint& point) const;
  cv::Vec3f tiles(const SurfacePoint& point) const;
  cv::Vec3f grains(const SurfacePoint& point) const;

  Material material_;
  cv::Vec3f base_;
  std::uint32_t seed_;
  NoiseField field_;
};

cv::Vec3f usual_color(Material material);
/// Share of the surroundings that the surface mirrors, 0..1.
float gloss_of(Material material);

}  // namespace vitrine::imaging

#include "pipeline/imaging/material.hpp"

#include "pipeline/imaging/curves.hpp"

#include <algorithm>
#include <cmath>

namespace vitrine::imaging {
namespace {

/// How much of a detail of this size is left when a pixel covers `pixel` of the surface.
float visible(float detail, float pixel) { return smooth_step(0.6f, 2.5f, detail / pixel); }

/// 0 at whole numbers, 1 half way between.
float zigzag(float x) {
  const float part = x - std::floor(x);
  return part < 0.5f ? 2 * part : 2 - 2 * part;
}

cv::Vec3f scaled(const cv::Vec3f& color, float factor) { return color * factor; }

cv::Vec3f mixed(const cv::Vec3f& from, const cv::Vec3f& to, float share) {
  return from + (to - from) * share;
}

float random_of(int x, int y, std::uint32_t seed) {
  return static_cast<float>(
             scrambled(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), seed) >> 8) /
         16777216.0f;
}

}  // namespace

cv::Vec3f usual_color(Material material) {
  switch (material) {
    case Material::paper:
      return {226, 230, 233};
    case Material::marble:
      return {232, 235, 237};
    case Material::oak:
      return {122, 164, 198};
    case Material::walnut:
      return {56, 78, 108};
    case Material::linen:
      return {196, 210, 220};
    case Material::concrete:
      return {160, 164, 166};
    case Material::tiles:
      return {218, 224, 226};
    case Material::sand:
      return {156, 190, 212};
    case Material::stone:
      return {104, 110, 114};
    case Material::asphalt:
      return {44, 42, 42};
  }
  return {226, 230, 233};
}

float gloss_of(Material material) {
  switch (material) {
    case Material::marble:
      return 0.22f;
    case Material::tiles:
      return 0.26f;
    case Material::asphalt:
      return 0.75f;
    case Material::oak:
    case Material::walnut:
      return 0.10f;
    default:
      return 0.03f;
  }
}

MaterialTexture::MaterialTexture(Material material, cv::Vec3f base, std::uint32_t seed)
    : material_(material), base_(base), seed_(seed), field_(seed) {}

cv::Vec3f MaterialTexture::at(const SurfacePoint& point) const {
  switch (material_) {
    case Material::paper:
      return base_;
    case Material::marble:
      return marble(point);
    case Material::oak:
    case Material::walnut:
      return wood(point);
    case Material::linen:
      return linen(point);
    case Material::concrete:
    case Material::stone:
      return concrete(point);
    case Material::tiles:
      return tiles(point);
    case Material::sand:
    case Material::asphalt:
      return grains(point);
  }
  return base_;
}

cv::Vec3f MaterialTexture::marble(const SurfacePoint& point) const {
  const float u = point.across, v = point.along;
  const float clouds = field_.layered(u * 3, v * 3, 4);
  // Veins run where a bent noise crosses its middle; bending it breaks up the contour lines.
  const float bend = field_.layered(u * 5 + 40, v * 5, 3) * 1.5f;
  const float broad = std::abs(field_.layered(u * 1.7f + bend * 0.5f, v * 2.6f + bend, 4) - 0.5f);
  const float fine = std::abs(field_.layered(u * 4.5f + bend, v * 6.0f - bend + 80, 3) - 0.5f);
  const float presence = smooth_step(0.4f, 0.65f, field_.layered(u * 2 + 9, v * 2 + 70, 2));
  const float vein =
      smooth_step(0.045f, 0.0f, broad) * (0.25f + 0.75f * presence) * 0.42f +
      smooth_step(0.018f, 0.0f, fine) * presence * 0.30f * visible(0.006f, point.pixel);
  const cv::Vec3f ground = scaled(base_, 0.955f + 0.09f * clouds);
  const cv::Vec3f grey = {base_[0] * 0.60f, base_[1] * 0.585f, base_[2] * 0.57f};
  return mixed(ground, grey, std::min(vein + 0.14f * (1 - clouds) * presence, 1.0f));
}

cv::Vec3f MaterialTexture::wood(const SurfacePoint& point) const {
  constexpr float kPlank = 0.17f;
  const int plank = static_cast<int>(std::floor(point.along / kPlank));
  const float within = point.along / kPlank - static_cast<float>(plank);
  const float start = 40 * random_of(plank, 1, seed_);
  const float u = point.across + start, v = point.along;
  const float figure = field_.layered(u * 1.1f, v * 9 + start, 3);
  const float rings = zigzag(v * 22 + figure * 7);
  const float fibre = field_.at(u * 7, v * 260) - 0.5f;
  const float streak = field_.at(u * 2.3f + 31, v * 70) - 0.5f;
  const float pore = smooth_step(0.74f, 0.9f, field_.at(u * 16 + 5, v * 340));
  float tone = 1 + 0.13f * (random_of(plank, 2, seed_) - 0.5f);
  tone += 0.10f * (rings - 0.5f) * (0.4f + figure) * visible(0.02f, point.pixel);
  tone += 0.11f * streak * visible(0.012f, point.pixel);
  tone += (0.09f * fibre - 0.10f * pore) * visible(0.0035f, point.pixel);
  const float seam_distance = std::min(within, 1 - within) * kPlank;
  const float seam_width = std::max(0.0016f, point.pixel * 0.7f);
  tone *= 1 - 0.5f * smooth_step(seam_width, seam_width * 0.3f, seam_distance);
  // Darker wood is redder: blue falls faster than red.
  return {base_[0] * tone * tone, base_[1] * tone * (0.7f + 0.3f * tone), base_[2] * tone};
}

cv::Vec3f MaterialTexture::linen(const SurfacePoint& point) const {
  constexpr float kThreads = 210;  // to a picture width
  const float u = point.across * kThreads, v = point.along * kThreads;
  const int warp = static_cast<int>(std::floor(u)), weft = static_cast<int>(std::floor(v));
  const bool over = ((warp + weft) & 1) == 0;
  // Threads are thicker and thinner along their way: slubs.
  const float slub = over ? field_.at(static_cast<float>(warp) * 3.1f, v * 0.06f)
                          : field_.at(u * 0.06f, static_cast<float>(weft) * 3.1f + 90);
  const float round = over ? zigzag(u) : zigzag(v);
  const float weave = (round - 0.5f) * 0.13f + (slub - 0.5f) * 0.26f;
  const float drape = field_.layered(point.across * 2.2f, point.along * 2.6f, 3) - 0.5f;
  const float patches = field_.layered(point.across * 34, point.along * 34, 2) - 0.5f;
  const float tone = 1 + weave * visible(1.0f / kThreads, point.pixel) + 0.16f * drape +
                     0.05f * patches * visible(0.02f, point.pixel);
  return scaled(base_, tone);
}

cv::Vec3f MaterialTexture::concrete(const SurfacePoint& point) const {
  const float u = point.across, v = point.along;
  const float clouds = field_.layered(u * 2.5f, v * 2.5f, 5, 0.6f) - 0.5f;
  const float trowel = field_.layered(u * 5 + v * 2, v * 14, 3) - 0.5f;
  const float fine = field_.at(u * 420, v * 420) - 0.5f;
  const float pore =
      smooth_step(0.86f, 0.94f, field_.at(u * 75 + 11, v * 75)) * visible(0.008f, point.pixel);
  const float strength = material_ == Material::stone ? 1.5f : 1.0f;
  const float tone = 1 + strength * (0.22f * clouds + 0.09f * trowel) +
                     0.07f * fine * visible(0.003f, point.pixel) - 0.20f * pore;
  return scaled(base_, tone);
}

cv::Vec3f MaterialTexture::tiles(const SurfacePoint& point) const {
  constexpr float kTile = 0.165f, kGrout = 0.0042f;
  const float u = point.across / kTile + 0.5f, v = point.along / kTile;
  const int column = static_cast<int>(std::floor(u)), row = static_cast<int>(std::floor(v));
  const float x = (u - static_cast<float>(column)) * kTile,
              y = (v - static_cast<float>(row)) * kTile;
  const float edge = std::min({x, kTile - x, y, kTile - y});
  const float soft = std::max(0.0012f, point.pixel * 0.6f);
  const float grout = smooth_step(kGrout * 0.5f + soft, kGrout * 0.5f - soft, edge);
  const float glaze = field_.layered(point.across * 9, point.along * 9, 3) - 0.5f;
  const float rounding = smooth_step(0.012f, 0.003f, edge) * (y < kTile / 2 ? 0.05f : -0.06f);
  const float tone = 1 + 0.07f * (random_of(column, row, seed_) - 0.5f) + 0.08f * glaze + rounding;
  const float rough = field_.at(point.across * 300, point.along * 300) - 0.5f;
  const cv::Vec3f joint = scaled(cv::Vec3f(176, 182, 186), base_[1] / 224 * (1 + 0.1f * rough));
  return mixed(scaled(base_, tone), joint, grout);
}

/// Sand and asphalt: grains of different lightness on gentle waves.
cv::Vec3f MaterialTexture::grains(const SurfacePoint& point) const {
  const float u = point.across, v = point.along;
  const bool is_sand = material_ == Material::sand;
  const float waves = field_.layered(u * 3, v * (is_sand ? 14.0f : 4.0f), 4) - 0.5f;
  const float coarse = field_.at(u * 190, v * 190) - 0.5f;
  const float fine = field_.at(u * 520 + 7, v * 520) - 0.5f;
  const float tone = 1 + (is_sand ? 0.20f : 0.45f) * waves +
                     (is_sand ? 0.12f : 0.5f) * coarse * visible(0.006f, point.pixel) +
                     (is_sand ? 0.22f : 0.4f) * fine * visible(0.0022f, point.pixel);
  return scaled(base_, std::max(tone, 0.2f));
}

}  // namespace vitrine::imaging

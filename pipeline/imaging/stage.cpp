#include "pipeline/imaging/stage.hpp"

#include "pipeline/imaging/curves.hpp"
#include "pipeline/imaging/resample.hpp"
#include "pipeline/imaging/wall.hpp"

#include <algorithm>
#include <cmath>

namespace vitrine::imaging {
namespace {

// The eye is above the surface: lines on it meet at this height of the picture.
constexpr float kVanishing = 0.22f;
constexpr float kWetGloss = 0.55f;
constexpr int kWallReduction = 6;  // what is out of focus is drawn small

/// The light's falloff, 1 where it is brightest.
float light_at(const Stage& stage, float u, float v) {
  const float from = stage.light == LightSide::left    ? 0.28f
                     : stage.light == LightSide::right ? 0.72f
                                                       : 0.5f;
  const float height = stage.light == LightSide::behind ? 0.45f : 0.66f;
  const float dx = (u - from) * 0.95f, dy = (v - height) * 0.8f;
  const float fall = 1.0f / (1.0f + 0.55f * (dx * dx + dy * dy));
  const float cx = u - 0.5f, cy = v - 0.5f;
  const float vignette = 1.0f - 0.32f * (cx * cx + cy * cy);
  return fall * vignette * 1.06f;
}

cv::Vec3f tinted(const cv::Vec3f& color, const Stage& stage, float light) {
  const float strength = stage.brightness * light;
  return {color[0] * strength * (1 - 0.09f * stage.warmth),
          color[1] * strength * (1 - 0.015f * stage.warmth),
          color[2] * strength * (1 + 0.05f * stage.warmth)};
}

/// One level of noise hides the steps of slow gradients.
std::uint8_t dithered(float value, int x, int y, int channel, std::uint32_t seed) {
  const std::uint32_t bits =
      scrambled(static_cast<std::uint32_t>(3 * x + channel), static_cast<std::uint32_t>(y), seed);
  const float noise = static_cast<float>(bits >> 16) / 65536.0f - 0.5f;
  return to_byte(value + 1.6f * noise);
}

/// The picture of the wall that the surface mirrors, smeared downwards by its roughness.
cv::Vec3f mirrored(const cv::Mat& wall, float u, float v, float rough) {
  const float depth = v - kStageBackEdge;
  const auto row = [&](float height) {
    return std::clamp(static_cast<int>(height * static_cast<float>(wall.rows)), 0, wall.rows - 1);
  };
  const int x =
      std::clamp(static_cast<int>((u + rough) * static_cast<float>(wall.cols)), 0, wall.cols - 1);
  cv::Vec3f sum(0, 0, 0);
  constexpr int kSteps = 4;
  for (int i = 0; i < kSteps; ++i) {
    const float spread = 0.85f + 0.22f * static_cast<float>(i);
    const cv::Vec3b& seen =
        wall.at<cv::Vec3b>(row(kStageBackEdge - depth * spread * 1.25f + rough), x);
    sum += cv::Vec3f(seen[0], seen[1], seen[2]);
  }
  return sum * (1.0f / kSteps);
}

class Surface {
 public:
  Surface(const Stage& stage, const cv::Mat& wall, cv::Size size)
      : stage_(stage),
        wall_(wall),
        size_(size),
        texture_(stage.surface, stage.surface_color, stage.seed),
        gloss_(stage.wet ? std::max(kWetGloss, gloss_of(stage.surface)) : gloss_of(stage.surface)),
        ripples_(stage.seed + 5) {}

  cv::Vec3f at(int x, int y) const {
    const float u = (static_cast<float>(x) + 0.5f) / static_cast<float>(size_.width);
    const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(size_.height);
    const float distance = (1 - kVanishing) / (v - kVanishing);  // 1 at the front edge
    const float width = static_cast<float>(size_.width) / static_cast<float>(size_.height);
    const SurfacePoint point{(u - 0.5f) * distance, distance * 1.15f / width,
                             distance * distance / static_cast<float>(size_.width)};
    cv::Vec3f color = tinted(texture_.at(point), stage_, light_at(stage_, u, v));
    const float far = (v - kStageBackEdge) / (1 - kStageBackEdge);  // 0 at the back
    const float mirror = gloss_ * (0.35f + 0.65f * (1 - far));
    if (gloss_ > 0.05f) {
      const float rough =
          stage_.wet ? 0.03f * (ripples_.layered(point.across * 30, point.along * 30, 2) - 0.5f)
                     : 0;
      const cv::Vec3f seen = mirrored(wall_, u, v, rough);
      for (int c = 0; c < 3; ++c)
        color[c] += mirror * (seen[c] - (stage_.wet ? 0.5f : 1) * color[c]);
    }
    return color;
  }

 private:
  const Stage& stage_;
  const cv::Mat& wall_;
  cv::Size size_;
  MaterialTexture texture_;
  float gloss_;
  NoiseField ripples_;
};

/// Share of the surface in a row: the back edge is out of focus; a bent sheet has none.
float surface_share(const Stage& stage, float v) {
  if (stage.seamless) return smooth_step(kStageBackEdge - 0.16f, kStageBackEdge + 0.12f, v);
  return smooth_step(kStageBackEdge - 0.005f, kStageBackEdge + 0.005f, v);
}

/// Just behind a back edge the wall is darker: the surface keeps light from it.
float edge_shade(const Stage& stage, float v) {
  if (stage.seamless || stage.wall == Wall::sea) return 1;
  return 1 - 0.14f * smooth_step(kStageBackEdge - 0.10f, kStageBackEdge, v);
}

}  // namespace

float gloss_of(const Stage& stage) {
  constexpr float kNotSeen = 0.05f;
  if (stage.wet) return kWetGloss;
  const float gloss = gloss_of(stage.surface);
  return gloss < kNotSeen ? 0 : gloss;
}

cv::Mat surface_of(const Stage& stage, cv::Size size) {
  if (stage.seamless) return {};
  cv::Mat surface(size, CV_8UC1);
  for (int y = 0; y < size.height; ++y) {
    const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(size.height);
    surface.row(y).setTo(to_byte(255 * surface_share(stage, v)));
  }
  return surface;
}

cv::Mat draw_stage(const Stage& stage, cv::Size size) {
  const cv::Mat small = draw_wall(
      stage, {std::max(8, size.width / kWallReduction), std::max(8, size.height / kWallReduction)});
  const Window whole(0, 0, small.cols, small.rows);
  const cv::Mat wall = resample(small, whole, size, Outside::edge);
  const Surface surface(stage, small, size);
  cv::Mat picture(size, CV_8UC3);
  for (int y = 0; y < size.height; ++y) {
    const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(size.height);
    const float share = surface_share(stage, v);
    const float shade = edge_shade(stage, v);
    const auto* behind = wall.ptr<cv::Vec3b>(y);
    auto* row = picture.ptr<cv::Vec3b>(y);
    for (int x = 0; x < size.width; ++x) {
      cv::Vec3f color(behind[x][0] * shade, behind[x][1] * shade, behind[x][2] * shade);
      if (share > 0) color += (surface.at(x, y) - color) * share;
      for (int c = 0; c < 3; ++c) row[x][c] = dithered(color[c], x, y, c, stage.seed);
    }
  }
  return picture;
}

}  // namespace vitrine::imaging

#include "pipeline/imaging/wall.hpp"

#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/curves.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace vitrine::imaging {
namespace {

float random_of(int index, std::uint32_t what, std::uint32_t seed) {
  return static_cast<float>(scrambled(static_cast<std::uint32_t>(index), what, seed) >> 8) /
         16777216.0f;
}

cv::Vec3b bytes_of(const cv::Vec3f& color) {
  return {to_byte(color[0]), to_byte(color[1]), to_byte(color[2])};
}

/// The plain wall with the light's pool on it.
cv::Mat lit_wall(const Stage& stage, cv::Size size) {
  const NoiseField field(stage.seed + 11);
  const float from = stage.light == LightSide::left    ? 0.22f
                     : stage.light == LightSide::right ? 0.78f
                                                       : 0.5f;
  cv::Mat wall(size, CV_8UC3);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const float u = (static_cast<float>(x) + 0.5f) / static_cast<float>(size.width);
      const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(size.height);
      const float dx = u - from, dy = (v - 0.34f) * 0.9f;
      const float pool = 1.0f / (1.0f + 0.75f * (dx * dx + dy * dy));
      const float plaster = 1 + 0.035f * (field.layered(u * 3, v * 3, 3) - 0.5f);
      const float cx = u - 0.5f, cy = v - 0.5f;
      const float light = stage.brightness * pool * plaster * (1.08f - 0.28f * (cx * cx + cy * cy));
      const cv::Vec3f color = stage.wall_color * light;
      wall.at<cv::Vec3b>(y, x) =
          bytes_of({color[0] * (1 - 0.09f * stage.warmth), color[1] * (1 - 0.015f * stage.warmth),
                    color[2] * (1 + 0.05f * stage.warmth)});
    }
  }
  return wall;
}

/// Sun through a window with bars, thrown aslant over the wall.
void add_window_light(const Stage& stage, cv::Mat& wall) {
  cv::Mat glow(wall.size(), CV_8UC1, cv::Scalar(0));
  const float side = stage.light == LightSide::right ? -1.0f : 1.0f;
  for (int y = 0; y < wall.rows; ++y) {
    for (int x = 0; x < wall.cols; ++x) {
      const float u = (static_cast<float>(x) + 0.5f) / static_cast<float>(wall.cols) - 0.5f;
      const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(wall.rows);
      const float across = (side * u - 0.42f * v + 0.38f) / 0.52f,
                  down = (v + side * u * 0.16f - 0.02f) / 0.5f;
      const float pane_u = across * 2, pane_v = down * 3;
      const bool inside = across > 0 && across < 1 && down > 0 && down < 1;
      const float in_u = pane_u - std::floor(pane_u), in_v = pane_v - std::floor(pane_v);
      if (inside && in_u > 0.05f && in_u < 0.95f && in_v > 0.07f && in_v < 0.93f)
        glow.at<std::uint8_t>(y, x) = 255;
    }
  }
  glow = soft_blur(glow, std::max(1, wall.cols / 70));
  for (int y = 0; y < wall.rows; ++y)
    for (int x = 0; x < wall.cols; ++x) {
      const float more = 1 + 0.13f * static_cast<float>(glow.at<std::uint8_t>(y, x)) / 255.0f;
      auto& pixel = wall.at<cv::Vec3b>(y, x);
      pixel = bytes_of({pixel[0] * more * 0.99f, pixel[1] * more, pixel[2] * more * 1.012f});
    }
}

/// A light out of focus: a disc, a little brighter at its rim.
struct Disc {
  float u, v, radius;  // radius in widths
  cv::Vec3f color;
  float strength;
};

void add_disc(cv::Mat& wall, const Disc& disc) {
  const float radius = disc.radius * static_cast<float>(wall.cols);
  const float cx = disc.u * static_cast<float>(wall.cols),
              cy = disc.v * static_cast<float>(wall.rows);
  const int top = std::max(0, static_cast<int>(cy - radius - 2));
  const int bottom = std::min(wall.rows - 1, static_cast<int>(cy + radius + 2));
  const int left = std::max(0, static_cast<int>(cx - radius - 2));
  const int right = std::min(wall.cols - 1, static_cast<int>(cx + radius + 2));
  for (int y = top; y <= bottom; ++y)
    for (int x = left; x <= right; ++x) {
      const float dx = static_cast<float>(x) + 0.5f - cx, dy = static_cast<float>(y) + 0.5f - cy;
      const float distance = std::sqrt(dx * dx + dy * dy);
      const float cover = smooth_step(radius + 0.8f, radius - 0.8f, distance);
      const float rim = 0.78f + 0.22f * smooth_step(0.6f * radius, radius, distance);
      auto& pixel = wall.at<cv::Vec3b>(y, x);
      // Lights add on the way to white, as film and sensors do.
      for (int c = 0; c < 3; ++c) {
        const float room = 255.0f - static_cast<float>(pixel[c]);
        pixel[c] = to_byte(static_cast<float>(pixel[c]) +
                           room * cover * rim * disc.strength * disc.color[c] / 255.0f);
      }
    }
}

void add_bokeh(const Stage& stage, cv::Mat& wall) {
  static const std::array<cv::Vec3f, 6> kLights{{{70, 160, 255},
                                                 {110, 200, 255},
                                                 {60, 110, 250},
                                                 {235, 190, 90},
                                                 {190, 90, 235},
                                                 {225, 235, 250}}};
  for (int i = 0; i < 64; ++i) {
    const float size = random_of(i, 3, stage.seed);
    const auto light = static_cast<std::size_t>(random_of(i, 4, stage.seed) * kLights.size());
    add_disc(wall, {random_of(i, 1, stage.seed), 0.04f + 0.55f * random_of(i, 2, stage.seed),
                    0.012f + 0.040f * size * size, kLights[light],
                    0.12f + 0.55f * random_of(i, 5, stage.seed) * (1 - 0.5f * size)});
  }
  wall = soft_blur(wall, std::max(1, wall.cols / 260));
}

void add_foliage(const Stage& stage, cv::Mat& wall) {
  const NoiseField field(stage.seed + 23);
  for (int y = 0; y < wall.rows; ++y)
    for (int x = 0; x < wall.cols; ++x) {
      const float u = (static_cast<float>(x) + 0.5f) / static_cast<float>(wall.cols);
      const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(wall.rows);
      const float leaves = field.layered(u * 7, v * 7, 3);
      const float depth = field.layered(u * 2.5f + 30, v * 2.5f, 2);
      const float light = stage.brightness * (0.35f + 0.9f * leaves * (0.5f + depth));
      wall.at<cv::Vec3b>(y, x) = bytes_of({62 * light, 128 * light, 98 * light});
    }
  wall = soft_blur(wall, std::max(1, wall.cols / 60));
  for (int i = 0; i < 46; ++i) {
    const float size = random_of(i, 3, stage.seed);
    add_disc(wall, {random_of(i, 1, stage.seed),
                    0.58f * random_of(i, 2, stage.seed),
                    0.014f + 0.040f * size,
                    {150, 232, 205},
                    stage.brightness * (0.08f + 0.30f * random_of(i, 5, stage.seed))});
  }
  wall = soft_blur(wall, std::max(1, wall.cols / 220));
}

void add_sea(const Stage& stage, cv::Mat& wall) {
  constexpr float kHorizon = 0.42f;
  const float warm = std::max(stage.warmth, 0.0f);
  const cv::Vec3f zenith =
      cv::Vec3f(214, 172, 120) + (cv::Vec3f(190, 160, 150) - cv::Vec3f(214, 172, 120)) * warm;
  const cv::Vec3f low =
      cv::Vec3f(238, 226, 206) + (cv::Vec3f(150, 190, 250) - cv::Vec3f(238, 226, 206)) * warm;
  const NoiseField field(stage.seed + 31);
  for (int y = 0; y < wall.rows; ++y)
    for (int x = 0; x < wall.cols; ++x) {
      const float u = (static_cast<float>(x) + 0.5f) / static_cast<float>(wall.cols);
      const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(wall.rows);
      const float height = std::clamp(v / kHorizon, 0.0f, 1.0f);
      cv::Vec3f sky = zenith + (low - zenith) * (height * height);
      const float haze = field.layered(u * 3, v * 9, 3) - 0.5f;
      sky *= 1 + 0.10f * haze;
      const float sun =
          1.0f / (1.0f + 22 * ((u - 0.68f) * (u - 0.68f) + (v - 0.34f) * (v - 0.34f)));
      sky += cv::Vec3f(60, 90, 110) * (warm * sun * 0.7f);
      const cv::Vec3f water =
          cv::Vec3f(172, 150, 96) * (0.85f + 0.35f * field.layered(u * 4, v * 60, 2)) +
          cv::Vec3f(30, 70, 110) * (warm * sun * 1.4f);
      const float below = smooth_step(kHorizon - 0.008f, kHorizon + 0.008f, v);
      wall.at<cv::Vec3b>(y, x) = bytes_of((sky + (water - sky) * below) * stage.brightness);
    }
  wall = soft_blur(wall, std::max(1, wall.cols / 160));
}

}  // namespace

cv::Mat draw_wall(const Stage& stage, cv::Size size) {
  cv::Mat wall = lit_wall(stage, size);
  switch (stage.wall) {
    case Wall::plain:
      break;
    case Wall::window_light:
      add_window_light(stage, wall);
      break;
    case Wall::bokeh:
      add_bokeh(stage, wall);
      break;
    case Wall::foliage:
      add_foliage(stage, wall);
      break;
    case Wall::sea:
      add_sea(stage, wall);
      break;
  }
  return wall;
}

}  // namespace vitrine::imaging

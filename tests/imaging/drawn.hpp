#pragma once

#include "pipeline/imaging/picture.hpp"

#include <opencv2/core/mat.hpp>

#include <algorithm>
#include <cmath>

/// Pictures drawn from formulas, with the truth beside them.
namespace vitrine::drawn {

inline std::uint8_t level(double value) {
  return static_cast<std::uint8_t>(std::clamp(value + 0.5, 0.0, 255.0));
}

/// Share of a pixel inside a disc.
inline double disc(double x, double y, double cx, double cy, double radius) {
  return std::clamp(radius - std::sqrt((x - cx) * (x - cx) + (y - cy) * (y - cy)) + 0.5, 0.0, 1.0);
}

/// Share of a pixel inside an upright box.
inline double box(double x, double y, double left, double top, double right, double bottom) {
  return std::clamp(std::min({x - left, right - x, y - top, bottom - y}) + 0.5, 0.0, 1.0);
}

/// A mug, 400 x 400: a shaded body (120..280 across, 100..320 down) with a ring for a handle whose
/// hole (around 302, 200) shows the backdrop, and if wanted a soft shadow on the ground.
struct Mug {
  cv::Mat bgr;
  cv::Mat alpha;  ///< the truth
};
inline Mug mug(const cv::Vec3b& backdrop, const cv::Vec3b& body, bool shadow = false) {
  Mug result{cv::Mat(400, 400, CV_8UC3), cv::Mat(400, 400, CV_8UC1)};
  for (int y = 0; y < 400; ++y) {
    for (int x = 0; x < 400; ++x) {
      const double ring = std::min(disc(x, y, 290, 200, 58), 1 - disc(x, y, 290, 200, 38));
      const double cover = std::max(box(x, y, 120, 100, 280, 320), ring);
      // Lit from the left, gloss at a fifth of the width.
      const double shade = 1.12 - 0.5 * std::abs(x - 165.0) / 200;
      const double gloss = 70 * disc(x, y, 152, 160, 12);
      double ground = 1;
      if (shadow) {
        const double dx = (x - 215) / 120.0, dy = (y - 322) / 26.0;
        ground = 1 - 0.35 * std::max(0.0, 1 - (dx * dx + dy * dy));
      }
      for (int c = 0; c < 3; ++c)
        result.bgr.at<cv::Vec3b>(y, x)[c] =
            level(cover * (body[c] * shade + gloss) + (1 - cover) * backdrop[c] * ground);
      result.alpha.at<std::uint8_t>(y, x) = level(255 * cover);
    }
  }
  return result;
}

inline imaging::Picture mug_cutout(const cv::Vec3b& body) {
  const Mug drawn = mug(body, body);
  return {drawn.bgr, drawn.alpha};
}

/// A grey wall above a lighter table, its edge at 60 % of the height.
inline cv::Mat room(int width, int height) {
  cv::Mat picture(height, width, CV_8UC3);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      picture.at<cv::Vec3b>(y, x) =
          y < height * 6 / 10 ? cv::Vec3b(150, 155, 160) : cv::Vec3b(170, 185, 200);
  return picture;
}

}  // namespace vitrine::drawn

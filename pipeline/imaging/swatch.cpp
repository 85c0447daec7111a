#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/curves.hpp"
#include "pipeline/imaging/recolor.hpp"
#include "pipeline/imaging/resample.hpp"
#include "pipeline/imaging/shade_curve.hpp"
#include "pipeline/imaging/zone.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <vector>

namespace vitrine::imaging {
namespace {

/// The swatch at tile size, its last eighth blended into its first, so that it repeats unseen.
cv::Mat seamless_tile(const cv::Mat& swatch, int tile) {
  const int side = std::min(swatch.cols, swatch.rows);
  const int overlap = std::max(1, tile / 8);
  const int whole = tile + overlap;
  const Window middle((swatch.cols - side) / 2.0, (swatch.rows - side) / 2.0, side, side);
  const cv::Mat scaled = resample(swatch, middle, {whole, whole}, Outside::edge);
  cv::Mat across(whole, tile, CV_8UC3), result(tile, tile, CV_8UC3);
  const auto blend = [](const cv::Vec3b& from, const cv::Vec3b& to, int step, int steps) {
    cv::Vec3b mixed;
    for (int c = 0; c < 3; ++c)
      mixed[c] = static_cast<std::uint8_t>((from[c] * (steps - step) + to[c] * step) / steps);
    return mixed;
  };
  for (int y = 0; y < whole; ++y)
    for (int x = 0; x < tile; ++x) {
      const cv::Vec3b& own = scaled.at<cv::Vec3b>(y, x);
      across.at<cv::Vec3b>(y, x) =
          x < overlap ? blend(scaled.at<cv::Vec3b>(y, tile + x), own, x, overlap) : own;
    }
  for (int y = 0; y < tile; ++y)
    for (int x = 0; x < tile; ++x) {
      const cv::Vec3b& own = across.at<cv::Vec3b>(y, x);
      result.at<cv::Vec3b>(y, x) =
          y < overlap ? blend(across.at<cv::Vec3b>(tile + y, x), own, y, overlap) : own;
    }
  return result;
}

cv::Mat lightness_of(const cv::Mat& bgr) {
  cv::Mat lightness(bgr.size(), CV_8UC1);
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x)
      lightness.at<std::uint8_t>(y, x) =
          static_cast<std::uint8_t>(lab_of(bgr.at<cv::Vec3b>(y, x)).L * 2.5f);
  return lightness;
}

/// Where a fabric lies askew: the slope of the smoothed shading, in pixels of shift.
cv::Point fold_shift(const cv::Mat& shading, int x, int y, int reach) {
  const auto at = [&](int u, int v) -> int {
    return shading.at<std::uint8_t>(std::clamp(v, 0, shading.rows - 1),
                                    std::clamp(u, 0, shading.cols - 1));
  };
  constexpr int kStrength = 3;  // levels of slope for one pixel of shift
  return {(at(x + reach, y) - at(x - reach, y)) / kStrength,
          (at(x, y + reach) - at(x, y - reach)) / kStrength};
}

}  // namespace

cv::Mat covered(const cv::Mat& bgr, const cv::Mat& zone, const cv::Mat& swatch, int tile) {
  cv::Mat result = bgr.clone();
  const cv::Rect box = cv::boundingRect(zone);
  if (box.empty() || swatch.empty()) return result;
  const cv::Mat fabric = seamless_tile(swatch, std::max(tile, 8));
  const Lab own = zone_color(bgr, zone);
  const Lab fabric_color = zone_color(fabric, cv::Mat(fabric.size(), CV_8UC1, cv::Scalar(255)));
  const ShadeCurve curve(own, fabric_color);
  const int reach = std::max(2, std::max(box.width, box.height) / 150);
  const cv::Mat lightness = lightness_of(bgr);
  const cv::Mat shading = soft_blur(lightness, reach);
  for (int y = box.y; y < box.y + box.height; ++y) {
    for (int x = box.x; x < box.x + box.width; ++x) {
      const int weight = zone.at<std::uint8_t>(y, x);
      if (weight == 0) continue;
      const cv::Point shift = fold_shift(shading, x, y, reach);
      const int side = fabric.cols;
      const auto wrapped = [side](int at) { return ((at % side) + side) % side; };
      const Lab thread =
          lab_of(fabric.at<cv::Vec3b>(wrapped(y - box.y + shift.y), wrapped(x - box.x + shift.x)));
      // The old weave would fight with the new one: folds come from the smoothed shading, and only
      // a little of the fine relief is left.
      const float fold = shading.at<std::uint8_t>(y, x) / 2.5f;
      const float relief = lightness.at<std::uint8_t>(y, x) / 2.5f - fold;
      const float shade = curve.lightness(fold + 0.35f * relief) - fabric_color.L;
      const float L = std::clamp(thread.L + shade, 0.0f, 100.0f);
      const float factor = (L + 16) / (thread.L + 16);
      const cv::Vec3b color = bgr_of({L, thread.a * factor, thread.b * factor});
      auto& pixel = result.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c)
        pixel[c] =
            static_cast<std::uint8_t>(divide_255(pixel[c] * (255 - weight) + color[c] * weight));
    }
  }
  return result;
}

}  // namespace vitrine::imaging

#include "pipeline/imaging/adjust.hpp"

#include "pipeline/imaging/curves.hpp"
#include "pipeline/imaging/lab.hpp"

#include <algorithm>

namespace vitrine::imaging {
namespace {

Lab changed(Lab color, const Adjustment& by) {
  // Black and white stay what they are; middle tones take the whole change.
  const float middle = std::clamp(color.L * (100 - color.L) / 2500, 0.0f, 1.0f);
  color.L = 50 + (color.L - 50) * mix(1.0f, by.contrast, 0.35f + 0.65f * middle);
  color.L += by.lightness * (0.25f + 0.75f * middle);
  color.a = color.a * by.chroma + by.warmth / 3 * middle;
  color.b = color.b * by.chroma + by.warmth * middle;
  return color;
}

}  // namespace

cv::Mat adjusted(const cv::Mat& bgr, const Adjustment& adjustment, const cv::Mat& mask) {
  cv::Mat result = bgr.clone();
  for (int y = 0; y < bgr.rows; ++y) {
    auto* row = result.ptr<cv::Vec3b>(y);
    for (int x = 0; x < bgr.cols; ++x) {
      const int share = mask.empty() ? 255 : mask.at<std::uint8_t>(y, x);
      if (share == 0) continue;
      const cv::Vec3b changed_to = bgr_of(changed(lab_of(row[x]), adjustment));
      for (int c = 0; c < 3; ++c)
        row[x][c] = static_cast<std::uint8_t>(
            divide_255(row[x][c] * (255 - share) + changed_to[c] * share));
    }
  }
  return result;
}

}  // namespace vitrine::imaging

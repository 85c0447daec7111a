#include "pipeline/imaging/grain.hpp"

#include "pipeline/imaging/curves.hpp"
#include "pipeline/imaging/noise.hpp"

#include <algorithm>
#include <array>

namespace vitrine::imaging {
namespace {

int luma_x4(const cv::Vec3b& pixel) { return pixel[0] + 2 * pixel[1] + pixel[2]; }

}  // namespace

float grain_of(const cv::Mat& bgr, const cv::Mat& mask) {
  // How far each pixel is from its four neighbours' mean: edges make large values, grain small
  // ones, so the lower third of the distribution tells the grain alone.
  std::array<int, 512> counts{};
  int total = 0;
  const int step = std::max(1, std::min(bgr.cols, bgr.rows) / 400);
  for (int y = 1; y + 1 < bgr.rows; y += step) {
    for (int x = 1; x + 1 < bgr.cols; x += step) {
      if (!mask.empty() && mask.at<std::uint8_t>(y, x) < 255) continue;
      const int middle = 4 * luma_x4(bgr.at<cv::Vec3b>(y, x));
      const int around =
          luma_x4(bgr.at<cv::Vec3b>(y - 1, x)) + luma_x4(bgr.at<cv::Vec3b>(y + 1, x)) +
          luma_x4(bgr.at<cv::Vec3b>(y, x - 1)) + luma_x4(bgr.at<cv::Vec3b>(y, x + 1));
      ++counts[std::min(std::abs(middle - around), 511)];
      ++total;
    }
  }
  if (total == 0) return 0;
  int seen = 0, at = 0;
  while (at < 511 && (seen += counts[at]) * 3 < total) ++at;
  // The lower third of |n| ends at 0.43 deviations; a pixel less its neighbours' mean has 1.118
  // times its deviation; the sums above are 16 times luma.
  return static_cast<float>(at) / (16.0f * 1.118f * 0.43f);
}

void add_grain(cv::Mat& bgr, float deviation, std::uint32_t seed) {
  if (deviation <= 0) return;
  for (int y = 0; y < bgr.rows; ++y) {
    auto* row = bgr.ptr<cv::Vec3b>(y);
    for (int x = 0; x < bgr.cols; ++x) {
      const float noise = deviation * normal_noise(static_cast<std::uint32_t>(x),
                                                   static_cast<std::uint32_t>(y), seed);
      for (int c = 0; c < 3; ++c) row[x][c] = to_byte(static_cast<float>(row[x][c]) + noise);
    }
  }
}

}  // namespace vitrine::imaging

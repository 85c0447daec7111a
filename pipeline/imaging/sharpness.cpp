#include "pipeline/imaging/sharpness.hpp"

#include "pipeline/imaging/curves.hpp"
#include "pipeline/imaging/exact.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace vitrine::imaging {
namespace {

constexpr int kClear = 40;  // levels an edge rises at least: noise does not
constexpr int kReach = 3;   // pixels to each side
constexpr int kFewest = 60;
constexpr int kTolerance = 40;  // of a thousand

/// Counts how steep edges are along rows, in hundredths of their whole rise.
void count_edges(const cv::Mat& luma, const cv::Mat& mask, std::array<int, 101>& counts) {
  for (int y = 0; y < luma.rows; ++y) {
    const std::uint8_t* row = luma.ptr(y);
    const std::uint8_t* looked_at = mask.empty() ? nullptr : mask.ptr(y);
    const auto rise = [row](int x, int reach) { return std::abs(row[x + reach] - row[x - reach]); };
    for (int x = kReach + 1; x + kReach + 1 < luma.cols; ++x) {
      if (looked_at && (looked_at[x - kReach] < 255 || looked_at[x + kReach] < 255)) continue;
      const int whole = rise(x, kReach);
      if (whole < kClear) continue;
      const int steep = rise(x, 1);
      if (steep < rise(x - 1, 1) || steep < rise(x + 1, 1)) continue;
      ++counts[std::min(100, steep * 100 / whole)];
    }
  }
}

cv::Mat weighted(const cv::Mat& bgr, const cv::Mat& alpha) {
  cv::Mat result(bgr.size(), CV_8UC3);
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x)
      for (int c = 0; c < 3; ++c)
        result.at<cv::Vec3b>(y, x)[c] = static_cast<std::uint8_t>(
            divide_255(bgr.at<cv::Vec3b>(y, x)[c] * alpha.at<std::uint8_t>(y, x)));
  return result;
}

/// Colour weighted by alpha, so that what hides under transparent pixels stays hidden.
Picture blurred(const Picture& picture, double sigma) {
  const cv::Mat alpha = exact::blur(picture.alpha, sigma);
  const cv::Mat sum = exact::blur(weighted(picture.bgr, picture.alpha), sigma);
  Picture result{picture.bgr.clone(), alpha};
  for (int y = 0; y < alpha.rows; ++y)
    for (int x = 0; x < alpha.cols; ++x) {
      const int weight = alpha.at<std::uint8_t>(y, x);
      if (weight < 16) continue;
      for (int c = 0; c < 3; ++c)
        result.bgr.at<cv::Vec3b>(y, x)[c] = static_cast<std::uint8_t>(
            std::min(255, (sum.at<cv::Vec3b>(y, x)[c] * 255 + weight / 2) / weight));
    }
  return result;
}

}  // namespace

int sharpness_of(const cv::Mat& bgr, const cv::Mat& mask) {
  const cv::Mat luma = exact::luma(bgr);
  std::array<int, 101> counts{};
  count_edges(luma, mask, counts);
  cv::Mat turned, turned_mask;
  cv::transpose(luma, turned);
  if (!mask.empty()) cv::transpose(mask, turned_mask);
  count_edges(turned, turned_mask, counts);
  int total = 0;
  for (const int count : counts) total += count;
  if (total < kFewest) return 0;
  int seen = 0, at = 0;
  while (at < 100 && (seen += counts[at]) * 10 < total * 9) ++at;
  return at * 10;
}

double match_sharpness(Placed& product, int scene_sharpness) {
  const cv::Mat& alpha = product.picture.alpha;
  if (scene_sharpness == 0) return 0;
  if (sharpness_of(product.picture.bgr, alpha) <= scene_sharpness + kTolerance) return 0;
  Picture softer;
  double sigma = 0;
  for (const double next : {0.3, 0.38, 0.45}) {
    sigma = next;
    softer = blurred(product.picture, sigma);
    if (sharpness_of(softer.bgr, alpha) <= scene_sharpness + kTolerance) break;
  }
  product.picture = std::move(softer);
  return sigma;
}

}  // namespace vitrine::imaging

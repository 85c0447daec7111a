#include "pipeline/imaging/keypoints.hpp"

#include "pipeline/imaging/exact.hpp"

#include <opencv2/features2d.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vitrine::imaging {
namespace {

// Lowe's 0.04 finds too little on goods of little contrast (embossed, glazed).
constexpr double kLeastContrast = 0.025;
constexpr double kEdgeRatio = 10;
constexpr double kFirstBlur = 1.6;

}  // namespace

Keypoints find_keypoints(const cv::Mat& bgr, const cv::Mat& mask, int side, int most) {
  const double scale = std::min(1.0, static_cast<double>(side) / std::max(bgr.cols, bgr.rows));
  const cv::Size size(std::max(1, static_cast<int>(std::lround(bgr.cols * scale))),
                      std::max(1, static_cast<int>(std::lround(bgr.rows * scale))));
  cv::Mat small, small_mask;
  cv::resize(exact::luma(bgr), small, size, 0, 0, cv::INTER_AREA);
  if (!mask.empty()) cv::resize(mask, small_mask, size, 0, 0, cv::INTER_NEAREST);

  Keypoints found;
  std::vector<cv::KeyPoint> points;
  cv::SIFT::create(most, 3, kLeastContrast, kEdgeRatio, kFirstBlur, CV_8U)
      ->detectAndCompute(small, small_mask, points, found.descriptors);
  const double fx = static_cast<double>(bgr.cols) / size.width;
  const double fy = static_cast<double>(bgr.rows) / size.height;
  found.points.reserve(points.size());
  for (const cv::KeyPoint& point : points)
    found.points.push_back({static_cast<float>((point.pt.x + 0.5) * fx - 0.5),
                            static_cast<float>((point.pt.y + 0.5) * fy - 0.5),
                            static_cast<float>(point.size * std::sqrt(fx * fy)),
                            static_cast<float>(point.angle * std::numbers::pi / 180)});
  return found;
}

}  // namespace vitrine::imaging

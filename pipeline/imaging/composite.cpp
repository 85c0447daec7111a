#include "pipeline/imaging/composite.hpp"

#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/curves.hpp"

#include <opencv2/core.hpp>

#include <algorithm>

namespace vitrine::imaging {
namespace {

/// The scene behind the product, its edge repeated where the product reaches over it.
cv::Mat behind(const cv::Mat& scene, cv::Rect area) {
  cv::Mat result(area.size(), CV_8UC3);
  for (int y = 0; y < area.height; ++y)
    for (int x = 0; x < area.width; ++x)
      result.at<cv::Vec3b>(y, x) = scene.at<cv::Vec3b>(std::clamp(area.y + y, 0, scene.rows - 1),
                                                       std::clamp(area.x + x, 0, scene.cols - 1));
  return result;
}

std::uint8_t mixed(int under, int over, int alpha) {
  return static_cast<std::uint8_t>(divide_255(under * (255 - alpha) + over * alpha));
}

}  // namespace

void wrap_light(Placed& product, const cv::Mat& scene, float strength) {
  const cv::Mat& alpha = product.picture.alpha;
  const int reach = std::max(1, std::max(alpha.cols, alpha.rows) / 220);
  const cv::Mat light = soft_blur(behind(scene, product.area()), 2 * reach);
  const cv::Mat openness = soft_blur(~alpha, reach);
  for (int y = 0; y < alpha.rows; ++y) {
    auto* row = product.picture.bgr.ptr<cv::Vec3b>(y);
    const auto* glow = light.ptr<cv::Vec3b>(y);
    for (int x = 0; x < alpha.cols; ++x) {
      const int open = openness.at<std::uint8_t>(y, x);
      if (open == 0 || alpha.at<std::uint8_t>(y, x) == 0) continue;
      const int share = static_cast<int>(strength * static_cast<float>(open));
      // Light adds: a dark surrounding takes nothing from the product.
      for (int c = 0; c < 3; ++c)
        if (glow[x][c] > row[x][c]) row[x][c] = mixed(row[x][c], glow[x][c], share);
    }
  }
}

void lay_over(cv::Mat& scene, cv::Mat& mask, const Placed& product) {
  const cv::Rect seen = product.area() & cv::Rect(0, 0, scene.cols, scene.rows);
  for (int y = seen.y; y < seen.y + seen.height; ++y) {
    const auto* over = product.picture.bgr.ptr<cv::Vec3b>(y - product.origin.y);
    const std::uint8_t* alpha = product.picture.alpha.ptr(y - product.origin.y);
    for (int x = seen.x; x < seen.x + seen.width; ++x) {
      const int share = alpha[x - product.origin.x];
      if (share == 0) continue;
      auto& pixel = scene.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c) pixel[c] = mixed(pixel[c], over[x - product.origin.x][c], share);
      auto& covered = mask.at<std::uint8_t>(y, x);
      covered = mixed(covered, 255, share);
    }
  }
}

void bring_forward(cv::Mat& scene,
                   cv::Mat& mask,
                   const cv::Mat& untouched,
                   const cv::Mat& foreground) {
  for (int y = 0; y < scene.rows; ++y) {
    for (int x = 0; x < scene.cols; ++x) {
      const int share = foreground.at<std::uint8_t>(y, x);
      if (share == 0) continue;
      auto& pixel = scene.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c)
        pixel[c] = mixed(pixel[c], untouched.at<cv::Vec3b>(y, x)[c], share);
      auto& covered = mask.at<std::uint8_t>(y, x);
      covered = mixed(covered, 0, share);
    }
  }
}

}  // namespace vitrine::imaging

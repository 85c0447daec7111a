#include "pipeline/imaging/soft_shadow.hpp"

#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/lab.hpp"
#include "pipeline/imaging/reach.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cstdlib>

namespace vitrine::imaging {
namespace {

constexpr float kSlope = 1.8f;           // L a pixel: shadows fade over many, edges over few
constexpr float kLightnessScale = 2.5f;  // L in 8 bits
constexpr double kBite = 0.02;           // of the product: more taken from its inside is no shadow
constexpr int kAttempts = 4;
constexpr int kUphill = 2;  // of lightness, for noise

cv::Mat calm_pixels(const cv::Mat& lightness) {
  cv::Mat calm(lightness.size(), CV_8UC1, cv::Scalar(255));
  const int limit = static_cast<int>(kSlope * 2 * kLightnessScale);
  for (int y = 1; y + 1 < lightness.rows; ++y) {
    const std::uint8_t* above = lightness.ptr(y - 1);
    const std::uint8_t* row = lightness.ptr(y);
    const std::uint8_t* below = lightness.ptr(y + 1);
    for (int x = 1; x + 1 < lightness.cols; ++x)
      if (std::abs(row[x + 1] - row[x - 1]) > limit || std::abs(below[x] - above[x]) > limit)
        calm.at<std::uint8_t>(y, x) = 0;
  }
  return calm;
}

/// Pixels with product above them, below them and on one side at least: no ground lies there.
cv::Mat framed_by(const cv::Mat& product) {
  cv::Mat above(product.size(), CV_8UC1, cv::Scalar(0)), framed = above.clone();
  for (int y = 1; y < product.rows; ++y)
    cv::bitwise_or(above.row(y - 1), product.row(y - 1), above.row(y));
  cv::Mat below(1, product.cols, CV_8UC1, cv::Scalar(0));
  for (int y = product.rows - 1; y >= 0; --y) {
    const auto* row = product.ptr(y);
    int first = 0, last = product.cols - 1;
    while (first <= last && row[first] == 0) ++first;
    while (last >= first && row[last] == 0) --last;
    for (int x = 0; x < product.cols; ++x) {
      const bool between = above.at<std::uint8_t>(y, x) != 0 && below.at<std::uint8_t>(0, x) != 0;
      const bool beside = first <= last && (x > first || x < last);
      framed.at<std::uint8_t>(y, x) = between && beside ? 255 : 0;
    }
    cv::bitwise_or(below, product.row(y), below);
  }
  return framed;
}

}  // namespace

SoftShadows::SoftShadows(const cv::Mat& bgr) : lightness_(bgr.size(), CV_8UC1) {
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x)
      lightness_.at<std::uint8_t>(y, x) =
          static_cast<std::uint8_t>(lab_of(bgr.at<cv::Vec3b>(y, x)).L * kLightnessScale);
  lightness_ = box_blur(lightness_, 1);
  calm_ = calm_pixels(lightness_);
}

cv::Mat SoftShadows::joined_to(const cv::Mat& found,
                               const cv::Mat& shadow_like,
                               const cv::Mat& edges) const {
  // A gap of a few pixels in the product's outline must not let the shadow in.
  cv::Mat wide;
  cv::erode(calm_ & ~edges, wide, cv::Mat::ones(5, 5, CV_8UC1), {-1, -1}, 1, cv::BORDER_REPLICATE);
  // `found` keeps its distance from edges: the first steps are given.
  cv::Mat start;
  cv::dilate(found, start, cv::Mat::ones(7, 7, CV_8UC1));
  start &= found | shadow_like;
  cv::Mat open = wide & shadow_like;
  cv::Mat shadow;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    shadow = reach(open, start, [&](cv::Point at, cv::Point to) {
      return lightness_.at<std::uint8_t>(to) <= lightness_.at<std::uint8_t>(at) + kUphill;
    });
    cv::dilate(shadow, shadow, cv::Mat::ones(5, 5, CV_8UC1));
    shadow = (shadow & shadow_like & calm_) | found;
    const cv::Mat bitten = shadow & ~found & framed_by(~shadow);
    const int left = static_cast<int>(shadow.total()) - cv::countNonZero(shadow);
    if (cv::countNonZero(bitten) < kBite * left) break;
    open &= ~bitten;
  }
  const int product = static_cast<int>(found.total()) - cv::countNonZero(found);
  const int left = static_cast<int>(found.total()) - cv::countNonZero(shadow);
  return left * 2 > product ? shadow : found;
}

}  // namespace vitrine::imaging

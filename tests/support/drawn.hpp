#pragma once

#include "pipeline/imaging/picture.hpp"

#include <opencv2/core.hpp>

#include <cmath>
#include <cstdint>

/// Pictures drawn in code, for tests of the rooms that handle pixels. Header only: the other rooms'
/// tests do not link OpenCV.
namespace vitrine::test {

/// Colours that change in both directions, so that a turn or a swap of channels shows; alpha falls
/// from left to right.
inline imaging::Picture ramp(int width, int height, bool with_alpha) {
  imaging::Picture picture;
  picture.bgr.create(height, width, CV_8UC3);
  if (with_alpha) picture.alpha.create(height, width, CV_8UC1);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const auto across = static_cast<uchar>(x * 255 / width);
      const auto down = static_cast<uchar>(y * 255 / height);
      picture.bgr.at<cv::Vec3b>(y, x) = {across, down, 90};
      if (with_alpha) picture.alpha.at<uchar>(y, x) = static_cast<uchar>(255 - across);
    }
  return picture;
}

/// Coloured squares of a few pixels with noise in them: much detail, the same in every run.
inline cv::Mat checkered(int width, int height, int square) {
  cv::Mat bgr(height, width, CV_8UC3);
  std::uint32_t state = 12345;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      state = state * 1664525u + 1013904223u;
      const auto noise = static_cast<uchar>(state >> 27);
      const bool light = (x / square + y / square) % 2 == 0;
      bgr.at<cv::Vec3b>(y, x) = light ? cv::Vec3b(static_cast<uchar>(140 + noise), 170, 200)
                                      : cv::Vec3b(40, static_cast<uchar>(60 + noise), 110);
    }
  return bgr;
}

/// Grey, with a red square of 8 pixels in the top left corner.
inline cv::Mat corner_marked(int width, int height) {
  cv::Mat bgr(height, width, CV_8UC3, cv::Scalar::all(128));
  bgr(cv::Rect(0, 0, 8, 8)).setTo(cv::Scalar(0, 0, 255));
  return bgr;
}

inline double largest_difference(const cv::Mat& a, const cv::Mat& b) {
  return cv::norm(a, b, cv::NORM_INF);
}
inline double mean_difference(const cv::Mat& a, const cv::Mat& b) {
  return cv::norm(a, b, cv::NORM_L1) / static_cast<double>(a.total() * a.channels());
}
inline bool same_pixels(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() && a.type() == b.type() && largest_difference(a, b) == 0;
}

}  // namespace vitrine::test

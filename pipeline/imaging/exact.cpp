#include "pipeline/imaging/exact.hpp"

#include <opencv2/core/utility.hpp>
#include <opencv2/imgproc.hpp>

#include <stdexcept>

namespace vitrine::imaging::exact {
namespace {

void expect_8_bit(const cv::Mat& picture) {
  if (picture.depth() != CV_8U)
    throw std::invalid_argument("only 8-bit pictures are processed to repeatable bytes");
}

}  // namespace

cv::Mat blur(const cv::Mat& picture, double sigma) {
  expect_8_bit(picture);
  cv::Mat blurred;
  cv::GaussianBlur(picture, blurred, {}, sigma);
  return blurred;
}

cv::Mat luma(const cv::Mat& bgr) {
  expect_8_bit(bgr);
  cv::Mat grey;
  cv::cvtColor(bgr, grey, cv::COLOR_BGR2GRAY);
  return grey;
}

Components components(const cv::Mat& mask) {
  expect_8_bit(mask);
  Components result;
  cv::Mat statistics, centres;
  const int count =
      cv::connectedComponentsWithStats(mask, result.labels, statistics, centres, 8, CV_32S);
  for (int label = 1; label < count; ++label) {
    const int* row = statistics.ptr<int>(label);
    result.all.push_back({{row[cv::CC_STAT_LEFT], row[cv::CC_STAT_TOP], row[cv::CC_STAT_WIDTH],
                           row[cv::CC_STAT_HEIGHT]},
                          row[cv::CC_STAT_AREA],
                          label});
  }
  return result;
}

void stay_on_calling_thread() {
  cv::setNumThreads(1);
  // OpenCV makes the operators of its matrix expressions where they are first used. That is safe,
  // but a thread sanitizer, which does not see into OpenCV, takes it for a race of two threads
  // that use them first at once: so it is done here, before there are any.
  const cv::Mat one = cv::Mat::ones(1, 1, CV_8UC1);
  const cv::Mat all = (~one & one) | ((one + 1) * 2 >= one);
  static_cast<void>(all);
}

void use_plain_arithmetic() { cv::setUseOptimized(false); }

bool uses_plain_arithmetic() { return !cv::useOptimized(); }

cv::Mat distance_to_zero(const cv::Mat& mask) {
  expect_8_bit(mask);
  cv::Mat distance;
  cv::distanceTransform(mask, distance, cv::DIST_L2, 5);
  return distance;
}

}  // namespace vitrine::imaging::exact

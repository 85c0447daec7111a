#include "pipeline/imaging/exact.hpp"

#include <opencv2/imgproc.hpp>

#include <stdexcept>

namespace vitrine::imaging::exact {
namespace {

void expect_8_bit(const cv::Mat& picture) {
  if (picture.depth() != CV_8U)
    throw std::invalid_argument("only 8-bit pictures are processed to repeatable bytes");
}

cv::Mat disc(int radius) {
  return cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * radius + 1, 2 * radius + 1});
}

}  // namespace

cv::Mat reduce_by_area(const cv::Mat& picture, cv::Size size) {
  expect_8_bit(picture);
  cv::Mat reduced;
  cv::resize(picture, reduced, size, 0, 0, cv::INTER_AREA);
  return reduced;
}

cv::Mat blur(const cv::Mat& picture, double sigma) {
  expect_8_bit(picture);
  cv::Mat blurred;
  cv::GaussianBlur(picture, blurred, {}, sigma);
  return blurred;
}

cv::Mat erode(const cv::Mat& mask, int radius) {
  expect_8_bit(mask);
  cv::Mat eroded;
  // What lies outside the picture counts as unset: a product that is cut off shrinks there too.
  cv::erode(mask, eroded, disc(radius), {-1, -1}, 1, cv::BORDER_CONSTANT, cv::Scalar::all(0));
  return eroded;
}

cv::Mat dilate(const cv::Mat& mask, int radius) {
  expect_8_bit(mask);
  cv::Mat dilated;
  cv::dilate(mask, dilated, disc(radius));
  return dilated;
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

cv::Mat distance_to_zero(const cv::Mat& mask) {
  expect_8_bit(mask);
  cv::Mat distance;
  cv::distanceTransform(mask, distance, cv::DIST_L2, 5);
  return distance;
}

}  // namespace vitrine::imaging::exact

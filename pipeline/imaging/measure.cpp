#include "pipeline/imaging/measure.hpp"

#include "pipeline/imaging/exact.hpp"

#include <opencv2/imgproc.hpp>

namespace vitrine::imaging {

cv::Mat product_area(const cv::Mat& alpha) {
  cv::Mat area;
  cv::threshold(alpha, area, 127, 255, cv::THRESH_BINARY);
  const exact::Components found = exact::components(area);
  const double speck = 0.001 * cv::countNonZero(area);
  for (const exact::Component& component : found.all) {
    if (component.pixels >= speck) continue;
    area(component.box).setTo(0, found.labels(component.box) == component.label);
  }
  return area;
}

cv::Rect bounding_box(const cv::Mat& mask) { return cv::boundingRect(mask); }

double laplacian_variance(const cv::Mat& bgr, const cv::Mat& mask) {
  if (cv::countNonZero(mask) == 0) return 0;
  cv::Mat detail;
  cv::Laplacian(exact::luma(bgr), detail, CV_16S, 1);
  cv::Scalar mean, deviation;
  cv::meanStdDev(detail, mean, deviation, mask);
  return deviation[0] * deviation[0];
}

}  // namespace vitrine::imaging

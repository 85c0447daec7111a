#include "pipeline/imaging/measure.hpp"

#include "pipeline/imaging/exact.hpp"

#include <opencv2/imgproc.hpp>

namespace vitrine::imaging {

namespace {

constexpr int kHalf = 128, kGlass = 24, kNothing = 8;
constexpr double kSharp = 0.75;  // share of a silhouette; a soft shadow has none of it

/// Whether what is at least faintly there ends as things do, within pixels, and not like a shadow.
bool has_sharp_silhouette(const cv::Mat& there, const cv::Mat& alpha) {
  cv::Mat inner, beyond;
  const cv::Mat around = cv::getStructuringElement(cv::MORPH_ELLIPSE, {9, 9});
  // The frame is no silhouette: a product that leaves the picture ends there by itself.
  cv::erode(there, inner, cv::Mat::ones(3, 3, CV_8UC1), {-1, -1}, 1, cv::BORDER_REPLICATE);
  cv::dilate(alpha < kNothing, beyond, around);
  const cv::Mat outline = there & ~inner;
  return cv::countNonZero(outline & beyond) >= kSharp * cv::countNonZero(outline);
}

}  // namespace

cv::Mat product_area(const cv::Mat& alpha) {
  cv::Mat area = alpha >= kHalf;
  const cv::Mat there = alpha >= kGlass;
  // Glass is all there though hardly any of it is opaque.
  const int faint = cv::countNonZero(there) - cv::countNonZero(area);
  if (faint * 4 > cv::countNonZero(there) && has_sharp_silhouette(there, alpha)) area = there;
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

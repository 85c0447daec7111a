#include "pipeline/finish/background.hpp"

#include "pipeline/imaging/exact.hpp"

#include <opencv2/core.hpp>

#include <set>

namespace vitrine::finish {
namespace {

namespace exact = imaging::exact;

constexpr int kRingingReach = 16;  // one coding block of a JPEG with halved chroma
constexpr int kNearWhite = 244;
constexpr int kVeryNearWhite = 250;

std::set<int> labels_on_border(const cv::Mat& labels) {
  std::set<int> found;
  for (int x = 0; x < labels.cols; ++x) {
    found.insert(labels.at<int>(0, x));
    found.insert(labels.at<int>(labels.rows - 1, x));
  }
  for (int y = 0; y < labels.rows; ++y) {
    found.insert(labels.at<int>(y, 0));
    found.insert(labels.at<int>(y, labels.cols - 1));
  }
  return found;
}

}  // namespace

imaging::Picture without_leftovers(const imaging::Picture& picture, const cv::Mat& product) {
  imaging::Picture clean{picture.bgr, picture.alpha.clone()};
  const cv::Mat from_product = exact::distance_to_zero(product == 0);
  clean.alpha.setTo(0, from_product > kRingingReach);
  return clean;
}

cv::Mat whitened(const cv::Mat& bgr, const cv::Mat& product) {
  const int lowest = product.empty() ? kVeryNearWhite : kNearWhite;
  cv::Mat near;
  cv::inRange(bgr, cv::Scalar::all(lowest), cv::Scalar::all(255), near);
  if (!product.empty()) near.setTo(0, product);
  const exact::Components found = exact::components(near);
  const std::set<int> outside = labels_on_border(found.labels);
  cv::Mat white = bgr.clone();
  for (const exact::Component& component : found.all)
    if (outside.contains(component.label))
      white(component.box)
          .setTo(cv::Scalar::all(255), found.labels(component.box) == component.label);
  return white;
}

}  // namespace vitrine::finish

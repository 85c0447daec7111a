#include "pipeline/finish/contact_shadow.hpp"

#include "pipeline/imaging/exact.hpp"
#include "pipeline/imaging/measure.hpp"

#include <opencv2/core.hpp>

#include <algorithm>

namespace vitrine::finish {
namespace {

// Opacities of 255: close under the edge, and the soft pool around it.
constexpr int kTight = 120, kPool = 62;

/// What of the product is near the ground: all of it in its lowest row, nothing above the lowest
/// fifth. An outline that rises from the ground (a rounded base, a box seen from its corner) so
/// loses its shadow gradually.
cv::Mat foot_of(const cv::Mat& product, const cv::Rect& box) {
  cv::Mat foot(product.size(), CV_8UC1, cv::Scalar(0));
  const int depth = std::max(2, box.height / 5);
  const int bottom = box.y + box.height;
  for (int y = bottom - depth; y < bottom; ++y) {
    const int nearness = 255 * (y - (bottom - depth) + 1) / depth;
    const int weight = nearness * nearness / 255;
    for (int x = box.x; x < box.x + box.width; ++x)
      foot.at<uchar>(y, x) = static_cast<uchar>(product.at<uchar>(y, x) * weight / 255);
  }
  return foot;
}

/// `mask` moved down; what leaves the frame is lost.
cv::Mat lowered(const cv::Mat& mask, int rows) {
  cv::Mat moved(mask.size(), CV_8UC1, cv::Scalar(0));
  if (rows < mask.rows) mask.rowRange(0, mask.rows - rows).copyTo(moved.rowRange(rows, mask.rows));
  return moved;
}

cv::Mat shadow_under(const cv::Mat& product, const cv::Rect& box) {
  const cv::Mat foot = foot_of(product, box);
  const int unit = std::max(2, box.width / 110);
  const cv::Mat tight = imaging::exact::blur(lowered(foot, unit / 2), unit);
  const cv::Mat pool = imaging::exact::blur(lowered(foot, unit), 3.5 * unit);
  cv::Mat shadow(product.size(), CV_8UC1);
  for (int y = 0; y < shadow.rows; ++y)
    for (int x = 0; x < shadow.cols; ++x)
      shadow.at<uchar>(y, x) =
          static_cast<uchar>((tight.at<uchar>(y, x) * kTight + pool.at<uchar>(y, x) * kPool) / 255);
  return shadow;
}

}  // namespace

imaging::Picture with_contact_shadow(const imaging::Picture& picture, const cv::Mat& product) {
  const cv::Rect box = imaging::bounding_box(product);
  if (box.empty() || box.y + box.height >= product.rows) return picture;
  const cv::Mat shadow = shadow_under(product, box);
  imaging::Picture grounded{picture.bgr.clone(), picture.alpha.clone()};
  for (int y = 0; y < shadow.rows; ++y)
    for (int x = 0; x < shadow.cols; ++x) {
      const int dark = shadow.at<uchar>(y, x);
      uchar& alpha = grounded.alpha.at<uchar>(y, x);
      if (dark == 0 || alpha == 255) continue;
      const int own = alpha * 255;  // in 1/255 of a level
      const int total = own + dark * (255 - alpha);
      for (int c = 0; c < 3; ++c) {
        uchar& value = grounded.bgr.at<cv::Vec3b>(y, x)[c];
        value = static_cast<uchar>((value * own + total / 2) / total);
      }
      alpha = static_cast<uchar>((total + 127) / 255);
    }
  return grounded;
}

}  // namespace vitrine::finish

#include "pipeline/finish/contact_shadow.hpp"

#include "pipeline/imaging/exact.hpp"
#include "pipeline/imaging/measure.hpp"

#include <opencv2/core.hpp>

#include <algorithm>

namespace vitrine::finish {
namespace {

constexpr int kDarkest = 110;  // opacity right under the foot, of 255

/// The columns whose lowest product pixel lies in the last few percent of the product's height:
/// there it touches the ground. A band of them, as high as the shadow is thick.
cv::Mat footprint(const cv::Mat& product, const cv::Rect& box, int thickness) {
  cv::Mat foot(product.size(), CV_8UC1, cv::Scalar(0));
  const int bottom = box.y + box.height;
  const cv::Rect lowest(box.x, bottom - std::max(1, box.height / 25), box.width,
                        std::max(1, box.height / 25));
  cv::Mat touching;
  cv::reduce(product(lowest), touching, 0, cv::REDUCE_MAX);
  const int top = std::max(0, bottom - thickness / 2);
  const int end = std::min(product.rows, bottom + thickness / 2);
  for (int x = 0; x < touching.cols; ++x)
    if (touching.at<uchar>(0, x) != 0) foot(cv::Rect(box.x + x, top, 1, end - top)).setTo(kDarkest);
  return foot;
}

}  // namespace

imaging::Picture with_contact_shadow(const imaging::Picture& picture, const cv::Mat& product) {
  const cv::Rect box = imaging::bounding_box(product);
  if (box.empty() || box.y + box.height >= product.rows) return picture;
  const int thickness = std::max(2, box.width / 40);
  const cv::Mat shadow = imaging::exact::blur(footprint(product, box, thickness), thickness / 2.0);
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

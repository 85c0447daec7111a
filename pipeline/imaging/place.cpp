#include "pipeline/imaging/place.hpp"

#include "pipeline/imaging/measure.hpp"
#include "pipeline/imaging/resample.hpp"

#include <algorithm>

namespace vitrine::imaging {

cv::Rect product_box(const cv::Mat& alpha) { return bounding_box(product_area(alpha)); }

Placed placed(const Picture& cutout, cv::Rect box) {
  const cv::Rect product = product_box(cutout.alpha);
  const double across = static_cast<double>(product.width) / box.width;
  const double down = static_cast<double>(product.height) / box.height;
  constexpr int kMargin = 4;  // pixels of the scene, for the soft edge
  const Window window(product.x - kMargin * across, product.y - kMargin * down,
                      product.width + 2 * kMargin * across, product.height + 2 * kMargin * down);
  const cv::Size size(box.width + 2 * kMargin, box.height + 2 * kMargin);
  return {resample(cutout, window, size), {box.x - kMargin, box.y - kMargin}};
}

}  // namespace vitrine::imaging

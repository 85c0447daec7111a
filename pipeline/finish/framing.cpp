#include "pipeline/finish/framing.hpp"

#include "pipeline/imaging/linear_resample.hpp"
#include "pipeline/imaging/matte.hpp"
#include "pipeline/imaging/measure.hpp"

#include <algorithm>

namespace vitrine::finish {
namespace {

/// Where a stretch of `length` begins: centred in 0..whole unless low..high would not be inside it.
double begin_of_stretch(double whole, double length, double low, double high) {
  const double furthest_right = std::min(low, whole - length);
  const double furthest_left = std::max(high - length, 0.0);
  if (furthest_left > furthest_right)  // longer than the stretch: show its middle
    return std::clamp((low + high - length) / 2, 0.0, whole - length);
  return std::clamp((whole - length) / 2, furthest_left, furthest_right);
}

cv::Mat frame_mask(const cv::Mat& mask, const imaging::Window& window, cv::Size size) {
  if (mask.empty()) return {};
  return imaging::resample(mask, window, size, imaging::Outside::nothing);
}

imaging::Picture scaled(const imaging::Picture& picture,
                        const imaging::Window& window,
                        cv::Size size,
                        Scaling scaling) {
  const bool reduced = window.width > size.width;
  return scaling == Scaling::light && reduced ? imaging::resample_in_light(picture, window, size)
                                              : imaging::resample(picture, window, size);
}

Framed seen_through(const Rendering& rendering,
                    const imaging::Window& window,
                    cv::Size size,
                    Scaling scaling) {
  Framed framed;
  framed.picture = scaled(rendering.picture, window, size, scaling);
  framed.mask = frame_mask(rendering.mask, window, size);
  framed.scale = size.width / window.width;
  return framed;
}

}  // namespace

imaging::Window fit_window(const cv::Rect& box, cv::Size size, double fill) {
  const double scale = std::min(fill * size.width / box.width, fill * size.height / box.height);
  const double width = size.width / scale, height = size.height / scale;
  return {box.x + box.width / 2.0 - width / 2, box.y + box.height / 2.0 - height / 2, width,
          height};
}

imaging::Window crop_window(cv::Size picture, const cv::Rect& box, cv::Size size) {
  const double scale = std::min(static_cast<double>(picture.width) / size.width,
                                static_cast<double>(picture.height) / size.height);
  const double width = size.width * scale, height = size.height * scale;
  if (box.empty())
    return {(picture.width - width) / 2, (picture.height - height) / 2, width, height};
  const double margin = 0.02 * std::min(width, height);
  const double x = begin_of_stretch(picture.width, width, std::max(box.x - margin, 0.0),
                                    std::min<double>(box.x + box.width + margin, picture.width));
  const double y = begin_of_stretch(picture.height, height, std::max(box.y - margin, 0.0),
                                    std::min<double>(box.y + box.height + margin, picture.height));
  return {x, y, width, height};
}

util::Result<Rendering> cut_out(Rendering rendering) {
  if (rendering.picture.has_alpha()) {
    if (rendering.mask.empty()) rendering.mask = rendering.picture.alpha;
    return rendering;
  }
  if (!rendering.mask.empty()) {
    rendering.picture = imaging::matte_from_mask(rendering.picture.bgr, rendering.mask).picture;
    rendering.mask = rendering.picture.alpha;
    return rendering;
  }
  const util::Result<imaging::CutOut> cut = imaging::product_matte(rendering.picture.bgr);
  if (!cut) return cut.error();
  return Rendering{cut->picture, cut->picture.alpha, imaging::to_text(cut->method)};
}

util::Result<Framed> fit_product(const Rendering& cut,
                                 cv::Size size,
                                 double fill,
                                 Scaling scaling) {
  const cv::Rect box = imaging::bounding_box(imaging::product_area(cut.mask));
  if (box.empty())
    return util::Error{util::ErrorKind::bad_image, "the rendering shows no product to frame"};
  const imaging::Window window = fit_window(box, size, fill);
  Framed framed;
  framed.picture = scaled(cut.picture, window, size, scaling);
  const bool same = cut.mask.data == cut.picture.alpha.data;  // shared where nobody drew a mask
  framed.mask = same ? framed.picture.alpha : frame_mask(cut.mask, window, size);
  framed.scale = size.width / window.width;
  return framed;
}

Framed crop(const Rendering& rendering, cv::Size size, Scaling scaling) {
  const cv::Rect box = rendering.mask.empty()
                           ? cv::Rect()
                           : imaging::bounding_box(imaging::product_area(rendering.mask));
  return seen_through(rendering, crop_window(rendering.picture.bgr.size(), box, size), size,
                      scaling);
}

Framed pad(const Rendering& rendering, cv::Size size, Scaling scaling) {
  const imaging::Picture& picture = rendering.picture;
  const double scale = std::max(static_cast<double>(picture.width()) / size.width,
                                static_cast<double>(picture.height()) / size.height);
  const double width = size.width * scale, height = size.height * scale;
  const imaging::Window window((picture.width() - width) / 2, (picture.height() - height) / 2,
                               width, height);
  return seen_through(rendering, window, size, scaling);
}

}  // namespace vitrine::finish

#include "pipeline/imaging/reflection.hpp"

#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/composite.hpp"
#include "pipeline/imaging/curves.hpp"
#include "pipeline/imaging/measure.hpp"

#include <algorithm>

namespace vitrine::imaging {
namespace {

constexpr float kReach = 0.7f;  // of the product's height

int lowest_in(const cv::Mat& area, int x) {
  for (int y = area.rows - 1; y >= 0; --y)
    if (area.at<std::uint8_t>(y, x)) return y;
  return -1;
}

}  // namespace

void mirror_below(cv::Mat& scene, const Placed& product, float strength) {
  const Picture& picture = product.picture;
  const cv::Mat area = product_area(picture.alpha);
  const cv::Rect box = bounding_box(area);
  if (box.empty() || strength <= 0) return;
  const int foot = box.y + box.height - 1;
  const int lifted = box.height / 20 + box.width * 12 / 100;  // as far as a round base rises
  const int reach = std::max(1, static_cast<int>(kReach * static_cast<float>(box.height)));
  Placed mirrored;
  mirrored.origin = {product.origin.x, product.origin.y + box.y};
  mirrored.picture = {cv::Mat(box.height + reach, picture.width(), CV_8UC3, cv::Scalar(0, 0, 0)),
                      cv::Mat(box.height + reach, picture.width(), CV_8UC1, cv::Scalar(0))};
  for (int x = 0; x < picture.width(); ++x) {
    const int lowest = lowest_in(area, x);
    if (lowest < 0) continue;
    const int base = foot - lowest <= lifted ? lowest : foot;
    for (int step = 0; step < reach; ++step) {
      const int from = base - step, to = base + 1 + step - box.y;
      if (from < 0 || to >= mirrored.picture.height()) break;
      const float near = 1 - static_cast<float>(step) / static_cast<float>(reach);
      mirrored.picture.bgr.at<cv::Vec3b>(to, x) = picture.bgr.at<cv::Vec3b>(from, x);
      mirrored.picture.alpha.at<std::uint8_t>(to, x) = to_byte(
          static_cast<float>(picture.alpha.at<std::uint8_t>(from, x)) * strength * near * near);
    }
  }
  const int roughness = std::max(1, std::max(box.width, box.height) / 180);
  // Colour spreads from where something is mirrored, so that no edge darkens.
  cv::Mat known = mirrored.picture.alpha > 0;
  mirrored.picture.bgr = soft_blur(fill_unknown(mirrored.picture.bgr, known), roughness);
  mirrored.picture.alpha = soft_blur(mirrored.picture.alpha, roughness);
  cv::Mat covered(scene.size(), CV_8UC1, cv::Scalar(0));
  lay_over(scene, covered, mirrored);
}

}  // namespace vitrine::imaging

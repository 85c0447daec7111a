#include "pipeline/quality/laid_flat.hpp"

#include "pipeline/imaging/registration.hpp"
#include "pipeline/quality/identity.hpp"

#include <algorithm>
#include <cmath>

namespace vitrine::quality {

std::optional<LaidFlat> laid_flat(const IdentityReference& reference,
                                  const FoundProduct& found,
                                  const cv::Mat& rendering) {
  if (found.alignment.frame.empty()) return std::nullopt;
  constexpr double kMostSide = 2048;
  const cv::Rect& box = reference.box;
  const imaging::LocalScale scale =
      imaging::local_scale(found.to_rendering, {box.x + box.width / 2.0, box.y + box.height / 2.0});
  const double enlarged = std::min(std::sqrt(scale.larger * scale.smaller),
                                   kMostSide / std::max(box.width, box.height));
  const cv::Size size(std::max(8, cvRound(box.width * enlarged)),
                      std::max(8, cvRound(box.height * enlarged)));
  const double fx = static_cast<double>(size.width) / box.width;
  const double fy = static_cast<double>(size.height) / box.height;
  return LaidFlat{imaging::laid_on_frame(rendering, found.alignment, size),
                  {fx, 0, (0.5 - box.x) * fx - 0.5, 0, fy, (0.5 - box.y) * fy - 0.5, 0, 0, 1}};
}

}  // namespace vitrine::quality

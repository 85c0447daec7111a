#include "pipeline/quality/laid_flat.hpp"

#include "pipeline/imaging/registration.hpp"
#include "pipeline/quality/identity.hpp"

#include <algorithm>
#include <cmath>

namespace vitrine::quality {
namespace {

constexpr double kMostSide = 2048;

/// Pixels of the flat picture for one of the packshot.
double enlargement(const IdentityReference& reference, const FoundProduct& found) {
  const cv::Rect& box = reference.box;
  const imaging::LocalScale scale =
      imaging::local_scale(found.to_rendering, {box.x + box.width / 2.0, box.y + box.height / 2.0});
  return std::min(std::sqrt(scale.larger * scale.smaller),
                  kMostSide / std::max(box.width, box.height));
}

}  // namespace

bool knows_bend(const FoundProduct& found) { return !found.alignment.frame.empty(); }

Flattening::Flattening(const IdentityReference& reference,
                       const FoundProduct& found,
                       const cv::Mat& rendering)
    : reference_(reference), found_(found), rendering_(rendering) {}

LaidFlat Flattening::operator()(const cv::Rect& part) const {
  const cv::Rect& box = reference_.box;
  const double enlarged = enlargement(reference_, found_);
  const cv::Size size(std::max(8, cvRound(part.width * enlarged)),
                      std::max(8, cvRound(part.height * enlarged)));
  const double fx = static_cast<double>(size.width) / part.width;
  const double fy = static_cast<double>(size.height) / part.height;
  const double gx = static_cast<double>(found_.alignment.frame.width) / box.width;
  const double gy = static_cast<double>(found_.alignment.frame.height) / box.height;
  const cv::Rect2d window((part.x - box.x) * gx, (part.y - box.y) * gy, part.width * gx,
                          part.height * gy);
  return {imaging::laid_on_frame(rendering_, found_.alignment, window, size),
          {fx, 0, (0.5 - part.x) * fx - 0.5, 0, fy, (0.5 - part.y) * fy - 0.5, 0, 0, 1}};
}

}  // namespace vitrine::quality

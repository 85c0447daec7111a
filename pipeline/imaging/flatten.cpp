#include "pipeline/imaging/flatten.hpp"

#include <opencv2/core.hpp>

#include <cstdint>

namespace vitrine::imaging {

cv::Mat on_white(const Picture& picture) {
  cv::Mat flat = picture.bgr.clone();
  if (!picture.has_alpha()) return flat;
  for (int y = 0; y < flat.rows; ++y) {
    auto* row = flat.ptr<std::uint8_t>(y);
    const auto* alpha = picture.alpha.ptr<std::uint8_t>(y);
    for (int x = 0; x < flat.cols; ++x)
      for (int c = 0; c < 3; ++c) {
        std::uint8_t& value = row[3 * x + c];
        value = static_cast<std::uint8_t>(255 - ((255 - value) * alpha[x] + 127) / 255);
      }
  }
  return flat;
}

}  // namespace vitrine::imaging

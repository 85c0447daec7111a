#pragma once

#include "pipeline/imaging/lab.hpp"

#include <opencv2/core/mat.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::quality {

/// Where the middle of a shadow lies from the middle of the product's foot, in widths of the
/// product. Two lengths say the direction where it has one, and stay calm where the shadow lies
/// around the foot and an angle would be chance.
struct ShadowOffset {
  double across = 0;  ///< below 0 to the left
  double down = 0;    ///< below 0 behind the product, seen from the camera
  friend bool operator==(const ShadowOffset&, const ShadowOffset&) = default;
};

/// What a finished picture is compared by with the others of its set. Measured once, when it is
/// finished, and kept with the asset.
struct SetMeasure {
  double fill = 0;                        ///< longer side of the product box over the frame's side
  double center_x = 0.5, center_y = 0.5;  ///< of the product box, in fractions of the frame
  imaging::Lab background;  ///< mean of what is not product: white tone, white balance
  bool plain = false;       ///< the background is one tone but for the shadow
  /// Nothing: the background is not plain, or shows no shadow.
  std::optional<ShadowOffset> shadow;
  std::uint64_t outline = 0;           ///< dHash of the product box
  std::array<imaging::Lab, 9> colors;  ///< mean Lab of the product in 3 x 3 parts of its box
  friend bool operator==(const SetMeasure&, const SetMeasure&) = default;
};

/// Shape: `bgr` CV_8UC3 and `mask` CV_8UC1 of one size, 255 = product. Reduced to 320 pixels before
/// it is measured, so lengths are good to half a hundredth of the frame. Nothing without a product.
/// Source: reference/marketplaces.md §5.10 and §5.11.
std::optional<SetMeasure> measure_for_set(const cv::Mat& bgr, const cv::Mat& mask);

/// One line for the record, and back; nothing if it is no such line, or of another version.
std::string to_text(const SetMeasure& measure);
std::optional<SetMeasure> set_measure_from(std::string_view text);

}  // namespace vitrine::quality

#pragma once

#include <opencv2/core/mat.hpp>

#include <string>
#include <string_view>

namespace vitrine::imaging {

/// The colours of `bgr` as an embedded profile means them, in sRGB; perceptual intent, 8-bit
/// fixed-point path. Unchanged where the profile is sRGB by any name, unreadable, or meant for
/// other channels than RGB or grey: viewers show such files as sRGB too.
cv::Mat to_srgb(const cv::Mat& bgr, std::string_view profile);

/// The sRGB profile written into deliveries: always the same bytes for one lcms version.
const std::string& srgb_profile();

}  // namespace vitrine::imaging

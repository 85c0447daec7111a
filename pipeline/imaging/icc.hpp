#pragma once

#include "pipeline/util/result.hpp"

#include <opencv2/core/mat.hpp>

#include <array>
#include <string>
#include <string_view>

namespace vitrine::imaging {

/// The colours of `bgr` as an embedded profile means them, in sRGB; perceptual intent, 8-bit
/// fixed-point path. Unchanged where the profile is sRGB by any name, unreadable, or meant for
/// other channels than RGB or grey: viewers show such files as sRGB too.
cv::Mat to_srgb(const cv::Mat& bgr, std::string_view profile);

/// What inks (CV_8UC4: C, M, Y, K, 255 = full) look like on paper by their profile, in sRGB;
/// perceptual intent. bad_image where there is no readable CMYK profile: the same inks are another
/// colour in every print condition, and a guess would be sold as the product's colour.
util::Result<cv::Mat> inks_to_srgb(const cv::Mat& cmyk, std::string_view profile);

/// An RGB profile of these primaries (x and y of red, green, blue and white) with sRGB's curve, for
/// files that name their colours by number (AVIF's CICP) and not by a profile.
std::string profile_of_primaries(const std::array<double, 8>& xy);

/// The sRGB profile written into deliveries: always the same bytes for one lcms version.
const std::string& srgb_profile();

}  // namespace vitrine::imaging

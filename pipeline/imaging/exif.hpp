#pragma once

#include <opencv2/core/mat.hpp>

#include <string_view>

namespace vitrine::imaging {

/// How a camera was held, 1..8 as in Exif; 1 (upright) where the block is absent, broken or silent.
int exif_orientation(std::string_view tiff);

/// The picture turned and mirrored upright; pixels are moved, never computed.
cv::Mat upright(const cv::Mat& picture, int orientation);

}  // namespace vitrine::imaging

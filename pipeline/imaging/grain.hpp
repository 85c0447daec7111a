#pragma once

#include "pipeline/imaging/picture.hpp"

#include <cstdint>

namespace vitrine::imaging {

/// Deviation of luma noise in 8-bit levels, read where the picture is otherwise smooth; `mask`
/// (CV_8UC1, empty: everywhere) 255 = looked at.
float grain_of(const cv::Mat& bgr, const cv::Mat& mask = {});

/// Adds grey noise of that deviation; the same seed gives the same grain.
void add_grain(cv::Mat& bgr, float deviation, std::uint32_t seed);

}  // namespace vitrine::imaging

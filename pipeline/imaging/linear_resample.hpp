#pragma once

#include "pipeline/imaging/picture.hpp"
#include "pipeline/imaging/resample.hpp"

namespace vitrine::imaging {

/// `resample` for reducing: sums light, not sRGB levels, so that fine detail keeps its brightness
/// (black and white stripes become level 188, which is half the light, and not 128). The same
/// kernel, in 14-bit linear light and fixed point: the same bytes on every machine. Colour is
/// weighted by alpha. Alpha itself is coverage, which is linear as it is.
///
/// Meant for windows larger than the result. In an enlargement the overshoot of a cubic in linear
/// light is larger on the dark side of an edge than eyes forgive; `resample` is the better one
/// there. Shape: CV_8UC3 with or without CV_8UC1 alpha -> same, `size`. Throws
/// std::invalid_argument for empty windows and pictures.
Picture resample_in_light(const Picture& picture, const Window& window, cv::Size size);

}  // namespace vitrine::imaging

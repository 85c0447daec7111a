#pragma once

#include "pipeline/imaging/picture.hpp"

namespace vitrine::imaging {

/// The part of a picture that fills the result, in source pixels; may be fractional and may reach
/// over the edge.
using Window = cv::Rect2d;

/// What lies over the edge: the nearest pixel of the edge, or nothing (0).
enum class Outside { edge, nothing };

/// Catmull-Rom cubic, widened to the scale where the picture is reduced, so that fine stripes do
/// not alias. Fixed point throughout: the same bytes on every machine.
/// Shape: CV_8UC1, C3 or C4 -> same type, `size`. Throws std::invalid_argument for other types and
/// empty windows.
cv::Mat resample(const cv::Mat& picture, const Window& window, cv::Size size, Outside outside);

/// Colour weighted by alpha, so that what hides under transparent pixels never shows at an edge.
/// Over the edge of a picture with alpha is transparency, of an opaque one its edge.
Picture resample(const Picture& picture, const Window& window, cv::Size size);
/// The whole picture.
Picture resample(const Picture& picture, cv::Size size);

/// Laid over a plain colour (b, g, r); an opaque picture is returned as it is.
cv::Mat flatten(const Picture& picture, const cv::Vec3b& background);

}  // namespace vitrine::imaging

#pragma once

#include <opencv2/core/mat.hpp>

#include <optional>

namespace vitrine::imaging {

/// A line across a picture: y = at_foot + slope (x - foot.x), in pixels.
struct EdgeLine {
  double at_foot, slope;
};

/// Where the surface that something stands on ends below its foot: the nearest line, level to
/// within one in ten, along which colour changes for good over `span` pixels to each side of the
/// foot. Joints between planks and grain return to their colour and are none. `bgr` is the empty
/// scene.
std::optional<EdgeLine> surface_end_below(const cv::Mat& bgr, cv::Point foot, int span);

/// CV_8UC1 of the given size: 255 above the line, 0 below it, soft over a few pixels.
cv::Mat above_line(cv::Size size, cv::Point foot, EdgeLine line);

}  // namespace vitrine::imaging

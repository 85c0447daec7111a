#pragma once

#include <opencv2/core/mat.hpp>

namespace vitrine::quality {

/// A page whose letters stand out alike, whatever they are printed on: each pixel less the mean
/// around it, divided by the contrast around it. A reader that splits a whole page into dark and
/// light would else take a pale product on white, or the shaded side of a bottle, for one blot.
/// Shape: CV_8UC1 -> CV_8UC1. `reach`: side of what is around a pixel; a few strokes of a letter.
cv::Mat even_contrast(const cv::Mat& grey, int reach);

}  // namespace vitrine::quality

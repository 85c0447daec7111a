#pragma once

#include "pipeline/imaging/place.hpp"

namespace vitrine::imaging {

/// Lets the scene's light creep round the product's edges, as it does in a camera. `strength` 0..1.
void wrap_light(Placed& product, const cv::Mat& scene, float strength);

/// Lays the product over the scene, in place, and notes in `mask` (CV_8UC1, the scene's size) how
/// much of each pixel it covers.
void lay_over(cv::Mat& scene, cv::Mat& mask, const Placed& product);

/// Puts back what stands in front: `foreground` is CV_8UC1 of the scene's size, 255 = in front of
/// the product.
void bring_forward(cv::Mat& scene,
                   cv::Mat& mask,
                   const cv::Mat& untouched,
                   const cv::Mat& foreground);

}  // namespace vitrine::imaging

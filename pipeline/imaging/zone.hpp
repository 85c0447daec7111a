#pragma once

#include "pipeline/imaging/lab.hpp"
#include "pipeline/imaging/picture.hpp"

#include <vector>

/// Finding the part of a product that has one colour, for recolouring.
namespace vitrine::imaging {

/// The colour people would name: per coordinate the median of the pixels between the 15th and 85th
/// percentile of lightness, so that neither highlights nor folds move it. Pixels count where the
/// mask is at least 128; black if there are none.
Lab zone_color(const cv::Mat& bgr, const cv::Mat& mask);
/// The same of colours already gathered.
Lab middle_color(std::vector<Lab> colors);

/// How many of a zone's pixels weigh at least `weight`.
int pixels_inside(const cv::Mat& zone, int weight);

/// The pixels inside `within` that have `color`, lit or in shade: weights, CV_8UC1 of the picture's
/// size, soft at the edges.
cv::Mat zone_like(const Picture& product, Lab color, cv::Rect within);

/// The most frequent colour of the product and where it is.
struct DominantZone {
  Lab color;
  cv::Mat weights;  ///< CV_8UC1
};
DominantZone dominant_zone(const Picture& product);

}  // namespace vitrine::imaging

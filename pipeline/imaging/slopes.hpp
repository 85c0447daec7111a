#pragma once

#include "pipeline/imaging/relief.hpp"
#include "pipeline/imaging/shade_curve.hpp"

#include <vector>

/// The slopes of a zone's lightness, which carry its shading and its texture.
namespace vitrine::imaging {

/// From one pixel to the next but one, across or down.
struct Slope {
  Lightness from, to;
};

/// Slopes well inside the zone, spread over it, about 20 000 each way at most.
std::vector<Slope> slopes_of(const cv::Mat& bgr,
                             const cv::Mat& zone,
                             cv::Rect box,
                             const Relief& relief);

/// What becomes of a pixel's lightness under a curve: form follows it, texture keeps its strength
/// in light and shade, and the shade around darkens both.
float shaded(const ShadeCurve& curve, Lightness pixel);

/// Pearson's correlation of the slopes before and after, as bytes will have them; 1 where there are
/// none.
double slopes_kept(const std::vector<Slope>& slopes, const ShadeCurve& curve);

/// As much of a straight line as the slopes need to be kept, and no more: light on another
/// colour bends lightness, and much of the bend belongs there. Texture bends last. Never so much
/// that folds go flat.
Evenness evenness_for(const std::vector<Slope>& slopes, Lab from, Lab to);

}  // namespace vitrine::imaging

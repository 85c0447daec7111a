#pragma once

#include <opencv2/core/mat.hpp>

/// Giving a part of a product another colour. Shading stays: what was darker than the part's own
/// colour stays darker, gloss stays gloss. `zone` holds weights, CV_8UC1 of the picture's size.
namespace vitrine::imaging {

/// The zone's middle colour (zone.hpp) becomes `target`, within 1 CIEDE2000 where the screen can
/// show it; close to white it ends a little darker, so that there is room for light on it. Pixels
/// with weight 0 are copied. Slopes of lightness correlate with those before by 0.95 or more, but
/// where that would take the folds: some gloss on black that becomes white.
/// Beside pictures of 8 bits it needs about 60 MiB, whatever their size.
cv::Mat recolored(const cv::Mat& bgr, const cv::Mat& zone, cv::Vec3b target);

/// The zone is covered with a fabric: the swatch repeats without seams at `tile` pixels a side,
/// follows folds a little, and its middle colour lands where the swatch has it.
cv::Mat covered(const cv::Mat& bgr, const cv::Mat& zone, const cv::Mat& swatch, int tile);

}  // namespace vitrine::imaging

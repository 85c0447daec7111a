#pragma once

#include "pipeline/imaging/place.hpp"

namespace vitrine::imaging {

/// How steep a picture's steepest edges are, in thousandths: the rise over two pixels as a share of
/// that over six, at nine tenths of its clear edges. 1000: from one pixel to the next, as drawn;
/// about 690: blurred with sigma 1; 440: with sigma 2. 0 if there are fewer than 60 clear edges.
/// Shape: `bgr` CV_8UC3; `mask` CV_8UC1 or empty, 255 = looked at.
int sharpness_of(const cv::Mat& bgr, const cv::Mat& mask = {});

/// Blurs a product that is sharper than anything in its scene, as the same lens would have: the
/// product is what the camera focuses on, so it may be as sharp as the scene's sharpest parts.
/// Never by more than sigma 0.45: at 0.6 half of a label's fine detail is gone, and no gate could
/// tell that from a smeared one. Returns the sigma, 0 if nothing is to be done.
double match_sharpness(Placed& product, int scene_sharpness);

}  // namespace vitrine::imaging

#pragma once

#include <opencv2/core/mat.hpp>

namespace vitrine::imaging {

/// How much of a picture would change its colour visibly if colour were stored at half the
/// resolution (4:2:0): the share of pixels, 0..1, whose red or blue moves by more than 40 levels
/// when Cb and Cr (BT.601, full range) are replaced by the mean of their 2 x 2 block. Such pixels
/// lie at edges of saturated red and blue, where a file in 4:2:0 shows a dark or coloured seam.
/// Integers throughout. Shape: CV_8UC3.
double chroma_bleed(const cv::Mat& bgr);

}  // namespace vitrine::imaging

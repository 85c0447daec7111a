#pragma once

#include <opencv2/core/mat.hpp>

/// Smoothing in whole numbers. OpenCV's float filters give other bytes on other CPUs.
namespace vitrine::imaging {

/// Three box passes, close to a Gaussian of sigma `radius`. CV_8UC1 or CV_8UC3; edges repeat;
/// radius 0 copies.
cv::Mat soft_blur(const cv::Mat& picture, int radius);

/// One box pass of side 2 radius + 1.
cv::Mat box_blur(const cv::Mat& picture, int radius);

/// A picture for every pixel from those with weight > 0: each hole takes the mean of the nearest
/// known ones (pull-push over a pyramid). CV_8UC3 and CV_8UC1; all-zero weights give black.
cv::Mat fill_unknown(const cv::Mat& bgr, const cv::Mat& weight);

}  // namespace vitrine::imaging

#pragma once

#include <opencv2/core/mat.hpp>

#include <vector>

/// What may be used of OpenCV on the way to delivered bytes. Each function below was run with every
/// CPU extension switched off (OPENCV_CPU_DISABLE) and with one and several threads, and gave the
/// same bytes; tests/imaging/exact_test.cpp holds their digests and fails on a machine or version
/// that differs. Also allowed, because they only move or compare 8-bit values: copyTo, setTo,
/// split, merge, mixChannels, extractChannel, flip, transpose, rotate, copyMakeBorder, LUT, min,
/// max, absdiff, inRange, compare, bitwise_*, countNonZero, threshold; and, measured the same way,
/// erode, dilate, morphologyEx, resize with INTER_AREA or INTER_LINEAR_EXACT, connectedComponents
/// and the 8-bit L1 distanceTransform.
///
/// Not allowed, because measured to differ: GaussianBlur on float. Everything not named here has
/// to be measured first. Each function throws std::invalid_argument for other depths than CV_8U.
namespace vitrine::imaging::exact {

/// For the whole process: OpenCV stays on the thread that calls it. Left alone it spreads single
/// calls over a pool of all cores; whoever works on several pictures at once owns the threads. To
/// be called before they begin.
void stay_on_calling_thread();

/// For the whole process: OpenCV takes no CPU extension beyond what every amd64 has, so that its
/// float arithmetic (a network's) repeats on every machine. To be called before threads begin, and
/// only where a network runs: it makes OpenCV slower, and no other bytes.
void use_plain_arithmetic();
bool uses_plain_arithmetic();

/// Gaussian in 8 bits; `sigma` in pixels, the edge is mirrored. Large sigmas are slow (the window
/// is 6 sigma wide): reduce, blur and enlarge instead.
cv::Mat blur(const cv::Mat& picture, double sigma);

/// (b, g, r) to one channel, fixed-point weights of BT.601.
cv::Mat luma(const cv::Mat& bgr);

struct Component {
  cv::Rect box;
  int pixels = 0;
  int label = 0;  ///< its value in `labels`
};
struct Components {
  cv::Mat labels;  ///< CV_32S, 0 = background
  std::vector<Component> all;
};
/// Areas of non-zero pixels that touch at a side or corner, in the order of their first pixel.
Components components(const cv::Mat& mask);

/// CV_32F: how far each non-zero pixel is from the nearest zero one (5 x 5 chamfer distance).
cv::Mat distance_to_zero(const cv::Mat& mask);

}  // namespace vitrine::imaging::exact

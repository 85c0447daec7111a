#pragma once

#include <opencv2/core/mat.hpp>

namespace vitrine::imaging {

/// The main object in front of anything, CV_8UC1, 255 = object. A minimum cut between colours that
/// the border shows and colours of the middle, in whole numbers, so that every machine cuts the
/// same; it works on a copy of at most 400 pixels and is scaled up smoothly.
/// Source: Boykov and Jolly 2001, with colour histograms learned anew from each cut.
cv::Mat segment_object(const cv::Mat& bgr);

}  // namespace vitrine::imaging

#pragma once

#include "pipeline/imaging/picture.hpp"

/// Soft outlines: hair, fur, weave, and whatever was found at a smaller size than the picture's.
namespace vitrine::imaging {

struct RefineOptions {
  int radius = 6;        ///< of the windows in which colours tell alpha, in pixels
  float tolerance = 12;  ///< 8-bit levels of colour that mean nothing
};

/// `alpha` made to follow the picture's edges where `band` is not 0; elsewhere it is copied.
/// Shape:  CV_8UC3, CV_8UC1, CV_8UC1, one size -> CV_8UC1.
/// Source: He, Sun, Tang 2013 (guided filter, colour guidance), with coefficients at no more than
///         1200 pixels a side (He, Sun 2015), so that memory is bounded.
cv::Mat refined(const cv::Mat& bgr,
                const cv::Mat& alpha,
                const cv::Mat& band,
                const RefineOptions& options = {});

/// The product's own colour wherever `alpha` is not 255: what shows of the old backdrop through a
/// soft pixel is taken out, and what lies outside takes the nearest product colour. Of parts that
/// are see-through as a whole (glass, a veil) the colour is what remains without the backdrop.
Picture freed_of_backdrop(const cv::Mat& bgr, const cv::Mat& alpha);

}  // namespace vitrine::imaging

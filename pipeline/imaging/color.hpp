#pragma once

#include <opencv2/core/mat.hpp>

#include <vector>

/// Colour as it is measured and judged, in double precision. Nothing here ends in delivered bytes.
namespace vitrine::imaging {

/// CIE L*a*b*, D65.
struct LabColor {
  double lightness = 0, a = 0, b = 0;

  double chroma() const;
  double hue_degrees() const;  ///< 0..360; 0 for a grey
};

/// Source: IEC 61966-2-1 (sRGB) and CIE 15, with the rows of the usual RGB to XYZ matrix.
LabColor to_lab(const cv::Vec3b& bgr);

/// CIEDE2000 with kL = kC = kH = 1. About 0.5: not visible; 2 to 2.5: visible side by side.
/// Source: Sharma, Wu, Dalal 2005; the published pairs are in tests/imaging/color_test.cpp.
double delta_e_2000(const LabColor& one, const LabColor& other);

/// Smallest angle between two hues, 0..180 degrees.
double hue_distance(const LabColor& one, const LabColor& other);

/// The colour people would name: the middle of the largest group of similar pixels, leaving out
/// highlights and shadow (below the 15th and above the 85th percentile of lightness).
struct DominantColor {
  LabColor median;   ///< of the group, each coordinate for itself
  double share = 0;  ///< of the pixels that were looked at
  int pixels = 0;    ///< looked at; large areas are sampled evenly
};
/// `mask` 255 = looked at. An empty or tiny mask gives `pixels` 0.
DominantColor dominant_color(const cv::Mat& bgr, const cv::Mat& mask);

}  // namespace vitrine::imaging

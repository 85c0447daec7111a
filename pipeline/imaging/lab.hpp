#pragma once

#include <opencv2/core/mat.hpp>

/// CIE Lab (D65) for changing pixels: tables and basic arithmetic only, so that equal input gives
/// equal bytes everywhere. Within 0.02 of the exact formula. `color.hpp` is for measuring.
namespace vitrine::imaging {

struct Lab {
  float L = 0, a = 0, b = 0;
  friend bool operator==(const Lab&, const Lab&) = default;
};

Lab lab_of(cv::Vec3b bgr);
/// The nearest sRGB colour of that lightness; chroma gives way where the screen cannot show it.
cv::Vec3b bgr_of(Lab color);
/// The same, but of the colours less than one level away in each channel the one whose lightness
/// is nearest: a grey has a level for every 0.4 units of L near black, and this a quarter of that.
cv::Vec3b bgr_of_lightness(Lab color);

/// Relative luminance 0..1 of an sRGB level.
float linear_of(std::uint8_t level);
/// The sRGB level of a linear value; clamps.
std::uint8_t level_of(float linear);

/// CV_8UC3 -> CV_32FC3 (L 0..100, a, b).
cv::Mat lab_picture(const cv::Mat& bgr);

/// Euclidean distance (CIE 1976).
float lab_distance(Lab one, Lab other);
float chroma(Lab color);

}  // namespace vitrine::imaging

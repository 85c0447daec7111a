#pragma once

#include "pipeline/quality/reference_text.hpp"

#include <opencv2/core/mat.hpp>

/// A line of the packshot's text as a reader likes it: upright, alone and 30 px high, from the
/// packshot or, by the registration, from a rendering of it.
namespace vitrine::quality {

/// A part of a line, in the line's own frame.
struct LinePart {
  const ReferenceLine& line;
  cv::Rect2d box;  ///< the whole line or one word of it
};
LinePart whole(const ReferenceLine& line);
LinePart word_of(const ReferenceLine& line, std::size_t word);

/// Shape: `bgr` CV_8UC3 -> CV_8UC1, letters of `x_height` px with a margin of half of that and more
/// around them. `registration` leads from the packshot to `bgr`; what lies outside repeats the
/// edge. Enlarged with a cubic, reduced by the mean over each pixel.
cv::Mat view(const cv::Mat& bgr,
             const cv::Matx33d& registration,
             const LinePart& part,
             double x_height);

/// The corners of the part, with its margin, in the registered picture.
std::vector<cv::Point2f> corners(const cv::Matx33d& registration, const LinePart& part);

/// Pixels of the registered picture for one of the packshot, in the middle of the part; 0 or less
/// where the registration mirrors it or sends it to infinity.
double local_scale(const cv::Matx33d& registration, const LinePart& part);

/// The packshot as the rendering shows it around the part: with that picture's pixels, and blurred
/// by `sigma` of them. To be viewed with the registration that comes with it.
struct Simulated {
  cv::Mat bgr;
  cv::Matx33d registration;
};
Simulated simulate(const cv::Mat& packshot,
                   const cv::Matx33d& registration,
                   const LinePart& part,
                   double sigma);

}  // namespace vitrine::quality

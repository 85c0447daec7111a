#pragma once

#include <opencv2/core/mat.hpp>

/// Outlines found by what they are: edges that close around something. Colours alone cannot tell a
/// white bowl from the shelf it stands on, or a grey ball from its shadow. A `picture` is CV_8UC3,
/// or CV_32FC3 and Lab already; Lab is made of it row by row, where it is looked at.
namespace vitrine::imaging {

/// CV_8UC1, 255 where `picture` (lightly smoothed) changes by more than `step` (CIE 1976) over two
/// pixels, and that change is at least `sharpness` of the one over eight: 0.25 is a ramp, as
/// shadows have it, 1 a step.
cv::Mat edge_pixels(const cv::Mat& picture, float step, float sharpness = 0);

/// Those of a `faint` step that carry on at least `least` pixels of a `clear` one.
cv::Mat carried_edges(const cv::Mat& picture, float faint, float clear, float sharpness, int least);

/// CV_8UC1, 255 where the lightness of `picture` changes by more than `step` over two pixels and by
/// more than `ratio` times what it does on the average around: a line by itself, as glass ends, not
/// a slope among slopes, as shadows are. Colour says nothing here: JPEG keeps it in blocks.
cv::Mat lone_edges(const cv::Mat& picture, float step, float ratio);

/// Of `mask` what is joined to at least `least` pixels of `kept`: a faint edge that carries on a
/// clear one (Canny 1986, hysteresis).
cv::Mat joined_to(const cv::Mat& mask, const cv::Mat& kept, int least);

/// Without what extends less than `shortest` pixels either way: grain and compression leave such
/// edges.
cv::Mat without_short(const cv::Mat& mask, int shortest);

/// How closed in every pixel is: of 16 straight ways out to `backdrop` or the frame, on how many an
/// edge is crossed (CV_8UC1, 0..16; 0 on the backdrop). A product's inside has edges all around; a
/// soft shadow is open where it fades.
cv::Mat enclosure(const cv::Mat& edges, const cv::Mat& backdrop);

/// What is joined to the picture's border through `open` (255), at least `gap` pixels from all that
/// is not: no gap narrower than 2 `gap` + 1 lets it through, and the last pixels before an edge are
/// left undecided. The frame is no edge.
cv::Mat joined_to_border(const cv::Mat& open, int gap);

/// Divides the undecided pixels between backdrop and product by a minimum cut: `leaning` says which
/// way a pixel tends by itself (CV_16SC1, > 0 product), and cutting is cheap along edges and dear
/// through what is smooth. `backdrop` and `product` are certain. Returns the product, 255.
/// `calm` is the difference between neighbours, in CIE 1976 units, that means nothing.
cv::Mat divide(const cv::Mat& picture,
               const cv::Mat& backdrop,
               const cv::Mat& product,
               const cv::Mat& leaning,
               float calm);

}  // namespace vitrine::imaging

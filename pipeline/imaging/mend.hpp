#pragma once

#include "pipeline/imaging/lab.hpp"
#include "pipeline/imaging/mesh.hpp"

/// Small mendings of a picture that a model made of a product, from the packshot's true pixels.
/// Each is deterministic and returns a new picture; what they are worth is measured afterwards.
namespace vitrine::imaging {

/// The part of the packshot in `place` replaces what the picture shows there, lit as the picture
/// lights it: fine detail is the packshot's, light and colour of large areas the picture's. What is
/// too unlike to be the same surface in another light (something stands in front) stays.
cv::Mat with_label_restored(const cv::Mat& bgr, const Picture& packshot, const Mesh& place);

/// Shifts the colour of what the packshot's `zone` (CV_8UC1, of its size) covers through `place`.
/// Near black and white the shift fades out, so that neither clips.
cv::Mat with_color_shifted(const cv::Mat& bgr, const cv::Mat& zone, const Mesh& place, Lab shift);

/// Takes a pale or dark line off the surroundings of the product, whose outline is that of the
/// packshot seen through `place`: a ring of `reach` pixels takes the colour of what lies further
/// out.
cv::Mat with_halo_cleaned(const cv::Mat& bgr, const cv::Mat& outline, const Mesh& place, int reach);

}  // namespace vitrine::imaging

#pragma once

#include "pipeline/imaging/picture.hpp"

namespace vitrine::imaging {

/// The product's colour in a pixel of which `share` (0..1) is product and the rest is `backdrop`.
/// The smaller the share, the more the colour is taken from `product`, the one nearby.
cv::Vec3b without_backdrop(const cv::Vec3b& pixel,
                           const cv::Vec3b& product,
                           const cv::Vec3b& backdrop,
                           float share);

/// Turns a hard cut into a soft one. In a band of `reach` pixels along the cut each pixel is seen
/// as a mixture of the product's colour further in and the backdrop's; the share is its alpha, and
/// the backdrop's part is taken out of its colour, so that no rim of the old backdrop is left.
/// `inside` is CV_8UC1, 255 = product; `backdrop` is the colour behind each pixel. Pixels with
/// alpha 0 take the nearest product colour, so that any resampling stays clean.
Picture soften_edges(const cv::Mat& bgr, const cv::Mat& inside, const cv::Mat& backdrop, int reach);

/// Takes a pale or dark rim off a picture that came with an alpha: pixels that are partly
/// transparent lean towards the colour further in.
Picture clean_rim(const Picture& cutout);

}  // namespace vitrine::imaging

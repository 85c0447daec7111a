#pragma once

#include "pipeline/imaging/picture.hpp"

namespace vitrine::finish {

/// Removes what a cut-out left lying around: haze and dust further from the product than JPEG's
/// ringing reaches (16 px).
/// `picture.alpha` is changed only where `product` (0 / 255, the same size) is far.
imaging::Picture without_leftovers(const imaging::Picture& picture, const cv::Mat& product);

/// Near-white that is joined to the frame's border becomes exactly white; the product is left
/// alone. With an empty `product` only what is very nearly white is touched, so that a white
/// product of unknown outline keeps its shading.
cv::Mat whitened(const cv::Mat& bgr, const cv::Mat& product);

}  // namespace vitrine::finish

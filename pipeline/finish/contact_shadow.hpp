#pragma once

#include "pipeline/imaging/picture.hpp"

namespace vitrine::finish {

/// A soft shadow where the product (`picture.alpha`) stands, laid under it as translucent black.
/// Nothing under a product whose foot is not in the frame.
imaging::Picture with_contact_shadow(const imaging::Picture& picture, const cv::Mat& product);

}  // namespace vitrine::finish

#pragma once

#include "pipeline/imaging/picture.hpp"

namespace vitrine::imaging {

/// The picture laid on white, opaque; one without alpha as it is. In 8 bits, rounded to nearest.
cv::Mat on_white(const Picture& picture);

}  // namespace vitrine::imaging

#pragma once

#include "pipeline/imaging/stage.hpp"

namespace vitrine::imaging {

/// What lies behind a stage's surface, out of focus, over the whole picture.
cv::Mat draw_wall(const Stage& stage, cv::Size size);

}  // namespace vitrine::imaging

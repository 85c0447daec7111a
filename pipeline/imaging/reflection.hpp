#pragma once

#include "pipeline/imaging/place.hpp"

namespace vitrine::imaging {

/// The product mirrored in the surface it stands on, in place: strongest at the foot, gone at seven
/// tenths of the product's height, a little blurred. Each column is mirrored in its own lowest
/// point, as the foot of a round thing is; what does not touch the ground (a spout, a handle) in
/// the level of the foot.
/// `strength` 0..1: how much of the surface's colour the mirror image replaces at the foot.
void mirror_below(cv::Mat& scene, const Placed& product, float strength);

}  // namespace vitrine::imaging

#pragma once

#include "pipeline/studio/cutting.hpp"

#include <vector>

namespace vitrine::studio {

/// One article of a group: its size at the group's scale, in pixels.
struct GroupPlace {
  std::size_t item = 0;  ///< in the list that was given
  cv::Rect box;          ///< in the group's own frame
};

/// Where articles stand so that each is seen: the tallest in the middle and farthest back, the
/// others at its sides in turn, smaller ones outside and nearer, each covering a little of the one
/// behind it. What stands back is as much smaller as perspective makes it (kGroupFarthest).
/// Order: from the farthest to the nearest, as they are painted. The frame begins at (0, 0) and
/// ends where the outermost box ends; the nearest ones stand on its lower side.
std::vector<GroupPlace> group_places(const std::vector<cv::Size>& items);

/// Every member cut out or recoloured as it would be alone, then put together at true relative
/// scale, the nearer over the farther, with the little light that they take from each other.
/// Errors: bad_spec if members without a height stand beside others.
util::Result<ProductAlone> arrange_group(const domain::RenderRequest& request,
                                         const Sources& sources);

}  // namespace vitrine::studio

#pragma once

#include "pipeline/imaging/picture.hpp"
#include "pipeline/util/result.hpp"

namespace vitrine::imaging {

enum class CutMethod {
  plain_backdrop,   ///< the border told the backdrop's colour everywhere
  unclear_outline,  ///< the same, but in places nothing to see where the product ends: white on
                    ///< white
  segmented,        ///< by minimum cut: good, but worth a look
};
const char* to_text(CutMethod method);

struct CutOut {
  Picture picture;  ///< the input's frame; edge colours freed of the backdrop
  CutMethod method = CutMethod::plain_backdrop;
  /// Share of the outline that lies on edges of the packshot; 1 for a mask that was given.
  double outline_on_edges = 1;
};

struct MatteOptions {
  bool see_through = false;  ///< glass and the like: what shows the backdrop becomes translucent
};

/// Cuts the product out of a packshot. On a plain backdrop (one colour, a gradient, a wall above a
/// shelf) the backdrop is flooded from the border, through its soft shadows and into holes such as
/// handles; on anything else the main object is segmented.
/// Errors: bad_image below 32 pixels, or if nothing that could be a product is left.
util::Result<CutOut> product_matte(const cv::Mat& bgr, const MatteOptions& options = {});

/// The cut-out for a mask somebody drew (any grey, the picture's size): a hard one gets soft edges,
/// a soft one is kept and only freed of the backdrop's rim.
CutOut matte_from_mask(const cv::Mat& bgr, const cv::Mat& mask);

}  // namespace vitrine::imaging

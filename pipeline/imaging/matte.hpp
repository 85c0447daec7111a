#pragma once

#include "pipeline/imaging/picture.hpp"
#include "pipeline/util/result.hpp"

namespace vitrine::imaging {

enum class CutMethod {
  plain_backdrop,   ///< the border told the backdrop's colour everywhere
  unclear_outline,  ///< the same, but in places nothing to see where the product ends: white on
                    ///< white
  missing_glass,    ///< the same, but beside the product something clear seems to be left out
  segmented,        ///< by minimum cut: good, but worth a look
  network,          ///< by a matting network
};
const char* to_text(CutMethod method);

struct CutOut {
  Picture picture;  ///< the input's frame; edge colours freed of the backdrop
  CutMethod method = CutMethod::plain_backdrop;
  /// Share of the outline that lies on edges of the packshot; 1 for a mask that was given.
  double outline_on_edges = 1;
  /// What may be clear glass and was left out, as a share of it and the product together.
  double clear_glass = 0;
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

/// The cut-out for the shares of product that somebody guessed at (a matting network): CV_8UC1 over
/// the same picture at any size. In the band where they are neither all nor nothing alpha follows
/// the picture's own edges, and the backdrop is taken out of its colours.
/// Errors: bad_image if hardly anything, or nearly everything, is product.
util::Result<CutOut> matte_from_shares(const cv::Mat& bgr, const cv::Mat& shares);

}  // namespace vitrine::imaging

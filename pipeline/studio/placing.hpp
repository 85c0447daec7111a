#pragma once

#include "pipeline/domain/request.hpp"
#include "pipeline/util/result.hpp"

#include <opencv2/core/mat.hpp>

#include <optional>
#include <vector>

namespace vitrine::studio {

/// Where products go in a backdrop, in its pixels.
struct Arrangement {
  std::vector<cv::Rect>
      boxes;  ///< of the products' opaque pixels; the lower side stands on the surface
  bool true_scale = false;  ///< by the product's size and the surface's front edge
  bool was_fitted = false;  ///< asked larger than the picture can show, so reduced
  /// Tangent of the angle at which the camera looks down on the foot, from where the surface's
  /// sides meet, for a lens of usual length. Nothing: they never meet, or none are known.
  std::optional<double> foreshortening;
};

/// `products` are the sizes of the cut-outs' product boxes, in their own pixels. Several stand side
/// by side at one scale, their middle where one would stand.
/// The scale is true where the surface's front edge and a size of the product are known: on a
/// rectangle in perspective, widths shrink as its sides run together. Else `height` rules, else
/// `usual_height`, a fraction of the picture's.
Arrangement arrange(const domain::Placement& placement,
                    cv::Size backdrop,
                    const std::vector<cv::Size>& products,
                    double usual_height);

/// The largest part of the backdrop with this aspect, as near its middle as the products allow.
cv::Rect crop_around(cv::Size backdrop, domain::Aspect aspect, const std::vector<cv::Rect>& boxes);

/// Where a surface's polygon lies in a crop of the backdrop that was scaled to `size`: CV_8UC1, 255
/// inside (even-odd rule); empty without a polygon.
cv::Mat surface_mask(const std::vector<domain::Point>& polygon,
                     cv::Size backdrop,
                     cv::Rect crop,
                     cv::Size size);

}  // namespace vitrine::studio

#pragma once

#include <opencv2/core/mat.hpp>

namespace vitrine::imaging {

/// The product's pixels in an alpha channel: at least half opaque, or, of glass, at least a tenth.
/// Glass is told from a soft shadow in the same channel by its sharp silhouette. Specks are left
/// out: less than 0.1 % of all those pixels.
/// Shape: CV_8UC1 -> CV_8UC1 of 0 and 255.
cv::Mat product_area(const cv::Mat& alpha);

/// The smallest box around the non-zero pixels; empty if there are none.
cv::Rect bounding_box(const cv::Mat& mask);

/// Variance of the Laplacian of luma over the mask: how much fine detail there is. The 3 x 3
/// kernel with -4 in the middle. It grows and falls with scale, so compare at equal size only.
/// 0 for an empty mask.
double laplacian_variance(const cv::Mat& bgr, const cv::Mat& mask);

}  // namespace vitrine::imaging

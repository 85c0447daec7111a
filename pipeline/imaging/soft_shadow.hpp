#pragma once

#include <opencv2/core/mat.hpp>

namespace vitrine::imaging {

/// A picture's lightness as shadows are looked for in it.
class SoftShadows {
 public:
  /// `bgr` is CV_8UC3.
  explicit SoftShadows(const cv::Mat& bgr);

  /// `found` (CV_8UC1, 255 = backdrop) with the shadows that join it. Shadows are calm, look like
  /// one (`shadow_like`), cross none of `edges`, and only ever darken on the way in: where it grows
  /// lighter again, the product has begun. A pale product can let them in all the same: what lies
  /// framed by the rest of it is given back. Just `found` if so much would go that it must be the
  /// product itself, smooth and grey.
  cv::Mat joined_to(const cv::Mat& found, const cv::Mat& shadow_like, const cv::Mat& edges) const;

 private:
  cv::Mat lightness_;  ///< CV_8UC1, L x 2.5, lightly smoothed
  cv::Mat calm_;       ///< CV_8UC1, 255 where lightness changes slowly
};

}  // namespace vitrine::imaging

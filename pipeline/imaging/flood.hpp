#pragma once

#include <opencv2/core/mat.hpp>

namespace vitrine::imaging {

/// Finds what of a picture is backdrop. Masks are CV_8UC1, 255 = backdrop.
class BackdropFlood {
 public:
  /// `noise` is the backdrop's own unrest in CIE 1976 units; `wary` stops at fainter differences
  /// and never goes into shadows: for glass.
  BackdropFlood(const cv::Mat& bgr, double noise, bool wary);

  /// What resembles `backdrop` (CV_8UC3, same size) and is joined to the border.
  cv::Mat alike(const cv::Mat& backdrop) const;
  /// The same with the backdrop's soft shadows, and with holes such as handles.
  cv::Mat complete(const cv::Mat& backdrop) const;

 private:
  struct Comparison;
  /// Against the colours `slack` rows above and below, too.
  Comparison compare(const cv::Mat& backdrop, int slack) const;
  void add_shadows(const cv::Mat& shadow_like, cv::Mat& found) const;
  void add_holes(const Comparison& with, cv::Mat& found) const;
  void trim_rim(const Comparison& with, cv::Mat& found) const;

  cv::Mat bgr_;
  cv::Mat lab_;
  cv::Mat lightness_;  ///< CV_8UC1, L x 2.5, lightly smoothed
  cv::Mat calm_;       ///< CV_8UC1, 255 where lightness changes slowly
  float unrest_;
  bool wary_;
};

}  // namespace vitrine::imaging

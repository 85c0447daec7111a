#pragma once

#include "pipeline/imaging/soft_shadow.hpp"

#include <opencv2/core/mat.hpp>

namespace vitrine::imaging {

/// Finds what of a picture is backdrop, where the backdrop is plain. Masks are CV_8UC1, 255 =
/// backdrop. Three kinds of evidence are weighed: a pixel's colour against the backdrop's (its
/// shadows too), edges that close around it, and the colours of what is certainly product.
class BackdropFlood {
 public:
  /// `noise` is the backdrop's own unrest in CIE 1976 units. `see_through`: the product is glass,
  /// so its colours are the backdrop's and only faint edges tell it.
  BackdropFlood(const cv::Mat& bgr, double noise, bool see_through);

  /// What resembles `backdrop` (CV_8UC3, same size) and is joined to the border.
  cv::Mat alike(const cv::Mat& backdrop) const;
  /// The same with the backdrop's soft shadows, and with openings such as handles.
  cv::Mat complete(const cv::Mat& backdrop) const;
  /// How much of the outline of `product` (255) lies on edges of the picture, 0..1: where it does
  /// not, the cut was drawn through something smooth and is a guess.
  double outline_on_edges(const cv::Mat& product) const;
  /// Pixels of what may be clear glass beside `product` (255): the largest compact part that shows
  /// the backdrop though lines close around it. An opening is closed in by the product itself, and
  /// a shadow fades.
  int clear_glass(const cv::Mat& backdrop, const cv::Mat& product) const;

 private:
  struct Comparison;
  struct Undecided;
  /// Against the colours `slack` rows above and below, too.
  Comparison compare(const cv::Mat& backdrop, int slack) const;
  float limit_of_alike() const;
  float typical_distance(const Comparison& with) const;
  cv::Mat edges(const Comparison& with, float sharpness) const;
  Undecided undecided(const Comparison& with,
                      const cv::Mat& found,
                      const cv::Mat& outlines,
                      const cv::Mat& edges) const;
  cv::Mat without_product(Comparison with,
                          const cv::Mat& found,
                          const cv::Mat& outlines,
                          const cv::Mat& edges) const;
  void trim_rim(const Comparison& with, cv::Mat& found) const;

  cv::Mat bgr_;
  SoftShadows shadows_;
  cv::Mat smooth_;  ///< the picture without its grain
  float unrest_;
  bool see_through_;
};

}  // namespace vitrine::imaging

#pragma once

#include <opencv2/core/mat.hpp>

#include <array>
#include <utility>
#include <vector>

/// A reference and another picture of the same thing, brought to lie on each other. A registration
/// holds for planes; bottles turn and cushions bend, so a smooth displacement is fitted on top of
/// it. For measuring only.
namespace vitrine::imaging {

/// A smooth displacement over the reference: polynomials of total degree 4 in (u, v), which run
/// from -1 to 1 over the reference's frame. In units of the frame's longer half side.
struct Bend {
  static constexpr int kTerms = 15;
  std::array<double, kTerms> x{}, y{};
  cv::Point2d at(double u, double v) const;
  friend bool operator==(const Bend&, const Bend&) = default;
};

/// How the frame of a reference (its size in pixels) lies in another picture: bent, then projected.
struct Alignment {
  cv::Matx33d to_picture = cv::Matx33d::eye();  ///< from the frame's pixels
  Bend bend;
  cv::Size frame;
  /// Of the frame -> of the picture. Beyond the frame's edge the bend is that of the edge.
  cv::Point2d operator()(cv::Point2d point) const;
};

/// The picture as it looks in a part of the reference's frame (`window`, in its pixels; may reach
/// over its edge), drawn in `size` pixels. Reduced with averaging where it is finer than that. What
/// lies over the picture's edge repeats it. Shape: CV_8UC1 or C3 -> same type.
cv::Mat laid_on_frame(const cv::Mat& picture,
                      const Alignment& alignment,
                      const cv::Rect2d& window,
                      cv::Size size);
/// The whole frame.
cv::Mat laid_on_frame(const cv::Mat& picture, const Alignment& alignment, cv::Size size);

/// Structure without light: each pixel minus the mean around it (Gaussian, `sigma`, counting pixels
/// of `mask` only), 0 outside of the mask. CV_8UC1 -> CV_32FC1.
cv::Mat structure(const cv::Mat& grey, const cv::Mat& mask, double sigma);

/// Adds the bend to a registration: tiles of the reference's structure are looked for around where
/// the registration puts them, coarse to fine, and a smooth displacement is fitted to those found,
/// without the outliers. `reference` is CV_8UC1 in its frame, `mask` 255 = product there, `grey`
/// the whole picture. `pairs` (frame, picture) that are already known give the search its start;
/// some may be wrong.
Alignment refine(const cv::Mat& reference,
                 const cv::Mat& mask,
                 const cv::Mat& grey,
                 const cv::Matx33d& to_picture,
                 const std::vector<std::pair<cv::Point2d, cv::Point2d>>& pairs = {});

}  // namespace vitrine::imaging

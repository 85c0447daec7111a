#pragma once

#include "pipeline/imaging/keypoints.hpp"

#include <opencv2/core/mat.hpp>

#include <utility>
#include <vector>

/// Where a known thing stands in another picture. Deterministic: no random sampling. For measuring
/// only.
namespace vitrine::imaging {

/// One place where the reference was found again.
struct Registration {
  /// Reference pixel (x, y, 1) to picture pixel, scaled so that the last element is 1.
  cv::Matx33d to_picture = cv::Matx33d::eye();
  int matches = 0;  ///< pairs that look alike, wherever they lie (of all places together)
  int inliers = 0;  ///< of them those that agree on this place
  /// Pairs (reference, picture) that lie near it, on the plane or bent away from it: what a
  /// displacement is fitted to. A few are wrong.
  std::vector<std::pair<cv::Point2d, cv::Point2d>> near;
  double ratio() const { return matches == 0 ? 0 : static_cast<double>(inliers) / matches; }
};

cv::Point2d project(const cv::Matx33d& homography, cv::Point2d point);

/// The lengths of a reference's unit square at `point` in the picture: the singular values of the
/// homography's derivative there, larger one first.
struct LocalScale {
  double larger = 0, smaller = 0;
};
LocalScale local_scale(const cv::Matx33d& homography, cv::Point2d point);

/// Places of the reference in the picture, best first, none with fewer than `least` inliers. Each
/// keypoint of the picture votes once, for the keypoint of the reference that it resembles clearly
/// more than any other (Lowe's ratio, 0.8); so two copies of a product give two places.
/// `reference_box` is what the reference's keypoints lie in; tolerances are shares of it. A place
/// is plausible if it is not mirrored, 1/20 to 5 times the size and not folded by perspective.
std::vector<Registration> find_places(const Keypoints& reference,
                                      const cv::Rect& reference_box,
                                      const Keypoints& picture,
                                      int least,
                                      int most_places);

}  // namespace vitrine::imaging

#pragma once

#include "pipeline/imaging/registration.hpp"
#include "pipeline/quality/identity.hpp"
#include "pipeline/quality/tile_likeness.hpp"

#include <optional>

/// The steps that a self-test and an exam have in common.
namespace vitrine::quality {

/// Sizes at which products are compared: the longer side of the box, pixels. Fixed, so that limits
/// of a size hold tile by tile.
inline constexpr int kSides[] = {724, 512, 362, 256, 181};

inline constexpr int kRegistrationSide = 512;
inline constexpr int kReferenceKeypoints = 500, kRenderingKeypoints = 1100;
inline constexpr int kLeastInliers = 6, kFewInliers = 14;

/// The cut-out as it is compared at one size.
struct ReferenceView {
  int side = 0;
  cv::Mat grey;  ///< CV_8UC1
  cv::Mat mask;  ///< CV_8UC1, 255 = product without its rim
  cv::Mat near;  ///< CV_8UC1, 255 = also of the rim: where what is in `mask` may be seen, too
};
ReferenceView view_at(const IdentityReference& reference, int side);

/// Everything about the cut-out that is computed from its pixels alone, and cheap.
IdentityReference prepared(const imaging::Picture& cutout, const std::vector<ColorTarget>& zones);

/// Where the product stands, best place first.
std::vector<imaging::Registration> places_of(const IdentityReference& reference,
                                             const cv::Mat& rendering);

/// A place, looked at closely.
struct Look {
  FoundProduct found;
  imaging::LocalScale scale;  ///< rendering's pixels per cut-out's pixel, in the product's middle
  double wider = 1;           ///< width over height, as a share of the cut-out's, over the anchors
  std::vector<cv::Point2d> anchors;  ///< what was surely found again, pixels of the cut-out
  cv::Point2d spread;  ///< of the anchors: standard deviation, share of the cut-out's box
  int side = 0;        ///< of `kSides`; 0: too small to compare
  ReferenceView view;  ///< at that side
  cv::Mat laid;        ///< CV_8UC1, the picture as it lies there
  TileComparison tiles;
  std::vector<float>
      lone;  ///< tile by tile: how far it is from the third nearest anchor, pixels of `side`
  std::vector<float> from_print;  ///< and from the third nearest print that lies where it should
  /// Tile by tile: how far the nearest anchor lies beside the alignment, pixels of `side`.
  std::vector<cv::Point2d> drift;
};
/// From each tile to the third nearest of `anchors`, in the tiles' pixels: a lone one may be
/// chance.
std::vector<float> third_nearest(const TileComparison& tiles,
                                 const std::vector<cv::Point2d>& anchors);
Look look_at(const IdentityReference& reference,
             const cv::Mat& rendering,
             const imaging::Registration& place);

}  // namespace vitrine::quality

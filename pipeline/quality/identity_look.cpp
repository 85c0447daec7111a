#include "pipeline/quality/identity_look.hpp"

#include "pipeline/imaging/exact.hpp"
#include "pipeline/imaging/measure.hpp"
#include "pipeline/imaging/registration.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace vitrine::quality {
namespace {

constexpr double kRim = 0.05;  // of the side; there the product's roundness is seen
constexpr double kOuterRim = 0.012;
constexpr double kMostEnlarged = 1.12;
constexpr double kAnchored = 0.012;  // of the side

cv::Size size_at(cv::Size whole, int side) {
  const double f = static_cast<double>(side) / std::max(whole.width, whole.height);
  return {std::max(8, static_cast<int>(std::lround(whole.width * f))),
          std::max(8, static_cast<int>(std::lround(whole.height * f)))};
}

cv::Mat resized(const cv::Mat& picture, cv::Size size) {
  if (picture.size() == size) return picture.clone();
  cv::Mat result;
  const bool smaller = size.width < picture.cols;
  cv::resize(picture, result, size, 0, 0, smaller ? cv::INTER_AREA : cv::INTER_LINEAR);
  return result;
}

/// From the pixels of the prepared product to the cut-out's.
cv::Matx33d to_cutout(const IdentityReference& reference) {
  const cv::Rect& box = reference.box;
  const double fx = static_cast<double>(box.width) / reference.product.width();
  const double fy = static_cast<double>(box.height) / reference.product.height();
  return {fx, 0, box.x + 0.5 * fx - 0.5, 0, fy, box.y + 0.5 * fy - 0.5, 0, 0, 1};
}

/// How much more the cut-out is scaled across than upright where it was found again: least squares
/// over the anchors.
double width_over_height(const std::vector<cv::Point2d>& anchors,
                         const cv::Matx33d& to_cutout,
                         const imaging::Alignment& alignment) {
  const cv::Matx33d back = to_cutout.inv();
  cv::Mat left(static_cast<int>(anchors.size()), 3, CV_64F), right(left.rows, 2, CV_64F), solved;
  for (int i = 0; i < left.rows; ++i) {
    const cv::Point2d from = anchors[static_cast<std::size_t>(i)];
    const cv::Point2d to = alignment(imaging::project(back, from));
    left.at<double>(i, 0) = from.x, left.at<double>(i, 1) = from.y, left.at<double>(i, 2) = 1;
    right.at<double>(i, 0) = to.x, right.at<double>(i, 1) = to.y;
  }
  cv::solve(left, right, solved, cv::DECOMP_SVD);
  return std::hypot(solved.at<double>(0, 0), solved.at<double>(0, 1)) /
         std::max(1e-9, std::hypot(solved.at<double>(1, 0), solved.at<double>(1, 1)));
}

cv::Point2d spread_of(const std::vector<cv::Point2d>& anchors, const cv::Rect& box) {
  cv::Point2d sum, squares;
  for (const cv::Point2d& each : anchors) {
    sum += each;
    squares += cv::Point2d(each.x * each.x, each.y * each.y);
  }
  const double n = static_cast<double>(std::max<std::size_t>(1, anchors.size()));
  const auto deviation = [&](double all, double square) {
    return std::sqrt(std::max(0.0, square / n - all / n * all / n));
  };
  return {deviation(sum.x, squares.x) / box.width, deviation(sum.y, squares.y) / box.height};
}

/// Of each tile, what the nearest anchor lies beside the alignment.
std::vector<cv::Point2d> drifts(const TileComparison& tiles,
                                const std::vector<std::pair<cv::Point2d, cv::Point2d>>& beside,
                                const cv::Matx33d& to_tiles) {
  std::vector<cv::Point2d> there, result;
  for (const auto& [anchor, off] : beside) there.push_back(imaging::project(to_tiles, anchor));
  for (const TileLikeness& tile : tiles.tiles) {
    double least = 1e18;
    cv::Point2d drift;
    for (std::size_t i = 0; i < there.size(); ++i) {
      const cv::Point2d apart = there[i] - cv::Point2d(tile.middle);
      const double distance = apart.dot(apart);
      if (distance < least) least = distance, drift = beside[i].second * to_tiles(0, 0);
    }
    result.push_back(drift);
  }
  return result;
}

}  // namespace

std::vector<float> third_nearest(const TileComparison& tiles,
                                 const std::vector<cv::Point2d>& anchors) {
  std::vector<float> result;
  for (const TileLikeness& tile : tiles.tiles) {
    std::array<double, 3> least{1e18, 1e18, 1e18};  // squares, falling behind each other
    for (const cv::Point2d& anchor : anchors) {
      const cv::Point2d apart = anchor - cv::Point2d(tile.middle);
      double distance = apart.dot(apart);
      for (double& each : least)
        if (distance < each) std::swap(distance, each);
    }
    result.push_back(static_cast<float>(std::sqrt(least.back())));
  }
  return result;
}

ReferenceView view_at(const IdentityReference& reference, int side) {
  ReferenceView view;
  view.side = side;
  const cv::Size size = size_at(reference.product.bgr.size(), side);
  view.grey = imaging::exact::luma(resized(reference.product.bgr, size));
  const cv::Mat solid = resized(reference.product.alpha, size) > 250;
  // Over the picture's edge is outside.
  cv::Mat framed, depth;
  cv::copyMakeBorder(solid, framed, 1, 1, 1, 1, cv::BORDER_CONSTANT, 0);
  depth = imaging::exact::distance_to_zero(framed);
  depth = depth(cv::Rect(1, 1, size.width, size.height));
  view.mask = depth > std::max(3.0, kRim * side);
  view.near = depth > std::max(2.0, kOuterRim * side);
  return view;
}

IdentityReference prepared(const imaging::Picture& cutout, const std::vector<ColorTarget>& zones) {
  IdentityReference reference;
  reference.cutout = cutout.bgr.size();
  if (!cutout.has_alpha()) {
    reference.unusable = "the packshot is not cut out";
    return reference;
  }
  const cv::Mat area = imaging::product_area(cutout.alpha);
  reference.box = imaging::bounding_box(area);
  if (std::min(reference.box.width, reference.box.height) < 16) {
    reference.unusable = "the packshot shows no product";
    return reference;
  }
  const int longer = std::max(reference.box.width, reference.box.height);
  const cv::Size size = size_at(reference.box.size(), std::min(longer, kIdentitySide));
  // What hides under transparent pixels is nobody's colour.
  cv::Mat clean = cutout.bgr(reference.box).clone();
  clean.setTo(cv::Scalar::all(255), cutout.alpha(reference.box) == 0);
  reference.product = {resized(clean, size), resized(area(reference.box), size)};
  for (const ColorTarget& zone : zones) {
    if (!zone.mask.empty() && zone.mask.size() != reference.cutout) continue;
    ColorTarget kept = zone;
    if (!kept.mask.empty()) kept.mask = resized(kept.mask(reference.box), size);
    reference.zones.push_back(std::move(kept));
  }
  return reference;
}

std::vector<imaging::Registration> places_of(const IdentityReference& reference,
                                             const cv::Mat& rendering) {
  const imaging::Keypoints points =
      imaging::find_keypoints(rendering, {}, kRegistrationSide, kRenderingKeypoints);
  auto places = imaging::find_places(reference.keypoints, reference.box, points, kLeastInliers, 3);
  if (!places.empty() && places.front().inliers >= kFewInliers) return places;
  // A small product has too few keypoints left; those of the whole picture cost four times as much.
  if (std::max(rendering.cols, rendering.rows) < kRegistrationSide * 5 / 4) return places;
  const imaging::Keypoints more =
      imaging::find_keypoints(rendering, {}, 2 * kRegistrationSide, 2 * kRenderingKeypoints);
  auto finer = imaging::find_places(reference.keypoints, reference.box, more, kLeastInliers, 3);
  return finer.empty() ? places : finer;
}

Look look_at(const IdentityReference& reference,
             const cv::Mat& rendering,
             const imaging::Registration& place) {
  Look look;
  const cv::Rect& box = reference.box;
  look.found.to_rendering = place.to_picture;
  look.found.inliers = place.inliers;
  look.found.ratio = place.ratio();
  look.scale =
      imaging::local_scale(place.to_picture, {box.x + box.width / 2.0, box.y + box.height / 2.0});
  const double side =
      std::max(box.width, box.height) * std::sqrt(look.scale.larger * look.scale.smaller);
  const int own = std::max(reference.product.width(), reference.product.height());
  for (const int each : kSides)
    if (look.side == 0 && each <= side * kMostEnlarged && each <= own * kMostEnlarged)
      look.side = each;
  if (look.side == 0) return look;

  const cv::Mat grey = imaging::exact::luma(rendering);
  const ReferenceView fine = view_at(reference, look.side);
  const ReferenceView coarse = view_at(reference, std::min(look.side, 384));
  imaging::Alignment& alignment = look.found.alignment;
  // The bend knows no pixels, so one that was found at one size holds at all.
  const double f = static_cast<double>(reference.product.width()) / coarse.grey.cols;
  const double g = static_cast<double>(reference.product.height()) / coarse.grey.rows;
  const cv::Matx33d enlarging(f, 0, 0.5 * f - 0.5, 0, g, 0.5 * g - 0.5, 0, 0, 1);
  const cv::Matx33d from_product = place.to_picture * to_cutout(reference);
  const cv::Matx33d to_coarse = (to_cutout(reference) * enlarging).inv();
  auto pairs = place.near;
  for (auto& pair : pairs) pair.first = imaging::project(to_coarse, pair.first);
  alignment = imaging::refine(coarse.grey, coarse.mask, grey, from_product * enlarging, pairs);
  alignment.to_picture = from_product;
  alignment.frame = reference.product.bgr.size();
  // Anchors are the pairs that the alignment, bent as it is, agrees with.
  const cv::Matx33d to_product = to_cutout(reference).inv();
  const double tolerance = kAnchored * std::max(box.width, box.height) *
                           std::sqrt(look.scale.larger * look.scale.smaller);
  std::vector<cv::Point2d>& anchors = look.anchors;
  std::vector<std::pair<cv::Point2d, cv::Point2d>> beside;  // and by how much, of the cut-out
  const cv::Matx33d back = place.to_picture.inv();
  for (const auto& [from, to] : place.near) {
    const cv::Point2d there = alignment(imaging::project(to_product, from));
    if (cv::norm(there - to) >= tolerance) continue;
    anchors.push_back(from);
    beside.emplace_back(from, imaging::project(back, to) - imaging::project(back, there));
  }
  look.spread = spread_of(anchors, box);
  if (anchors.size() >= 3) look.wider = width_over_height(anchors, to_cutout(reference), alignment);
  look.laid = imaging::laid_on_frame(grey, alignment, fine.grey.size());
  look.tiles = compare_tiles(fine.grey, look.laid, fine.mask);
  const double shrink = static_cast<double>(fine.grey.cols) / box.width;
  const cv::Matx33d to_tiles(shrink, 0, -shrink * box.x, 0, shrink, -shrink * box.y, 0, 0, 1);
  std::vector<cv::Point2d> near;
  for (const cv::Point2d& anchor : anchors) near.push_back(imaging::project(to_tiles, anchor));
  look.lone = third_nearest(look.tiles, near);
  look.drift = drifts(look.tiles, beside, to_tiles);
  look.view = fine;
  return look;
}

}  // namespace vitrine::quality

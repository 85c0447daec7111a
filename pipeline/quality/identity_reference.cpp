#include "pipeline/imaging/restage.hpp"
#include "pipeline/quality/identity_look.hpp"
#include "pipeline/quality/identity_record.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <numbers>

namespace vitrine::quality {
namespace {

constexpr int kLeastSelfInliers = 25;
constexpr std::size_t kGivenTiles = 60;  // the least alike are looked at again with give

/// Other cameras and other lights, as a scene may have them.
std::vector<imaging::Restaging> restagings(int side) {
  constexpr double degree = std::numbers::pi / 180;
  imaging::Restaging one;
  const int frame = std::max(512, side * 10 / 8);
  one.frame = {frame, frame};
  one.height = 1.03 * side / frame;
  one.turn = 6 * degree;
  one.keystone = {0.06, -0.04};
  one.gain = {0.8, 0.95, 1.05};
  one.slope = {0.4, 0.2};
  one.blur = 0.6;
  one.grain = 2;
  one.jpeg = 86;
  imaging::Restaging other = one;
  other.height = 1.3 * side / frame;
  if (other.height > 0.8) other.height = 1.1 * side / frame;
  other.turn = -11 * degree;
  other.keystone = {-0.08, 0.05};
  other.gain = {0.8, 0.7, 0.62};
  other.slope = {-0.3, 0.5};
  other.shadow = 0.35;
  other.blur = 0.7;
  other.grain = 3;
  other.seed = 2;
  return {one, other};
}

void note(const TileComparison& seen, TileLimits& limits) {
  const std::size_t n = seen.tiles.size();
  std::vector<float> likeness(n);
  std::vector<std::size_t> order(n);
  for (std::size_t i = 0; i < n; ++i) likeness[i] = seen.tiles[i].likeness, order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return likeness[a] < likeness[b]; });
  for (std::size_t i = 0; i < std::min(n, kGivenTiles); ++i)
    likeness[order[i]] = with_give(seen, seen.tiles[order[i]], 1).tile.likeness;
  const bool first = limits.likeness.empty();
  if (first) limits.likeness.resize(n), limits.sharpness.resize(n), limits.added.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const TileLikeness& tile = seen.tiles[i];
    limits.likeness[i] = first ? likeness[i] : std::min(limits.likeness[i], likeness[i]);
    limits.sharpness[i] = first ? tile.sharpness : std::min(limits.sharpness[i], tile.sharpness);
    limits.added[i] = std::max(limits.added[i], tile.added);
  }
  limits.blur = std::max(limits.blur, static_cast<float>(seen.blur));
}

/// To the steps in which they are recorded, so that a record gives the same verdicts.
TileLimits rounded(TileLimits limits) {
  for (float& value : limits.likeness) value = recorded_likeness(record_of_likeness(value));
  for (float& value : limits.sharpness) value = recorded_sharpness(record_of_sharpness(value));
  for (float& value : limits.added) value = recorded_added(record_of_added(value));
  return limits;
}

}  // namespace

IdentityReference study(const imaging::Picture& cutout, const std::vector<ColorTarget>& zones) {
  IdentityReference reference = prepared(cutout, zones);
  if (!reference.usable()) return reference;
  const cv::Rect& box = reference.box;
  cv::Mat shown = cutout.bgr(box).clone();
  shown.setTo(cv::Scalar::all(255), cutout.alpha(box) == 0);
  reference.keypoints = imaging::find_keypoints(shown, cutout.alpha(box) > 250, kRegistrationSide,
                                                kReferenceKeypoints);
  for (imaging::Keypoint& point : reference.keypoints.points)
    point.x += static_cast<float>(box.x), point.y += static_cast<float>(box.y);

  const int longer = std::max(box.width, box.height);
  for (const int side : kSides) {
    if (side > longer * 1.12) continue;
    TileLimits limits;
    limits.side = side;
    int tests = 0;
    for (const imaging::Restaging& how : restagings(side)) {
      const imaging::Restaged made = imaging::restage(cutout, box, how);
      const auto places = places_of(reference, made.bgr);
      const int inliers = places.empty() ? 0 : places.front().inliers;
      if (side >= 362 || tests > 0) reference.self_inliers.push_back(inliers);
      if (inliers < kLeastInliers) continue;
      const Look look = look_at(reference, made.bgr, places.front());
      if (look.side != side) continue;
      note(look.tiles, limits);
      ++tests;
    }
    if (tests > 0) reference.limits.push_back(rounded(std::move(limits)));
  }
  const auto most = std::max_element(reference.self_inliers.begin(), reference.self_inliers.end());
  const int inliers = most == reference.self_inliers.end() ? 0 : *most;
  if (inliers < kLeastSelfInliers || reference.limits.empty())
    reference.unusable =
        "the product has too few features to be told from others: " + std::to_string(inliers) +
        " of its own were found again, " + std::to_string(kLeastSelfInliers) + " are needed";
  return reference;
}

}  // namespace vitrine::quality

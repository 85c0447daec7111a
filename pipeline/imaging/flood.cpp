#include "pipeline/imaging/flood.hpp"

#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/lab.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace vitrine::imaging {
namespace {

// All in CIE 1976 units, at about 1200 pixels a side.
constexpr float kAlike = 3.0f;          // plus three times the noise
constexpr float kAlikeWary = 1.3f;      // plus the noise
constexpr float kShadowSlope = 1.8f;    // a pixel: shadows fade over many, edges over few
constexpr float kShadowTint = 7.0f;     // a shadow keeps the backdrop's hue
constexpr float kDarkestShadow = 0.3f;  // of the backdrop's lightness
constexpr float kHoleDistance = 2.0f;   // plus the noise: holes must match closely,
constexpr float kNearHoleTint = 4.0f;   // or in hue only if they lie close to the outside
constexpr float kNearHoleDarkest = 0.72f;
constexpr double kNearOutside = 0.07;        // of the product's width and height together
constexpr float kRimContrast = 12.0f;        // a hole ends at an edge, a highlight fades
constexpr double kSmallestHole = 0.0004;     // of the picture
constexpr double kSmallestNearHole = 0.003;  // letters near an edge are no holes
constexpr float kSurelyProduct = 30;
constexpr int kRim = 6;
constexpr double kBite = 0.02;  // of the product: more taken from its inside is no shadow
constexpr int kAttempts = 4;
constexpr float kLightnessScale = 2.5f;  // L in 8 bits

/// Everything in `open` that can be reached from `from`, never to a neighbour that `may_step`
/// forbids. `from` belongs to the result.
template <class MayStep>
cv::Mat reach(const cv::Mat& open, const cv::Mat& from, MayStep may_step) {
  cv::Mat reached = from.clone();
  std::vector<cv::Point> edge;
  for (int y = 0; y < open.rows; ++y)
    for (int x = 0; x < open.cols; ++x)
      if (from.at<std::uint8_t>(y, x)) edge.push_back({x, y});
  while (!edge.empty()) {
    const cv::Point at = edge.back();
    edge.pop_back();
    for (const auto& [dx, dy] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
      const cv::Point to(at.x + dx, at.y + dy);
      if (to.x < 0 || to.y < 0 || to.x >= open.cols || to.y >= open.rows) continue;
      auto& mark = reached.at<std::uint8_t>(to);
      if (mark || !open.at<std::uint8_t>(to) || !may_step(at, to)) continue;
      mark = 255;
      edge.push_back(to);
    }
  }
  return reached;
}

cv::Mat joined_to_border(const cv::Mat& open) {
  cv::Mat start(open.size(), CV_8UC1, cv::Scalar(0));
  cv::rectangle(start, {0, 0}, {open.cols - 1, open.rows - 1}, 255, 1);
  start &= open;
  return reach(open, start, [](cv::Point, cv::Point) { return true; });
}

cv::Mat calm_pixels(const cv::Mat& lightness) {
  cv::Mat calm(lightness.size(), CV_8UC1, cv::Scalar(255));
  const int limit = static_cast<int>(kShadowSlope * 2 * kLightnessScale);
  for (int y = 1; y + 1 < lightness.rows; ++y) {
    const std::uint8_t* above = lightness.ptr(y - 1);
    const std::uint8_t* row = lightness.ptr(y);
    const std::uint8_t* below = lightness.ptr(y + 1);
    for (int x = 1; x + 1 < lightness.cols; ++x)
      if (std::abs(row[x + 1] - row[x - 1]) > limit || std::abs(below[x] - above[x]) > limit)
        calm.at<std::uint8_t>(y, x) = 0;
  }
  return calm;
}

/// Mean distance from the backdrop a few pixels outside a hole: high where a rim closes it.
float rim_contrast(const cv::Mat& distance, const cv::Mat& labels, int label, cv::Rect box) {
  constexpr int kReach = 4;
  float sum = 0;
  int count = 0;
  for (int y = box.y; y < box.y + box.height; ++y)
    for (int x = box.x; x < box.x + box.width; ++x) {
      if (labels.at<int>(y, x) != label) continue;
      for (const auto& [dx, dy] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
        const int u = std::clamp(x + dx, 0, labels.cols - 1);
        const int v = std::clamp(y + dy, 0, labels.rows - 1);
        if (labels.at<int>(v, u) == label) continue;
        sum += distance.at<float>(std::clamp(y + dy * kReach, 0, labels.rows - 1),
                                  std::clamp(x + dx * kReach, 0, labels.cols - 1));
        ++count;
      }
    }
  return count == 0 ? 0 : sum / static_cast<float>(count);
}

/// Pixels not farther from `found` than a share of the size of what is left.
cv::Mat close_to(const cv::Mat& found) {
  const cv::Rect product = cv::boundingRect(~found);
  const double limit = kNearOutside * (product.width + product.height);
  cv::Mat distance, close;
  cv::distanceTransform(~found, distance, cv::DIST_L1, 3, CV_8U);
  cv::compare(distance, std::min(limit, 254.0), close, cv::CMP_LE);
  return close;
}

/// Pixels with product above them, below them and on one side at least: no ground lies there.
cv::Mat framed_by(const cv::Mat& product) {
  cv::Mat above(product.size(), CV_8UC1, cv::Scalar(0)), framed = above.clone();
  for (int y = 1; y < product.rows; ++y)
    cv::bitwise_or(above.row(y - 1), product.row(y - 1), above.row(y));
  cv::Mat below(1, product.cols, CV_8UC1, cv::Scalar(0));
  for (int y = product.rows - 1; y >= 0; --y) {
    const auto* row = product.ptr(y);
    int first = 0, last = product.cols - 1;
    while (first <= last && row[first] == 0) ++first;
    while (last >= first && row[last] == 0) --last;
    for (int x = 0; x < product.cols; ++x) {
      const bool between = above.at<std::uint8_t>(y, x) != 0 && below.at<std::uint8_t>(0, x) != 0;
      const bool beside = first <= last && (x > first || x < last);
      framed.at<std::uint8_t>(y, x) = between && beside ? 255 : 0;
    }
    cv::bitwise_or(below, product.row(y), below);
  }
  return framed;
}

/// Adds the parts of `candidates` that a rim closes; each may grow a little into `rim`. With `near`
/// only those that touch it.
void add_closed_parts(const cv::Mat& candidates,
                      const cv::Mat& distance,
                      const cv::Mat& near,
                      const cv::Mat& rim,
                      cv::Mat& found) {
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(candidates, labels, stats, centres, 4, CV_32S);
  for (int label = 1; label < count; ++label) {
    const int* stat = stats.ptr<int>(label);
    const double smallest = near.empty() ? kSmallestHole : kSmallestNearHole;
    if (stat[cv::CC_STAT_AREA] < smallest * static_cast<double>(labels.total())) continue;
    const cv::Rect box(stat[cv::CC_STAT_LEFT], stat[cv::CC_STAT_TOP], stat[cv::CC_STAT_WIDTH],
                       stat[cv::CC_STAT_HEIGHT]);
    const cv::Mat part = labels(box) == label;
    if (!near.empty() && cv::countNonZero(part & near(box)) == 0) continue;
    if (rim_contrast(distance, labels, label, box) < kRimContrast) continue;
    cv::Mat whole(found.size(), CV_8UC1, cv::Scalar(0));
    whole(box).setTo(255, part);
    cv::dilate(whole, whole, cv::Mat::ones(7, 7, CV_8UC1));
    found |= (whole & rim) | (labels == label);
  }
}

}  // namespace

struct BackdropFlood::Comparison {
  cv::Mat distance;     ///< CV_32FC1
  cv::Mat shadow_like;  ///< CV_8UC1: could be the backdrop in shadow
  cv::Mat hole_like;    ///< CV_8UC1: its hue, hardly darker
};

BackdropFlood::BackdropFlood(const cv::Mat& bgr, double noise, bool wary)
    : bgr_(bgr),
      lab_(lab_picture(bgr)),
      lightness_(bgr.size(), CV_8UC1),
      unrest_(static_cast<float>(noise)),
      wary_(wary) {
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x)
      lightness_.at<std::uint8_t>(y, x) =
          static_cast<std::uint8_t>(lab_.at<cv::Vec3f>(y, x)[0] * kLightnessScale);
  lightness_ = box_blur(lightness_, 1);
  calm_ = calm_pixels(lightness_);
}

BackdropFlood::Comparison BackdropFlood::compare(const cv::Mat& backdrop, int slack) const {
  const cv::Mat window = cv::Mat::ones(2 * slack + 1, 1, CV_8UC1);
  cv::Mat lowest, highest;
  cv::erode(backdrop, lowest, window);
  cv::dilate(backdrop, highest, window);

  Comparison result{cv::Mat(bgr_.size(), CV_32FC1), cv::Mat(bgr_.size(), CV_8UC1),
                    cv::Mat(bgr_.size(), CV_8UC1)};
  for (int y = 0; y < bgr_.rows; ++y) {
    const auto* pixels = bgr_.ptr<cv::Vec3b>(y);
    const auto* low = lowest.ptr<cv::Vec3b>(y);
    const auto* high = highest.ptr<cv::Vec3b>(y);
    const auto* labs = lab_.ptr<cv::Vec3f>(y);
    for (int x = 0; x < bgr_.cols; ++x) {
      cv::Vec3b behind_bgr;
      for (int c = 0; c < 3; ++c) behind_bgr[c] = std::clamp(pixels[x][c], low[x][c], high[x][c]);
      const Lab pixel{labs[x][0], labs[x][1], labs[x][2]}, behind = lab_of(behind_bgr);
      result.distance.at<float>(y, x) = lab_distance(pixel, behind);
      const float dimmed = (pixel.L + 16) / (behind.L + 16);
      const float tint = chroma({0, pixel.a - behind.a * dimmed, pixel.b - behind.b * dimmed});
      const bool darker = pixel.L < behind.L + 2;
      result.shadow_like.at<std::uint8_t>(y, x) =
          darker && tint < kShadowTint && pixel.L > behind.L * kDarkestShadow ? 255 : 0;
      result.hole_like.at<std::uint8_t>(y, x) =
          darker && tint < kNearHoleTint && pixel.L > behind.L * kNearHoleDarkest ? 255 : 0;
    }
  }
  return result;
}

cv::Mat BackdropFlood::alike(const cv::Mat& backdrop) const {
  cv::Mat open;
  const float limit = wary_ ? kAlikeWary + unrest_ : kAlike + 3 * unrest_;
  // Where a wall meets a shelf the backdrop changes within pixels, and not always where the border
  // says: any colour between its neighbours' counts as backdrop.
  const int slack = std::max(1, bgr_.rows / 80);
  cv::compare(compare(backdrop, slack).distance, limit, open, cv::CMP_LT);
  return joined_to_border(open);
}

cv::Mat BackdropFlood::complete(const cv::Mat& backdrop) const {
  const Comparison with = compare(backdrop, 1);
  cv::Mat open;
  const float limit = wary_ ? kAlikeWary + unrest_ : kAlike + 3 * unrest_;
  cv::compare(with.distance, limit, open, cv::CMP_LT);
  cv::Mat found = joined_to_border(open);
  if (!wary_) add_shadows(with.shadow_like, found);
  add_holes(with, found);
  if (!wary_) trim_rim(with, found);
  return found;
}

/// A shadow's last pixels before a dark edge are too steep to count as shadow, and a blurred edge
/// is paler than the product: what still looks like backdrop close to something that surely is not
/// goes, too.
void BackdropFlood::trim_rim(const Comparison& with, cv::Mat& found) const {
  const int side = 2 * kRim + 1;
  const cv::Mat around = cv::getStructuringElement(cv::MORPH_ELLIPSE, {side, side});
  cv::Mat sure, outskirts;
  cv::compare(with.distance, kSurelyProduct, sure, cv::CMP_GT);
  cv::dilate(sure, sure, around);
  cv::dilate(found, outskirts, around);
  found =
      reach(sure & outskirts & with.hole_like, found, [](cv::Point, cv::Point) { return true; });
}

/// Shadows are calm, of the backdrop's hue, joined to it, and only ever darken on the way in: where
/// it grows lighter again, the product has begun. A pale product of the backdrop's hue can let them
/// in all the same: what lies framed by the rest of it is given back. Given up if so much would go
/// that it must be the product itself, smooth and grey.
void BackdropFlood::add_shadows(const cv::Mat& shadow_like, cv::Mat& found) const {
  constexpr int kUphill = 2;  // of lightness_, for noise
  // A gap of a few pixels in the product's outline must not let the shadow in.
  cv::Mat wide;
  cv::erode(calm_, wide, cv::Mat::ones(5, 5, CV_8UC1), {-1, -1}, 1, cv::BORDER_REPLICATE);
  cv::Mat open = wide & shadow_like;
  cv::Mat shadow;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    shadow = reach(open, found, [&](cv::Point at, cv::Point to) {
      return lightness_.at<std::uint8_t>(to) <= lightness_.at<std::uint8_t>(at) + kUphill;
    });
    cv::dilate(shadow, shadow, cv::Mat::ones(5, 5, CV_8UC1));
    shadow = (shadow & shadow_like & calm_) | found;
    const cv::Mat bitten = shadow & ~found & framed_by(~shadow);
    const int left = static_cast<int>(shadow.total()) - cv::countNonZero(shadow);
    if (cv::countNonZero(bitten) < kBite * left) break;
    open &= ~bitten;
  }
  const int product = static_cast<int>(found.total()) - cv::countNonZero(found);
  const int left = static_cast<int>(found.total()) - cv::countNonZero(shadow);
  if (left * 2 > product) found = shadow;
}

void BackdropFlood::add_holes(const Comparison& with, cv::Mat& found) const {
  cv::Mat exact;
  cv::compare(with.distance, kHoleDistance + unrest_, exact, cv::CMP_LT);
  const cv::Mat near = close_to(found);
  add_closed_parts(exact & ~found, with.distance, {}, with.hole_like, found);
  if (!wary_)
    add_closed_parts(with.hole_like & calm_ & ~found, with.distance, near, with.hole_like, found);
}

}  // namespace vitrine::imaging

#include "pipeline/imaging/registration.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

namespace vitrine::imaging {
namespace {

constexpr double kRatio = 0.8;  // nearest to second nearest; on distances, not their squares
// How far a match may lie from where a hypothesis puts it, in shares of the product's size there.
constexpr double kVoteTolerance = 0.12;    // of one keypoint's own position, scale and direction
constexpr double kAffineTolerance = 0.05;  // cylinders bend away from any plane
constexpr double kPlaneTolerance = 0.022;
constexpr double kTurn = 0.6, kGrowth = 1.7;  // radians, factor: what a match may differ by

struct Match {
  cv::Point2d from, to;
  double scale, turn;  ///< as its two keypoints have it
};

/// Squared distances of all pairs are one matrix product, which is several times faster than pair
/// by pair.
std::vector<Match> match(const Keypoints& reference, const Keypoints& picture) {
  std::vector<Match> matches;
  if (reference.points.size() < 3 || picture.points.empty()) return matches;
  cv::Mat a, b, products;
  picture.descriptors.convertTo(a, CV_32F);
  reference.descriptors.convertTo(b, CV_32F);
  cv::gemm(a, b, -2, cv::noArray(), 0, products, cv::GEMM_2_T);
  std::vector<float> squares(reference.points.size());
  for (int j = 0; j < b.rows; ++j)
    squares[static_cast<std::size_t>(j)] = static_cast<float>(b.row(j).dot(b.row(j)));
  for (int i = 0; i < a.rows; ++i) {
    const auto* row = products.ptr<float>(i);
    float best = std::numeric_limits<float>::max();
    int nearest = -1;
    for (int j = 0; j < b.rows; ++j) {
      const float d = row[j] + squares[static_cast<std::size_t>(j)];
      if (d < best) best = d, nearest = j;
    }
    // Neighbours of the same spot (one point in two scales or directions) are no rivals.
    const Keypoint& from = reference.points[static_cast<std::size_t>(nearest)];
    float second = std::numeric_limits<float>::max();
    for (int j = 0; j < b.rows; ++j) {
      const float d = row[j] + squares[static_cast<std::size_t>(j)];
      if (d >= second || j == nearest) continue;
      const Keypoint& other = reference.points[static_cast<std::size_t>(j)];
      if (std::hypot(other.x - from.x, other.y - from.y) > 0.5F * from.size) second = d;
    }
    const double own = a.row(i).dot(a.row(i));
    if (own + best > kRatio * kRatio * (own + second)) continue;
    const Keypoint& to = picture.points[static_cast<std::size_t>(i)];
    matches.push_back({{from.x, from.y},
                       {to.x, to.y},
                       to.size / static_cast<double>(from.size),
                       to.direction - static_cast<double>(from.direction)});
  }
  return matches;
}

double angle_between(double one, double other) {
  return std::abs(std::remainder(one - other, 2 * std::numbers::pi));
}

/// What one match alone says: shift, scale and turn.
cv::Matx33d similarity(const Match& match) {
  const double c = match.scale * std::cos(match.turn), s = match.scale * std::sin(match.turn);
  return {c, -s, match.to.x - c * match.from.x + s * match.from.y,
          s, c,  match.to.y - s * match.from.x - c * match.from.y,
          0, 0,  1};
}

using Chosen = std::vector<std::size_t>;

/// Those within `tolerance` pixels of where `place` puts them, and like it in scale and turn.
Chosen agreeing(const std::vector<Match>& matches,
                const Chosen& among,
                const cv::Matx33d& place,
                double tolerance) {
  Chosen chosen;
  const double scale = std::hypot(place(0, 0), place(1, 0));
  const double turn = std::atan2(place(1, 0), place(0, 0));
  for (const std::size_t i : among) {
    const Match& each = matches[i];
    const cv::Point2d off = project(place, each.from) - each.to;
    if (off.dot(off) > tolerance * tolerance) continue;
    if (angle_between(each.turn, turn) > kTurn) continue;
    if (each.scale > scale * kGrowth || each.scale * kGrowth < scale) continue;
    chosen.push_back(i);
  }
  return chosen;
}

/// Shifts and scales to around 0 and 1, as least squares want it (Hartley 1997).
cv::Matx33d normalizing(const std::vector<Match>& matches, const Chosen& chosen, bool from) {
  cv::Point2d mean;
  for (const std::size_t i : chosen) mean += from ? matches[i].from : matches[i].to;
  mean *= 1.0 / static_cast<double>(chosen.size());
  double spread = 0;
  for (const std::size_t i : chosen)
    spread += cv::norm((from ? matches[i].from : matches[i].to) - mean);
  const double f =
      std::numbers::sqrt2 * static_cast<double>(chosen.size()) / std::max(spread, 1e-9);
  return {f, 0, -f * mean.x, 0, f, -f * mean.y, 0, 0, 1};
}

/// Least squares for six (affine) or eight unknowns; `stiffness` holds perspective near none.
std::optional<cv::Matx33d> fit(const std::vector<Match>& matches,
                               const Chosen& chosen,
                               bool perspective) {
  const int unknowns = perspective ? 8 : 6;
  if (static_cast<int>(chosen.size()) * 2 < unknowns + 2) return std::nullopt;
  constexpr double kStiffness = 0.05;  // per match; perspective of goods is mild
  const cv::Matx33d a = normalizing(matches, chosen, true), b = normalizing(matches, chosen, false);
  const int rows = static_cast<int>(chosen.size()) * 2;
  cv::Mat left = cv::Mat::zeros(rows + (perspective ? 2 : 0), unknowns, CV_64F);
  cv::Mat right = cv::Mat::zeros(left.rows, 1, CV_64F), solved;
  int row = 0;
  for (const std::size_t i : chosen) {
    const cv::Point2d p = project(a, matches[i].from), q = project(b, matches[i].to);
    for (const bool second : {false, true}) {
      auto* at = left.ptr<double>(row);
      const int shift = second ? 3 : 0;
      at[shift] = p.x, at[shift + 1] = p.y, at[shift + 2] = 1;
      const double want = second ? q.y : q.x;
      if (perspective) at[6] = -want * p.x, at[7] = -want * p.y;
      right.at<double>(row++) = want;
    }
  }
  if (perspective)
    for (int k = 6; k < 8; ++k)
      left.at<double>(row++, k) = kStiffness * std::sqrt(static_cast<double>(chosen.size()));
  if (!cv::solve(left, right, solved, cv::DECOMP_QR)) return std::nullopt;
  cv::Matx33d h = cv::Matx33d::eye();
  for (int k = 0; k < unknowns; ++k) h(k / 3, k % 3) = solved.at<double>(k);
  const cv::Matx33d whole = b.inv() * h * a;
  if (std::abs(whole(2, 2)) < 1e-12) return std::nullopt;
  return whole * (1 / whole(2, 2));
}

bool plausible(const cv::Matx33d& place, const cv::Rect& box) {
  const cv::Point2d corners[] = {box.tl(),
                                 {box.x + box.width + 0.0, box.y + 0.0},
                                 box.br(),
                                 {box.x + 0.0, box.y + box.height + 0.0}};
  double least = std::numeric_limits<double>::max(), most = 0;
  for (const cv::Point2d& corner : corners) {
    const double depth = place(2, 0) * corner.x + place(2, 1) * corner.y + place(2, 2);
    if (!(depth >= 0.4 && depth <= 2.5)) return false;  // nor where it is no number
    const cv::Matx33d& h = place;
    const cv::Point2d at = project(h, corner);
    const double a = (h(0, 0) - at.x * h(2, 0)) / depth, b = (h(0, 1) - at.x * h(2, 1)) / depth;
    const double c = (h(1, 0) - at.y * h(2, 0)) / depth, d = (h(1, 1) - at.y * h(2, 1)) / depth;
    if (!(a * d - b * c > 0)) return false;
    const LocalScale scale = local_scale(h, corner);
    least = std::min(least, scale.smaller);
    most = std::max(most, scale.larger);
  }
  return least > 0.05 && most < 5 && most < 3 * least;
}

std::optional<Registration> best_place(const std::vector<Match>& matches,
                                       const Chosen& among,
                                       const cv::Rect& box) {
  const double extent = std::sqrt(static_cast<double>(box.area()));
  Chosen best;
  cv::Matx33d place;
  for (const std::size_t i : among) {
    const cv::Matx33d guess = similarity(matches[i]);
    Chosen chosen = agreeing(matches, among, guess, kVoteTolerance * extent * matches[i].scale);
    if (chosen.size() > best.size()) best = std::move(chosen), place = guess;
  }
  if (best.size() < 4) return std::nullopt;
  const auto improve = [&](bool perspective, double tolerance, int rounds) {
    for (int round = 0; round < rounds; ++round) {
      const std::optional<cv::Matx33d> better = fit(matches, best, perspective);
      if (!better || !plausible(*better, box)) return false;
      place = *better;
      const double scale = std::sqrt(std::abs(cv::determinant(place.get_minor<2, 2>(0, 0))));
      best = agreeing(matches, among, place, tolerance * extent * scale);
    }
    return best.size() >= 4;
  };
  if (!improve(false, 2 * kAffineTolerance, 1) || !improve(false, kAffineTolerance, 3))
    return std::nullopt;
  const cv::Matx33d affine = place;
  const Chosen of_affine = best;
  if (!improve(true, kAffineTolerance, 2) || !improve(true, kPlaneTolerance, 4))
    place = affine, best = of_affine;
  Registration found;
  found.to_picture = place;
  found.inliers = static_cast<int>(best.size());
  const double scale = std::sqrt(std::abs(cv::determinant(place.get_minor<2, 2>(0, 0))));
  for (const std::size_t i : agreeing(matches, among, place, kVoteTolerance * extent * scale))
    found.near.emplace_back(matches[i].from, matches[i].to);
  return found;
}

}  // namespace

cv::Point2d project(const cv::Matx33d& h, cv::Point2d p) {
  const double w = h(2, 0) * p.x + h(2, 1) * p.y + h(2, 2);
  return {(h(0, 0) * p.x + h(0, 1) * p.y + h(0, 2)) / w,
          (h(1, 0) * p.x + h(1, 1) * p.y + h(1, 2)) / w};
}

LocalScale local_scale(const cv::Matx33d& h, cv::Point2d p) {
  const double w = h(2, 0) * p.x + h(2, 1) * p.y + h(2, 2);
  const cv::Point2d at = project(h, p);
  const double a = (h(0, 0) - at.x * h(2, 0)) / w, b = (h(0, 1) - at.x * h(2, 1)) / w;
  const double c = (h(1, 0) - at.y * h(2, 0)) / w, d = (h(1, 1) - at.y * h(2, 1)) / w;
  const double sum = std::hypot(a + d, c - b), difference = std::hypot(a - d, c + b);
  return {(sum + difference) / 2, std::abs(sum - difference) / 2};
}

std::vector<Registration> find_places(const Keypoints& reference,
                                      const cv::Rect& reference_box,
                                      const Keypoints& picture,
                                      int least,
                                      int most_places) {
  const std::vector<Match> matches = match(reference, picture);
  Chosen left(matches.size());
  for (std::size_t i = 0; i < left.size(); ++i) left[i] = i;
  std::vector<Registration> places;
  while (static_cast<int>(places.size()) < most_places) {
    std::optional<Registration> found = best_place(matches, left, reference_box);
    if (!found || found->inliers < least) break;
    found->matches = static_cast<int>(matches.size());
    places.push_back(*found);
    // What lies within this place, right or wrong, is no evidence of another.
    const cv::Matx33d back = found->to_picture.inv();
    std::erase_if(left, [&](std::size_t i) {
      const cv::Point2d at = project(back, matches[i].to);
      return reference_box.contains(cv::Point(static_cast<int>(at.x), static_cast<int>(at.y)));
    });
  }
  return places;
}

}  // namespace vitrine::imaging

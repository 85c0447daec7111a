#include "pipeline/imaging/registration.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
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

constexpr int kDescribed = 128;  // numbers in a descriptor

/// Descriptors as whole numbers, row after row. They are bytes, so what is computed of them is
/// exact, whatever the order; and faster than a matrix product of floats.
std::vector<std::int16_t> whole_numbers(const cv::Mat& descriptors) {
  std::vector<std::int16_t> all;
  all.reserve(descriptors.total());
  for (int i = 0; i < descriptors.rows; ++i)
    all.insert(all.end(), descriptors.ptr(i), descriptors.ptr(i) + kDescribed);
  return all;
}

int product(const std::int16_t* one, const std::int16_t* other) {
  int sum = 0;
  for (int k = 0; k < kDescribed; ++k) sum += one[k] * other[k];
  return sum;
}

std::vector<Match> match(const Keypoints& reference, const Keypoints& picture) {
  std::vector<Match> matches;
  if (reference.points.size() < 3 || picture.points.empty()) return matches;
  const std::vector<std::int16_t> its = whole_numbers(picture.descriptors);
  const std::vector<std::int16_t> own = whole_numbers(reference.descriptors);
  const std::size_t count = reference.points.size();
  std::vector<int> squares(count), distances(count);  // squared, but for the picture's own square
  for (std::size_t j = 0; j < count; ++j) {
    const std::int16_t* other = &own[j * kDescribed];
    squares[j] = product(other, other);
  }
  for (std::size_t i = 0; i < picture.points.size(); ++i) {
    const std::int16_t* each = &its[i * kDescribed];
    for (std::size_t j = 0; j < count; ++j)
      distances[j] = squares[j] - 2 * product(each, &own[j * kDescribed]);
    const auto least = std::min_element(distances.begin(), distances.end());
    const int best = *least;
    const auto nearest = static_cast<std::size_t>(least - distances.begin());
    // Neighbours of the same spot (one point in two scales or directions) are no rivals.
    const Keypoint& from = reference.points[nearest];
    int second = std::numeric_limits<int>::max();
    for (std::size_t j = 0; j < count; ++j) {
      if (distances[j] >= second || j == nearest) continue;
      const Keypoint& other = reference.points[j];
      if (std::hypot(other.x - from.x, other.y - from.y) > 0.5F * from.size) second = distances[j];
    }
    const double square = product(each, each);
    if (square + best > kRatio * kRatio * (square + second)) continue;
    const Keypoint& to = picture.points[i];
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

#include "pipeline/quality/tile_likeness.hpp"

#include "pipeline/imaging/alignment.hpp"
#include "pipeline/imaging/exact.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace vitrine::quality {
namespace {

constexpr double kSigma = 6;  // what is coarser than this is light, pixels
constexpr float kLeastCover = 0.7F;
constexpr double kBlurs[] = {0, 0.5, 0.8, 1.1, 1.4, 1.8, 2.3, 3};
constexpr double kLeastGain = 0.4, kMostGain = 3;

cv::Mat tile_mean(const cv::Mat& of) {
  cv::Mat result;
  cv::boxFilter(of, result, CV_32F, {kTile, kTile});
  return result;
}

/// Detail of some pixels' width: what a smear takes away first. Not finer, as that is grain.
cv::Mat fine_detail(const cv::Mat& structure) {
  cv::Mat fine, coarse;
  cv::boxFilter(structure, fine, CV_32F, {3, 3});
  cv::boxFilter(structure, coarse, CV_32F, {7, 7});
  return fine - coarse;
}

/// The reference's structure, blurred until it resembles the picture's most.
cv::Mat blurred_alike(const cv::Mat& sharp, const cv::Mat& picture, double& blur) {
  cv::Mat best = sharp.clone();
  double most = -1;
  for (const double sigma : kBlurs) {
    cv::Mat like;  // of its own: a Mat copied from `sharp` would be written into it
    if (sigma > 0)
      cv::GaussianBlur(sharp, like, {}, sigma);
    else
      sharp.copyTo(like);
    const double likeness = like.dot(picture) / std::sqrt(like.dot(like) + 1);
    if (likeness <= most) break;
    most = likeness;
    best = like;
    blur = sigma;
  }
  return best;
}

/// What gives a picture the reference's contrast.
double equalizing(const cv::Mat& reference, const cv::Mat& picture) {
  return std::clamp(std::sqrt((reference.dot(reference) + 1) / (picture.dot(picture) + 1)),
                    kLeastGain, kMostGain);
}

/// The picture in a tile that has been moved so, as far as it is compared (`mask`, of the tile's
/// size). False if that leaves the picture.
bool sample(const cv::Mat& picture,
            const cv::Mat& mask,
            cv::Point middle,
            const Give& give,
            cv::Mat& tile) {
  const int half = tile.rows / 2;
  for (int v = 0; v < tile.rows; ++v) {
    auto* out = tile.ptr<float>(v);
    const auto* share = mask.ptr<float>(v);
    for (int u = 0; u < tile.cols; ++u) {
      const double du = u - half, dv = v - half;
      const double x = middle.x + give.xx * du + give.xy * dv + give.x;
      const double y = middle.y + give.yx * du + give.yy * dv + give.y;
      if (x < 0 || y < 0 || x >= picture.cols - 1 || y >= picture.rows - 1) return false;
      const int left = static_cast<int>(x), top = static_cast<int>(y);
      const auto fx = static_cast<float>(x - left), fy = static_cast<float>(y - top);
      const auto* a = picture.ptr<float>(top) + left;
      const auto* b = picture.ptr<float>(top + 1) + left;
      out[u] = share[u] *
               ((a[0] * (1 - fx) + a[1] * fx) * (1 - fy) + (b[0] * (1 - fx) + b[1] * fx) * fy);
    }
  }
  return true;
}

Give inverse(const Give& g) {
  const double d = g.xx * g.yy - g.xy * g.yx;
  Give r;
  r.xx = g.yy / d, r.xy = -g.xy / d, r.yx = -g.yx / d, r.yy = g.xx / d;
  r.x = -(r.xx * g.x + r.xy * g.y);
  r.y = -(r.yx * g.x + r.yy * g.y);
  return r;
}

Give after(const Give& f, const Give& g) {  // f(g(p))
  return {f.xx * g.xx + f.xy * g.yx, f.xx * g.xy + f.xy * g.yy, f.xx * g.x + f.xy * g.y + f.x,
          f.yx * g.xx + f.yy * g.yx, f.yx * g.xy + f.yy * g.yy, f.yx * g.x + f.yy * g.y + f.y};
}

bool within_reason(const Give& g, const Give& start) {
  constexpr double shift = 4, shape = 0.25, most = 0.5;
  return std::abs(g.x - start.x) < shift && std::abs(g.y - start.y) < shift &&
         std::abs(g.xx - start.xx) < shape && std::abs(g.yy - start.yy) < shape &&
         std::abs(g.xy - start.xy) < shape && std::abs(g.yx - start.yx) < shape &&
         std::abs(g.xx - 1) < most && std::abs(g.yy - 1) < most && std::abs(g.xy) < most &&
         std::abs(g.yx) < most;
}

/// What of a tile is computed once, whatever it starts from.
struct Template {
  cv::Mat reference;  ///< CV_32FC1, n x n
  cv::Mat mask;       ///< CV_32FC1, n x n: 1 where it is compared
  bool whole = true;  ///< everywhere
  cv::Mat slope;      ///< n^2 x 6
  cv::Mat normal;     ///< 6 x 6; its ridge keeps plain directions still
};

Template template_of(const TileComparison& comparison, const cv::Rect& place) {
  const cv::Mat& whole = comparison.reference;
  const int n = place.width, half = n / 2;
  const cv::Rect around(place.x - 1, place.y - 1, n + 2, n + 2);
  const cv::Mat mask =
      comparison.mask.empty() ? cv::Mat::ones(around.size(), CV_32F) : comparison.mask(around);
  Template made{whole(place), mask(cv::Rect(1, 1, n, n)), true, cv::Mat(n * n, 6, CV_32F), {}};
  for (int v = 0; v < n; ++v) {
    const auto* above = whole.ptr<float>(place.y + v - 1) + place.x;
    const auto* here = whole.ptr<float>(place.y + v) + place.x;
    const auto* below = whole.ptr<float>(place.y + v + 1) + place.x;
    const auto* over = mask.ptr<float>(v) + 1;
    const auto* share = mask.ptr<float>(v + 1) + 1;
    const auto* under = mask.ptr<float>(v + 2) + 1;
    for (int u = 0; u < n; ++u) {
      // A step from what is compared to what is not is no slope.
      made.whole &= share[u] > 0;
      const float gx = share[u + 1] * share[u - 1] * (here[u + 1] - here[u - 1]) / 2;
      const float gy = over[u] * under[u] * (below[u] - above[u]) / 2;
      const auto du = static_cast<float>(u - half), dv = static_cast<float>(v - half);
      auto* row = made.slope.ptr<float>(v * n + u);
      row[0] = gx * du, row[1] = gx * dv, row[2] = gx, row[3] = gy * du, row[4] = gy * dv,
      row[5] = gy;
    }
  }
  cv::mulTransposed(made.slope, made.normal, true, cv::noArray(), 1, CV_64F);
  for (int k = 0; k < 6; ++k)
    made.normal.at<double>(k, k) = made.normal.at<double>(k, k) * 1.02 + 1e-3;
  return made;
}

/// The slopes' columns, each times `off`, added up.
std::array<float, 6> along_slopes(const cv::Mat& slope, const cv::Mat& off) {
  std::array<float, 6> sums{};
  const auto* beside = off.ptr<float>();  // one piece: it is a product of matrices
  for (int i = 0; i < slope.rows; ++i) {
    const auto* row = slope.ptr<float>(i);
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += row[k] * beside[i];
  }
  return sums;
}

/// Steepest descent from one start; the best place that it comes through goes to `best`.
void descend(const cv::Mat& picture, const Template& own, const Give& start, GivenTile& best) {
  constexpr int rounds = 8;
  const int n = own.reference.rows;
  cv::Mat seen(n, n, CV_32F), off, step, right(6, 1, CV_64F);
  Give give = start;
  for (int round = 0; round < rounds; ++round) {
    if (!within_reason(give, start) || !sample(picture, own.mask, best.tile.middle, give, seen))
      return;
    const float now = alike(own.reference, seen);
    const double its = seen.dot(seen), shared = own.reference.dot(seen);
    if (now > best.tile.likeness) {
      best.tile.likeness = now;
      best.give = give;
      best.tile.added = std::min(best.tile.added, beyond(own.reference, seen));
    }
    const double contrast = shared / (its + 1);
    if (contrast < 0.2) return;
    off = seen * contrast - own.reference;
    const std::array<float, 6> downhill = along_slopes(own.slope, off);
    for (int k = 0; k < 6; ++k) right.at<double>(k) = downhill[static_cast<std::size_t>(k)];
    if (!cv::solve(own.normal, right, step, cv::DECOMP_CHOLESKY)) return;
    const auto* d = step.ptr<double>();
    const Give small{1 + d[0], d[1], d[2], d[3], 1 + d[4], d[5]};
    if (!within_reason(small, {})) return;
    give = after(give, inverse(small));
    if (std::abs(d[2]) + std::abs(d[5]) < 0.02) return;
  }
}

}  // namespace

float alike(const cv::Mat& one, const cv::Mat& other) {
  const double n = static_cast<double>(one.total());
  const double noise = n * kTileNoise * kTileNoise;
  return static_cast<float>(one.dot(other) /
                            std::sqrt((one.dot(one) + noise) * (other.dot(other) + noise)));
}

float beyond(const cv::Mat& reference, const cv::Mat& picture) {
  const double n = static_cast<double>(picture.total()), shared = reference.dot(picture);
  const double left = picture.dot(picture) -
                      shared * shared / (reference.dot(reference) + n * kTileNoise * kTileNoise);
  return static_cast<float>(std::sqrt(std::max(0.0, left) / n));
}

TileComparison compare_tiles(const cv::Mat& reference,
                             const cv::Mat& picture,
                             const cv::Mat& mask) {
  TileComparison result;
  const cv::Mat sharp = imaging::structure(reference, mask, kSigma);
  result.picture = imaging::structure(picture, mask, kSigma);
  result.reference = blurred_alike(sharp, result.picture, result.blur);
  result.picture *= equalizing(result.reference, result.picture);

  constexpr int r = 1, across = 2 * r + 1;
  cv::Mat padded;
  cv::copyMakeBorder(result.picture, padded, r, r, r, r, cv::BORDER_CONSTANT, 0);
  const cv::Mat cover = tile_mean(mask), own = tile_mean(result.reference.mul(result.reference));
  const cv::Mat its = tile_mean(padded.mul(padded)), sharp_own = tile_mean(sharp.mul(sharp));
  const cv::Mat fine = fine_detail(sharp), fine_own = tile_mean(fine.mul(fine));
  // How much of the reference's own detail is there: grain and compression have no part in it.
  const cv::Mat fine_both = tile_mean(fine.mul(fine_detail(result.picture)));
  const cv::Mat both = tile_mean(sharp.mul(result.picture));
  const int reach = 2 * cvRound(kTileAround * std::max(mask.cols, mask.rows)) + 1;
  const cv::Mat square = cv::Mat::ones(reach, reach, CV_8U);
  cv::Mat own_most, its_most;
  cv::dilate(sharp_own, own_most, square);
  cv::dilate(its(cv::Rect(r, r, mask.cols, mask.rows)), its_most, square);
  const cv::Mat depth = imaging::exact::distance_to_zero(mask);

  for (int y = kTile / 2; y < mask.rows - kTile / 2; y += kTileStep)
    for (int x = kTile / 2; x < mask.cols - kTile / 2; x += kTileStep) {
      if (cover.at<float>(y, x) < kLeastCover * 255) continue;
      TileLikeness tile;
      tile.middle = {x, y};
      tile.texture = std::sqrt(std::max(0.0F, sharp_own.at<float>(y, x)));
      tile.likeness = -1;
      tile.detail = std::sqrt(std::max(0.0F, fine_own.at<float>(y, x)));
      const float whole = both.at<float>(y, x) / (sharp_own.at<float>(y, x) + 1);
      tile.sharpness =
          fine_both.at<float>(y, x) / (fine_own.at<float>(y, x) + 1) / std::max(whole, 0.1F);
      tile.own_around = std::sqrt(std::max(0.0F, own_most.at<float>(y, x)));
      tile.its_around = std::sqrt(std::max(0.0F, its_most.at<float>(y, x)));
      tile.depth = depth.at<float>(y, x);
      result.tiles.push_back(tile);
    }
  for (int s = 0; s < across * across; ++s) {
    const int dx = s % across, dy = s / across;
    const cv::Mat shifted = padded(cv::Rect(dx, dy, mask.cols, mask.rows));
    const cv::Mat product = tile_mean(result.reference.mul(shifted));
    for (TileLikeness& tile : result.tiles) {
      const cv::Point p = tile.middle;
      const float a = own.at<float>(p), b = its.at<float>(p.y + dy, p.x + dx);
      const float shared = product.at<float>(p), noise = kTileNoise * kTileNoise;
      const float likeness = shared / std::sqrt((a + noise) * (b + noise));
      if (likeness <= tile.likeness) continue;
      tile.likeness = likeness;
      // What is left of the picture without the reference at its best contrast.
      tile.added = std::sqrt(std::max(0.0F, b - shared * shared / (a + noise)));
    }
  }
  return result;
}

TileComparison all_near(const TileComparison& comparison,
                        const cv::Mat& reference,
                        const cv::Mat& picture,
                        const cv::Mat& mask,
                        const cv::Mat& near) {
  TileComparison result;
  result.tiles = comparison.tiles;
  result.blur = comparison.blur;
  result.reference = imaging::structure(reference, near, kSigma);
  if (result.blur > 0) cv::GaussianBlur(result.reference, result.reference, {}, result.blur);
  result.picture = imaging::structure(picture, near, kSigma);
  cv::Mat inside;
  mask.convertTo(inside, CV_32F, 1.0 / 255);
  result.picture *= equalizing(result.reference.mul(inside), result.picture.mul(inside));
  return result;
}

TileComparison beyond_mask(const TileComparison& all_near, const cv::Mat& mask) {
  TileComparison result = all_near;
  mask.convertTo(result.mask, CV_32F, 1.0 / 255);
  cv::Mat cut;  // of its own: the reference that is shared with `all_near` would be written into
  cv::multiply(all_near.reference, result.mask, cut);
  result.reference = cut;
  return result;
}

GivenTile with_give(const TileComparison& comparison,
                    const TileLikeness& tile,
                    int reach,
                    const std::vector<Give>& starts) {
  constexpr int n = 2 * (kTile / 2) + 1, half = n / 2;
  GivenTile best{tile, {}};
  const cv::Rect place(tile.middle.x - half, tile.middle.y - half, n, n);
  const cv::Mat& whole = comparison.reference;
  const cv::Rect frame(0, 0, whole.cols, whole.rows);
  if ((place & cv::Rect(1, 1, whole.cols - 2, whole.rows - 2)) != place) return best;
  const Template own = template_of(comparison, place);
  if (reach > 0) {
    // First by whole pixels.
    const cv::Rect around =
        cv::Rect(place.x - reach, place.y - reach, n + 2 * reach, n + 2 * reach) & frame;
    cv::Mat likeness;
    cv::matchTemplate(comparison.picture(around), own.reference, likeness, cv::TM_CCORR_NORMED,
                      own.whole ? cv::Mat() : own.mask);
    cv::Point at;
    cv::minMaxLoc(likeness, nullptr, nullptr, nullptr, &at);
    Give start;
    start.x = around.x + at.x - place.x;
    start.y = around.y + at.y - place.y;
    descend(comparison.picture, own, start, best);
  }
  for (const Give& start : starts) descend(comparison.picture, own, start, best);
  return best;
}

Give continued(const Give& give, cv::Point from, cv::Point to) {
  const double x = to.x - from.x, y = to.y - from.y;
  Give result = give;
  result.x = give.xx * x + give.xy * y + give.x - x;
  result.y = give.yx * x + give.yy * y + give.y - y;
  return result;
}

}  // namespace vitrine::quality

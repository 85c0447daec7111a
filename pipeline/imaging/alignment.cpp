#include "pipeline/imaging/alignment.hpp"

#include "pipeline/imaging/registration.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace vitrine::imaging {
namespace {

using Terms = std::array<double, Bend::kTerms>;

Terms terms(double u, double v) {
  constexpr std::size_t degrees = 4;
  std::array<double, degrees + 1> us{1}, vs{1};
  for (std::size_t i = 1; i <= degrees; ++i) us[i] = us[i - 1] * u, vs[i] = vs[i - 1] * v;
  Terms t{};
  std::size_t k = 0;
  for (std::size_t degree = 0; degree <= degrees; ++degree)
    for (std::size_t i = 0; i <= degree; ++i) t[k++] = us[degree - i] * vs[i];
  return t;
}

int degree_of(int term) { return term < 1 ? 0 : term < 3 ? 1 : term < 6 ? 2 : term < 10 ? 3 : 4; }

/// A tile of the reference and where it was found, in the bend's units.
struct Tile {
  double u, v;
  cv::Point2d moved;
  double weight;
};

/// One level of the search, from coarse to fine.
struct Level {
  int side;        ///< longer side of the frame, pixels
  int window;      ///< side of a tile, pixels
  int reach;       ///< how far a tile is looked for, pixels
  int degree;      ///< of the displacement that is fitted
  double outlier;  ///< tiles further than this from the fitted displacement are left out, pixels
};
// Twice at the finer two: what lay beyond reach at the rim of the print is near after the first.
constexpr Level kLevels[] = {{128, 15, 5, 2, 3},
                             {224, 19, 3, 3, 2},
                             {224, 19, 4, 4, 2},
                             {384, 25, 2, 4, 1.5},
                             {384, 25, 3, 4, 1.5}};
constexpr double kLeastLikeness = 0.6, kNoise = 3;
// By degree, as a share of all weights: what few tiles support bends less, and away from them
// little.
constexpr double kStiffness[] = {1e-6, 2.5e-5, 1e-4, 8e-4, 3e-3};

cv::Size size_for(cv::Size frame, int side) {
  const double f = std::min(1.0, static_cast<double>(side) / std::max(frame.width, frame.height));
  return {std::max(8, static_cast<int>(std::lround(frame.width * f))),
          std::max(8, static_cast<int>(std::lround(frame.height * f)))};
}

/// Weighted least squares of the terms up to `degree`, twice, the second time without outliers.
void fit(const std::vector<Tile>& tiles, int degree, double outlier, Bend& bend) {
  const int n = degree == 1 ? 3 : degree == 2 ? 6 : degree == 3 ? 10 : 15;
  std::vector<double> trust(tiles.size(), 1);
  std::vector<Terms> all_terms;
  for (const Tile& tile : tiles) all_terms.push_back(terms(tile.u, tile.v));
  for (int round = 0; round < 4; ++round) {
    cv::Mat left = cv::Mat::zeros(n, n, CV_64F), right = cv::Mat::zeros(n, 2, CV_64F), solved;
    double all = 0;
    for (std::size_t i = 0; i < tiles.size(); ++i) {
      const Terms& t = all_terms[i];
      const double w = tiles[i].weight * trust[i];
      all += w;
      for (int r = 0; r < n; ++r) {
        for (int c = 0; c < n; ++c)
          left.at<double>(r, c) +=
              w * t[static_cast<std::size_t>(r)] * t[static_cast<std::size_t>(c)];
        right.at<double>(r, 0) += w * t[static_cast<std::size_t>(r)] * tiles[i].moved.x;
        right.at<double>(r, 1) += w * t[static_cast<std::size_t>(r)] * tiles[i].moved.y;
      }
    }
    for (int r = 0; r < n; ++r)
      left.at<double>(r, r) += kStiffness[static_cast<std::size_t>(degree_of(r))] * all + 1e-9;
    if (!cv::solve(left, right, solved, cv::DECOMP_CHOLESKY)) return;
    bend = {};
    for (int k = 0; k < n; ++k) {
      bend.x[static_cast<std::size_t>(k)] = solved.at<double>(k, 0);
      bend.y[static_cast<std::size_t>(k)] = solved.at<double>(k, 1);
    }
    for (std::size_t i = 0; i < tiles.size(); ++i) {
      const cv::Point2d off = bend.at(tiles[i].u, tiles[i].v) - tiles[i].moved;
      const double d = off.dot(off) / (outlier * outlier);
      trust[i] = 1 / ((1 + d) * (1 + d));  // Geman-McClure
    }
  }
}

/// Where between its neighbours a parabola through three values has its top.
double top_of(double before, double here, double after) {
  const double bow = before - 2 * here + after;
  return bow < -1e-6 ? std::clamp(0.5 * (before - after) / bow, -0.5, 0.5) : 0;
}

/// Likeness of every tile for every shift: rows are tiles, columns shifts, row by row.
struct Search {
  std::vector<cv::Point> at;  ///< the tiles' middles
  cv::Mat likeness;
};

/// Means of `one` times `other` in the windows of `side` pixels about the middles `at`, which come
/// row by row: each column of a row of windows is added up once. Over the edge is 0.
void window_means(const cv::Mat& one,
                  const cv::Mat& other,
                  const std::vector<cv::Point>& at,
                  int side,
                  std::vector<float>& means) {
  const int half = side / 2, last = one.cols - 1;
  const double share = 1.0 / (side * side);
  std::vector<double> columns(static_cast<std::size_t>(one.cols));
  means.resize(at.size());
  for (std::size_t i = 0; i < at.size();) {
    const int y = at[i].y;
    std::fill(columns.begin(), columns.end(), 0.0);
    for (int v = std::max(0, y - half); v <= std::min(one.rows - 1, y + half); ++v) {
      const auto* a = one.ptr<float>(v);
      const auto* b = other.ptr<float>(v);
      for (std::size_t x = 0; x < columns.size(); ++x) columns[x] += a[x] * b[x];
    }
    for (; i < at.size() && at[i].y == y; ++i) {
      const auto first = columns.begin() + std::max(0, at[i].x - half);
      means[i] = static_cast<float>(
          share *
          std::accumulate(first, columns.begin() + std::min(last, at[i].x + half) + 1, 0.0));
    }
  }
}

Search search(const cv::Mat& one, const cv::Mat& other, const cv::Mat& mask, const Level& level) {
  const cv::Size window(level.window, level.window);
  const int r = level.reach, across = 2 * r + 1;
  cv::Mat variance, cover, padded, variances;
  cv::boxFilter(one.mul(one), variance, CV_32F, window);
  cv::boxFilter(mask, cover, CV_32F, window);
  cv::copyMakeBorder(other, padded, r, r, r, r, cv::BORDER_CONSTANT, 0);
  cv::boxFilter(padded.mul(padded), variances, CV_32F, window);
  Search found;
  const int step = std::max(4, level.window / 3);
  for (int y = step / 2; y < one.rows; y += step)
    for (int x = step / 2; x < one.cols; x += step)
      if (cover.at<float>(y, x) > 0.6F * 255 && variance.at<float>(y, x) > 4 * kNoise * kNoise)
        found.at.emplace_back(x, y);
  found.likeness.create(static_cast<int>(found.at.size()), across * across, CV_32F);
  std::vector<float> shared;
  for (int s = 0; s < across * across; ++s) {
    const cv::Rect there(s % across, s / across, one.cols, one.rows);
    // Structure has next to no mean in a window, so none is subtracted.
    window_means(one, padded(there), found.at, level.window, shared);
    for (std::size_t i = 0; i < found.at.size(); ++i) {
      const cv::Point p = found.at[i];
      const float own = variance.at<float>(p), its = variances(there).at<float>(p);
      found.likeness.at<float>(static_cast<int>(i), s) =
          shared[i] / std::sqrt((own + kNoise) * (its + kNoise));
    }
  }
  return found;
}

std::vector<Tile> tiles_of(const Search& found, const Level& level, cv::Size size) {
  const int across = 2 * level.reach + 1;
  const double half = std::max(size.width, size.height) / 2.0;
  std::vector<Tile> tiles;
  for (int i = 0; i < found.likeness.rows; ++i) {
    const auto* row = found.likeness.ptr<float>(i);
    const int best = static_cast<int>(std::max_element(row, row + across * across) - row);
    const int x = best % across, y = best / across;
    if (row[best] < static_cast<float>(kLeastLikeness)) continue;
    if (x == 0 || y == 0 || x == across - 1 || y == across - 1) continue;
    const double dx = x - level.reach + top_of(row[best - 1], row[best], row[best + 1]);
    const double dy = y - level.reach + top_of(row[best - across], row[best], row[best + across]);
    const cv::Point p = found.at[static_cast<std::size_t>(i)];
    tiles.push_back({(p.x + 0.5) / size.width * 2 - 1,
                     (p.y + 0.5) / size.height * 2 - 1,
                     {dx / half, dy / half},
                     row[best] * row[best]});
  }
  return tiles;
}

/// A first bend from pairs of points, as stiff as they are few.
void bend_by(const std::vector<std::pair<cv::Point2d, cv::Point2d>>& pairs, Alignment& alignment) {
  constexpr std::size_t kFew = 12, kMany = 30;
  if (pairs.size() < kFew) return;
  const cv::Size frame = alignment.frame;
  const double half = std::max(frame.width, frame.height) / 2.0;
  const cv::Matx33d back = alignment.to_picture.inv();
  std::vector<Tile> tiles;
  for (const auto& [from, to] : pairs)
    tiles.push_back({(from.x + 0.5) / frame.width * 2 - 1, (from.y + 0.5) / frame.height * 2 - 1,
                     (project(back, to) - from) * (1 / half), 1});
  fit(tiles, pairs.size() < kMany ? 2 : 3, 0.02, alignment.bend);
}

}  // namespace

cv::Point2d Bend::at(double u, double v) const {
  const Terms t = terms(u, v);
  cv::Point2d sum;
  for (std::size_t k = 0; k < t.size(); ++k) sum.x += x[k] * t[k], sum.y += y[k] * t[k];
  return sum;
}

cv::Point2d Alignment::operator()(cv::Point2d point) const {
  const double half = std::max(frame.width, frame.height) / 2.0;
  const cv::Point2d moved = bend.at(std::clamp((point.x + 0.5) / frame.width * 2 - 1, -1.0, 1.0),
                                    std::clamp((point.y + 0.5) / frame.height * 2 - 1, -1.0, 1.0));
  return project(to_picture, point + half * moved);
}

cv::Mat laid_on_frame(const cv::Mat& picture, const Alignment& alignment, cv::Size size) {
  const cv::Rect2d whole(0, 0, alignment.frame.width, alignment.frame.height);
  return laid_on_frame(picture, alignment, whole, size);
}

cv::Mat laid_on_frame(const cv::Mat& picture,
                      const Alignment& alignment,
                      const cv::Rect2d& window,
                      cv::Size size) {
  constexpr int step = 16;  // the map is smooth: exact there, linear between
  const double fx = window.width / size.width, fy = window.height / size.height;
  const cv::Size cells((size.width + step - 1) / step + 2, (size.height + step - 1) / step + 2);
  cv::Mat grid(cells, CV_32FC2), whole;
  double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
  for (int y = 0; y < cells.height; ++y)
    for (int x = 0; x < cells.width; ++x) {
      const cv::Point2d at(window.x + (x - 0.5) * step * fx - 0.5,
                           window.y + (y - 0.5) * step * fy - 0.5);
      const cv::Point2d there = alignment(at);
      left = std::min(left, there.x), right = std::max(right, there.x);
      top = std::min(top, there.y), bottom = std::max(bottom, there.y);
      grid.at<cv::Vec2f>(y, x) = {static_cast<float>(there.x), static_cast<float>(there.y)};
    }
  // Only the part that is looked at is reduced.
  const cv::Rect part = cv::Rect(cv::Point(cvFloor(left) - 2, cvFloor(top) - 2),
                                 cv::Point(cvCeil(right) + 3, cvCeil(bottom) + 3)) &
                        cv::Rect(0, 0, picture.cols, picture.rows);
  const int channels = picture.channels();
  if (part.width < 2 || part.height < 2)
    return cv::Mat(size, picture.type(), cv::Scalar::all(channels == 1 ? 0 : 128));
  const double shrink = std::sqrt((right - left) * (bottom - top) /
                                  (static_cast<double>(cells.area()) * step * step));
  cv::Mat source = picture(part);
  cv::Point2d factor(1, 1);
  if (shrink > 1.2) {
    const cv::Size small(std::max(1, cvRound(part.width / shrink)),
                         std::max(1, cvRound(part.height / shrink)));
    cv::resize(picture(part), source, small, 0, 0, cv::INTER_AREA);
    factor = {static_cast<double>(small.width) / part.width,
              static_cast<double>(small.height) / part.height};
  }
  for (int y = 0; y < cells.height; ++y)
    for (int x = 0; x < cells.width; ++x) {
      cv::Vec2f& at = grid.at<cv::Vec2f>(y, x);
      at[0] = static_cast<float>((at[0] - part.x + 0.5) * factor.x - 0.5);
      at[1] = static_cast<float>((at[1] - part.y + 0.5) * factor.y - 0.5);
    }
  cv::resize(grid, whole, {cells.width * step, cells.height * step}, 0, 0, cv::INTER_LINEAR);
  cv::Mat laid;
  cv::remap(source, laid, whole(cv::Rect(step, step, size.width, size.height)), cv::noArray(),
            cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  return laid;
}

cv::Mat structure(const cv::Mat& grey, const cv::Mat& mask, double sigma) {
  cv::Mat weight, value, mean, cover;
  mask.convertTo(weight, CV_32F, 1.0 / 255);
  grey.convertTo(value, CV_32F);
  value = value.mul(weight);
  // Two box filters in turn are near enough to a Gaussian and ten times faster.
  const int side = 2 * static_cast<int>(std::lround(sigma * 1.2)) + 1;
  const auto blur = [&](const cv::Mat& from, cv::Mat& to) {
    cv::boxFilter(from, to, CV_32F, {side, side});
    cv::boxFilter(to, to, CV_32F, {side, side});
  };
  blur(value, mean);
  blur(weight, cover);
  cover = cv::max(cover, 1e-3F);
  cv::divide(mean, cover, mean);
  return value - mean.mul(weight);
}

Alignment refine(const cv::Mat& reference,
                 const cv::Mat& mask,
                 const cv::Mat& grey,
                 const cv::Matx33d& to_picture,
                 const std::vector<std::pair<cv::Point2d, cv::Point2d>>& pairs) {
  Alignment alignment{to_picture, {}, reference.size()};
  bend_by(pairs, alignment);
  for (const Level& level : kLevels) {
    const cv::Size size = size_for(reference.size(), level.side);
    cv::Mat small, small_mask;
    cv::resize(reference, small, size, 0, 0, cv::INTER_AREA);
    cv::resize(mask, small_mask, size, 0, 0, cv::INTER_AREA);
    cv::threshold(small_mask, small_mask, 250, 255, cv::THRESH_BINARY);
    const cv::Mat there = laid_on_frame(grey, alignment, size);
    const double sigma = level.window / 2.5;
    const Search found = search(structure(small, small_mask, sigma),
                                structure(there, small_mask, sigma), small_mask, level);
    std::vector<Tile> tiles = tiles_of(found, level, size);
    const double half = std::max(size.width, size.height) / 2.0;
    if (tiles.size() < 8) continue;
    // What was bent before is part of what is fitted now. (The bend is small, so that where a tile
    // was found may be taken for where it would be found without.)
    for (Tile& tile : tiles) tile.moved += alignment.bend.at(tile.u, tile.v);
    const int degree = tiles.size() < 16   ? 1
                       : tiles.size() < 40 ? std::min(2, level.degree)
                                           : level.degree;
    fit(tiles, degree, level.outlier / half, alignment.bend);
  }
  return alignment;
}

}  // namespace vitrine::imaging

#include "pipeline/imaging/outline.hpp"

#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/curves.hpp"
#include "pipeline/imaging/grid_cut.hpp"
#include "pipeline/imaging/lab_rows.hpp"
#include "pipeline/imaging/planes.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace vitrine::imaging {
namespace {

// Eight directions to neighbours and eight between them, as steps of a straight scan.
constexpr std::array<std::pair<int, int>, 16> kDirections = {{{1, 0},
                                                              {-1, 0},
                                                              {0, 1},
                                                              {0, -1},
                                                              {1, 1},
                                                              {-1, 1},
                                                              {1, -1},
                                                              {-1, -1},
                                                              {2, 1},
                                                              {-2, 1},
                                                              {2, -1},
                                                              {-2, -1},
                                                              {1, 2},
                                                              {-1, 2},
                                                              {1, -2},
                                                              {-1, -2}}};

float squared_difference(const cv::Vec3f& one, const cv::Vec3f& other) {
  const cv::Vec3f span = one - other;
  return span[0] * span[0] + span[1] * span[1] + span[2] * span[2];
}

/// The cost of separating two neighbours: whole numbers, looked up by their squared difference.
class SeparationCost {
 public:
  explicit SeparationCost(float calm) {
    for (int i = 0; i < kSteps; ++i) {
      const float squared = (static_cast<float>(i) + 0.5f) / kPerUnit;
      costs_[static_cast<std::size_t>(i)] =
          1 + static_cast<int>(kDearest * decay(squared / (2 * calm * calm)));
    }
  }
  int operator()(const cv::Vec3f& one, const cv::Vec3f& other) const {
    const float place = squared_difference(one, other) * kPerUnit;
    return costs_[place >= kSteps - 1 ? kSteps - 1 : static_cast<std::size_t>(place)];
  }

 private:
  static constexpr int kSteps = 2048;
  static constexpr float kPerUnit = 8, kDearest = 255;
  std::array<int, kSteps> costs_{};
};

/// Calls `found(x, y, squared)` wherever the picture changes by more than `step` over two pixels,
/// and as sharply as that.
template <class Found>
void each_step(const cv::Mat& picture, float step, float sharpness, Found found) {
  constexpr int kFar = 4;
  constexpr float kSurely = 10;  // no shadow is as steep
  const float part = sharpness * sharpness;
  LabRows lab(picture, 2 * kFar + 1);
  for (int y = 1; y + 1 < picture.rows; ++y) {
    const auto* above = lab(y - 1);
    const auto* row = lab(y);
    const auto* below = lab(y + 1);
    const auto* far_above = lab(std::max(0, y - kFar));
    const auto* far_below = lab(std::min(picture.rows - 1, y + kFar));
    for (int x = 1; x + 1 < picture.cols; ++x) {
      const float near =
          squared_difference(row[x - 1], row[x + 1]) + squared_difference(above[x], below[x]);
      if (near <= step * step) continue;
      const float far = squared_difference(row[std::max(0, x - kFar)],
                                           row[std::min(picture.cols - 1, x + kFar)]) +
                        squared_difference(far_above[x], far_below[x]);
      if (near > part * far || near > kSurely * kSurely) found(x, y, near);
    }
  }
}

}  // namespace

cv::Mat edge_pixels(const cv::Mat& picture, float step, float sharpness) {
  cv::Mat edges(picture.size(), CV_8UC1, cv::Scalar(0));
  each_step(picture, step, sharpness,
            [&](int x, int y, float) { edges.at<std::uint8_t>(y, x) = 255; });
  return edges;
}

cv::Mat carried_edges(
    const cv::Mat& picture, float faint, float clear, float sharpness, int least) {
  cv::Mat faint_edges(picture.size(), CV_8UC1, cv::Scalar(0)), clear_edges = faint_edges.clone();
  each_step(picture, std::min(faint, clear), sharpness, [&](int x, int y, float squared) {
    if (squared > faint * faint) faint_edges.at<std::uint8_t>(y, x) = 255;
    if (squared > clear * clear) clear_edges.at<std::uint8_t>(y, x) = 255;
  });
  return joined_to(faint_edges, clear_edges, least);
}

cv::Mat lone_edges(const cv::Mat& picture, float step, float ratio) {
  constexpr int kAround = 8;
  Plane change(picture.cols, picture.rows);
  LabRows lab(picture, 3);
  for (int y = 1; y + 1 < picture.rows; ++y) {
    const auto* above = lab(y - 1);
    const auto* row = lab(y);
    const auto* below = lab(y + 1);
    for (int x = 1; x + 1 < picture.cols; ++x)
      change.at(x, y) =
          std::max(std::abs(row[x - 1][0] - row[x + 1][0]), std::abs(above[x][0] - below[x][0]));
  }
  const Plane around = box_mean(change, kAround);
  cv::Mat edges(picture.size(), CV_8UC1);
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x) {
      const float own = change.at(x, y);
      edges.at<std::uint8_t>(y, x) = own > step && own > ratio * around.at(x, y) ? 255 : 0;
    }
  return edges;
}

cv::Mat joined_to(const cv::Mat& mask, const cv::Mat& kept, int least) {
  cv::Mat labels;
  const int count = cv::connectedComponents(mask, labels, 8, CV_32S);
  std::vector<int> support(static_cast<std::size_t>(count), 0);
  for (int y = 0; y < mask.rows; ++y)
    for (int x = 0; x < mask.cols; ++x)
      if (mask.at<std::uint8_t>(y, x) && kept.at<std::uint8_t>(y, x))
        ++support[static_cast<std::size_t>(labels.at<int>(y, x))];
  cv::Mat result(mask.size(), CV_8UC1);
  for (int y = 0; y < mask.rows; ++y)
    for (int x = 0; x < mask.cols; ++x)
      result.at<std::uint8_t>(y, x) =
          support[static_cast<std::size_t>(labels.at<int>(y, x))] >= least ? 255 : 0;
  return result;
}

cv::Mat without_short(const cv::Mat& mask, int shortest) {
  cv::Mat labels, stats, centres;
  cv::connectedComponentsWithStats(mask, labels, stats, centres, 8, CV_32S);
  cv::Mat kept = mask.clone();
  for (int y = 0; y < mask.rows; ++y)
    for (int x = 0; x < mask.cols; ++x)
      if (std::max(stats.at<int>(labels.at<int>(y, x), cv::CC_STAT_WIDTH),
                   stats.at<int>(labels.at<int>(y, x), cv::CC_STAT_HEIGHT)) < shortest)
        kept.at<std::uint8_t>(y, x) = 0;
  return kept;
}

cv::Mat enclosure(const cv::Mat& edges, const cv::Mat& backdrop) {
  cv::Mat count(edges.size(), CV_8UC1, cv::Scalar(0));
  // Along each direction a pixel inherits from the one a step further out whether an edge lies
  // between it and the backdrop there.
  cv::Mat crossed(edges.size(), CV_8UC1);
  for (const auto& [dx, dy] : kDirections) {
    for (int i = 0; i < edges.rows; ++i) {
      const int y = dy >= 0 ? i : edges.rows - 1 - i;
      for (int j = 0; j < edges.cols; ++j) {
        const int x = dx >= 0 ? j : edges.cols - 1 - j;
        auto& mine = crossed.at<std::uint8_t>(y, x);
        if (backdrop.at<std::uint8_t>(y, x)) {
          mine = 0;
          continue;
        }
        const int u = x - dx, v = y - dy;
        const bool framed = u < 0 || v < 0 || u >= edges.cols || v >= edges.rows;
        mine = (!framed && crossed.at<std::uint8_t>(v, u) != 0) || edges.at<std::uint8_t>(y, x) != 0
                   ? 1
                   : 0;
        // Between the two lies a pixel that a knight's move jumps over.
        if (!framed && mine == 0 && (std::abs(dx) == 2 || std::abs(dy) == 2))
          mine = edges.at<std::uint8_t>(y - dy / 2, x - dx / 2) != 0 ? 1 : 0;
        count.at<std::uint8_t>(y, x) =
            static_cast<std::uint8_t>(count.at<std::uint8_t>(y, x) + mine);
      }
    }
  }
  return count;
}

cv::Mat joined_to_border(const cv::Mat& open, int gap) {
  cv::Mat clear;  // not a copy of `open`, whose pixels it would share
  if (gap > 0)
    cv::erode(open, clear, cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * gap + 1, 2 * gap + 1}),
              {-1, -1}, 1, cv::BORDER_REPLICATE);
  else
    clear = open;
  cv::Mat labels;
  const int count = cv::connectedComponents(clear, labels, 4, CV_32S);
  std::vector<std::uint8_t> outside(static_cast<std::size_t>(count), 0);
  const auto mark = [&](int y, int x) {
    if (clear.at<std::uint8_t>(y, x)) outside[static_cast<std::size_t>(labels.at<int>(y, x))] = 255;
  };
  for (int x = 0; x < open.cols; ++x) mark(0, x), mark(open.rows - 1, x);
  for (int y = 0; y < open.rows; ++y) mark(y, 0), mark(y, open.cols - 1);
  cv::Mat found(open.size(), CV_8UC1);
  for (int y = 0; y < open.rows; ++y)
    for (int x = 0; x < open.cols; ++x)
      found.at<std::uint8_t>(y, x) = outside[static_cast<std::size_t>(labels.at<int>(y, x))];
  return found;
}

cv::Mat divide(const cv::Mat& picture,
               const cv::Mat& backdrop,
               const cv::Mat& product,
               const cv::Mat& leaning,
               float calm) {
  // Only undecided pixels are vertices; a certain neighbour is a pull on its terminal.
  const auto is_open = [&](int y, int x) {
    return !backdrop.at<std::uint8_t>(y, x) && !product.at<std::uint8_t>(y, x);
  };
  int count = 0;
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x) count += is_open(y, x) ? 1 : 0;
  cv::Mat result = product.clone();
  if (count == 0) return result;

  const SeparationCost cost(calm);
  GridCut graph(count);
  LabRows lab(picture, 3);
  // Of the row above and of this one; what is no vertex is not asked for.
  std::vector<int> above(static_cast<std::size_t>(picture.cols)), numbers = above;
  for (int y = 0; y < picture.rows; ++y) {
    const std::array<const cv::Vec3f*, 3> rows = {lab(std::max(0, y - 1)), lab(y),
                                                  lab(std::min(picture.rows - 1, y + 1))};
    for (int x = 0; x < picture.cols; ++x) {
      if (!is_open(y, x)) continue;
      const int own = numbers[static_cast<std::size_t>(x)] = graph.add();
      int leans = leaning.at<std::int16_t>(y, x);
      for (const auto& [dx, dy] : {std::pair{-1, 0}, {0, -1}, {1, 0}, {0, 1}}) {
        const int u = x + dx, v = y + dy;
        if (u < 0 || v < 0 || u >= picture.cols || v >= picture.rows) continue;
        const int between = cost(rows[1][x], rows[static_cast<std::size_t>(1 + dy)][u]);
        if (product.at<std::uint8_t>(v, u))
          leans += between;
        else if (!is_open(v, u))
          leans -= between;
        else if (dx < 0)
          graph.link_left(own, between);
        else if (dy < 0)
          graph.link_up(own, above[static_cast<std::size_t>(u)], between);
      }
      graph.lean(own, leans);
    }
    above.swap(numbers);
  }
  graph.solve();
  int own = 0;
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x)
      if (is_open(y, x) && graph.is_product(own++)) result.at<std::uint8_t>(y, x) = 255;
  return result;
}

}  // namespace vitrine::imaging

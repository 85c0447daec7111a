#include "pipeline/imaging/relief.hpp"

#include "pipeline/imaging/lab.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace vitrine::imaging {
namespace {

constexpr int kMostSide = 400;  // of the broad shade's field
// Three means of this reach make a bell about a third of the zone wide: wide enough to hold no
// edges, narrow enough to tell a body's sides.
constexpr int kReaches = 18;

int cell_of(cv::Rect box) { return (std::max(box.width, box.height) + kMostSide - 1) / kMostSide; }

Plane broad_shade(const cv::Mat& bgr, const cv::Mat& zone, cv::Rect box, int cell, float middle) {
  const int across = (box.width + cell - 1) / cell, down = (box.height + cell - 1) / cell;
  Plane shade(across, down), weights(across, down);
  for (int y = 0; y < box.height; ++y) {
    const auto* row = bgr.ptr<cv::Vec3b>(box.y + y) + box.x;
    const std::uint8_t* weight = zone.ptr(box.y + y) + box.x;
    for (int x = 0; x < box.width; ++x) {
      if (weight[x] == 0) continue;
      const float own = weight[x];
      shade.at(x / cell, y / cell) += own * std::min(lab_of(row[x]).L, middle);
      weights.at(x / cell, y / cell) += own;
    }
  }
  const Plane inside = weights;
  const int reach = std::max(1, std::max(box.width, box.height) / (kReaches * cell));
  for (int round = 0; round < 3; ++round)
    shade = box_mean(shade, reach), weights = box_mean(weights, reach);
  constexpr float kNone = 1e-3f;
  std::vector<float> of_zone;
  for (std::size_t i = 0; i < shade.values.size(); ++i) {
    shade.values[i] = weights.values[i] > kNone ? shade.values[i] / weights.values[i] : middle;
    if (inside.values[i] > 0) of_zone.push_back(shade.values[i]);
  }
  if (of_zone.empty()) return shade;
  const auto half = of_zone.begin() + static_cast<std::ptrdiff_t>(of_zone.size() / 2);
  std::nth_element(of_zone.begin(), half, of_zone.end());
  for (float& value : shade.values) value = std::min(value + middle - *half, middle);
  return shade;
}

}  // namespace

Relief::Relief(const cv::Mat& bgr, const cv::Mat& zone, cv::Rect box, float middle)
    : box_(box),
      form_(bgr, box),
      cell_(cell_of(box)),
      broad_(broad_shade(bgr, zone, box, cell_, middle)) {}

Lightness Relief::at(int x, int y, float lightness) const {
  return {lightness, form_.at(x, y, lightness),
          between_cells(broad_, cell_, x - box_.x, y - box_.y)};
}

}  // namespace vitrine::imaging

#include "pipeline/imaging/form.hpp"

#include "pipeline/imaging/curves.hpp"
#include "pipeline/imaging/lab.hpp"

#include <algorithm>

namespace vitrine::imaging {
namespace {

constexpr float kDetailStep = 5;    // of lightness; larger steps are form
constexpr int kDetailRadius = 120;  // a zone is so many radii long
constexpr int kMostSide = 1200;     // of the fields

int cell_of(cv::Rect box) { return (std::max(box.width, box.height) + kMostSide - 1) / kMostSide; }

/// Means over cells of lightness and of its square, so that texture finer than a cell still counts
/// as texture.
Smoothing fields_of(const cv::Mat& bgr, cv::Rect box, int cell) {
  const int across = (box.width + cell - 1) / cell, down = (box.height + cell - 1) / cell;
  Plane mean(across, down), squares(across, down);
  for (int y = 0; y < box.height; ++y) {
    const auto* row = bgr.ptr<cv::Vec3b>(box.y + y) + box.x;
    for (int x = 0; x < box.width; ++x) {
      const float lightness = lab_of(row[x]).L;
      mean.at(x / cell, y / cell) += lightness;
      squares.at(x / cell, y / cell) += lightness * lightness;
    }
  }
  if (cell > 1)
    for (int y = 0; y < down; ++y)
      for (int x = 0; x < across; ++x) {
        const int pixels =
            std::min(cell, box.width - x * cell) * std::min(cell, box.height - y * cell);
        mean.at(x, y) /= static_cast<float>(pixels);
        squares.at(x, y) /= static_cast<float>(pixels);
      }
  const int radius = std::max(2, std::max(box.width, box.height) / kDetailRadius);
  // A window of 2 radius + 1 pixels, in cells.
  return smoothing_of(mean, squares, ((2 * radius + 1) / cell - 1) / 2, kDetailStep);
}

float between_cells(const Plane& plane, float x, float y) {
  const int left = static_cast<int>(x), top = static_cast<int>(y);
  const int right = std::min(left + 1, plane.width - 1),
            below = std::min(top + 1, plane.height - 1);
  const float across = x - static_cast<float>(left), down = y - static_cast<float>(top);
  return mix(mix(plane.at(left, top), plane.at(right, top), across),
             mix(plane.at(left, below), plane.at(right, below), across), down);
}

}  // namespace

Form::Form(const cv::Mat& bgr, cv::Rect box)
    : box_(box), cell_(cell_of(box)), fields_(fields_of(bgr, box, cell_)) {}

float Form::at(int x, int y, float lightness) const {
  x -= box_.x, y -= box_.y;
  if (cell_ == 1) return fields_.slope.at(x, y) * lightness + fields_.offset.at(x, y);
  const auto place = [this](int at, int last) {
    return std::clamp((static_cast<float>(at) + 0.5f) / static_cast<float>(cell_) - 0.5f, 0.0f,
                      static_cast<float>(last));
  };
  const float u = place(x, fields_.slope.width - 1), v = place(y, fields_.slope.height - 1);
  return between_cells(fields_.slope, u, v) * lightness + between_cells(fields_.offset, u, v);
}

}  // namespace vitrine::imaging

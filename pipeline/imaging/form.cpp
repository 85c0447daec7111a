#include "pipeline/imaging/form.hpp"

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

}  // namespace

Form::Form(const cv::Mat& bgr, cv::Rect box)
    : box_(box), cell_(cell_of(box)), fields_(fields_of(bgr, box, cell_)) {}

float Form::at(int x, int y, float lightness) const {
  x -= box_.x, y -= box_.y;
  if (cell_ == 1) return fields_.slope.at(x, y) * lightness + fields_.offset.at(x, y);
  return between_cells(fields_.slope, cell_, x, y) * lightness +
         between_cells(fields_.offset, cell_, x, y);
}

}  // namespace vitrine::imaging

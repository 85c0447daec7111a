#pragma once

#include <cstddef>
#include <vector>

/// Pictures of numbers, filtered by our own float code in one order, so that bytes repeat.
namespace vitrine::imaging {

/// Row by row.
struct Plane {
  Plane(int w, int h) : width(w), height(h), values(static_cast<std::size_t>(w) * h) {}
  float& at(int x, int y) { return values[static_cast<std::size_t>(y) * width + x]; }
  float at(int x, int y) const { return values[static_cast<std::size_t>(y) * width + x]; }
  int width, height;
  std::vector<float> values;
};

/// The mean over the window of side 2 radius + 1, clipped at the frame.
Plane box_mean(const Plane& plane, int radius);

/// At pixel (x, y), of a plane whose values stand for `cell` x `cell` pixels each.
float between_cells(const Plane& plane, int cell, int x, int y);

/// A value without its details is slope * value + offset, of the fields at its place.
struct Smoothing {
  Plane slope, offset;
};

/// Takes away what changes by less than about `step` within `radius`: larger edges stay. `squares`
/// is the mean of the squares where each value of `mean` stands for several, else its squares.
/// Source: He, Sun, Tang 2013, guided by itself.
Smoothing smoothing_of(const Plane& mean, const Plane& squares, int radius, float step);

}  // namespace vitrine::imaging

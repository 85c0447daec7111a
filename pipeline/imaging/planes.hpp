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

/// The plane without what changes by less than about `step` within `radius`: larger edges stay.
/// Source: He, Sun, Tang 2013, guided by itself.
Plane without_detail(const Plane& plane, int radius, float step);

}  // namespace vitrine::imaging

#include "pipeline/imaging/planes.hpp"

#include "pipeline/imaging/curves.hpp"

#include <algorithm>

namespace vitrine::imaging {

Plane box_mean(const Plane& plane, int radius) {
  Plane across(plane.width, plane.height), result(plane.width, plane.height);
  for (int y = 0; y < plane.height; ++y) {
    double sum = 0;
    for (int x = 0; x < std::min(radius, plane.width); ++x) sum += plane.at(x, y);
    for (int x = 0; x < plane.width; ++x) {
      if (x + radius < plane.width) sum += plane.at(x + radius, y);
      if (x - radius > 0) sum -= plane.at(x - radius - 1, y);
      const int count = std::min(x + radius, plane.width - 1) - std::max(x - radius, 0) + 1;
      across.at(x, y) = static_cast<float>(sum / count);
    }
  }
  std::vector<double> sums(static_cast<std::size_t>(plane.width), 0.0);
  const auto add_row = [&](int y, double sign) {
    for (int x = 0; x < plane.width; ++x)
      sums[static_cast<std::size_t>(x)] += sign * across.at(x, y);
  };
  for (int y = 0; y < std::min(radius, plane.height); ++y) add_row(y, 1);
  for (int y = 0; y < plane.height; ++y) {
    if (y + radius < plane.height) add_row(y + radius, 1);
    if (y - radius > 0) add_row(y - radius - 1, -1);
    const int count = std::min(y + radius, plane.height - 1) - std::max(y - radius, 0) + 1;
    for (int x = 0; x < plane.width; ++x)
      result.at(x, y) = static_cast<float>(sums[static_cast<std::size_t>(x)] / count);
  }
  return result;
}

float between_cells(const Plane& plane, int cell, int x, int y) {
  if (cell == 1) return plane.at(x, y);
  const auto place = [cell](int at, int last) {
    return std::clamp((static_cast<float>(at) + 0.5f) / static_cast<float>(cell) - 0.5f, 0.0f,
                      static_cast<float>(last));
  };
  const float u = place(x, plane.width - 1), v = place(y, plane.height - 1);
  const int left = static_cast<int>(u), top = static_cast<int>(v);
  const int right = std::min(left + 1, plane.width - 1),
            below = std::min(top + 1, plane.height - 1);
  const float across = u - static_cast<float>(left), down = v - static_cast<float>(top);
  return mix(mix(plane.at(left, top), plane.at(right, top), across),
             mix(plane.at(left, below), plane.at(right, below), across), down);
}

Smoothing smoothing_of(const Plane& mean, const Plane& squares, int radius, float step) {
  const Plane local = box_mean(mean, radius), local_squares = box_mean(squares, radius);
  Plane slope(mean.width, mean.height), offset(mean.width, mean.height);
  for (std::size_t i = 0; i < mean.values.size(); ++i) {
    const float spread =
        std::max(local_squares.values[i] - local.values[i] * local.values[i], 0.0f);
    slope.values[i] = spread / (spread + step * step);
    offset.values[i] = local.values[i] * (1 - slope.values[i]);
  }
  return {box_mean(slope, radius), box_mean(offset, radius)};
}

}  // namespace vitrine::imaging

#include "pipeline/imaging/noise.hpp"

#include <cstddef>

namespace vitrine::imaging {
namespace {

constexpr int kWrap = NoiseField::kSide - 1;

/// Floor for the magnitudes that textures use; the library call is slower.
int floor_of(float x) {
  const int whole = static_cast<int>(x);
  return x < static_cast<float>(whole) ? whole - 1 : whole;
}

float eased(float t) { return t * t * (3.0f - 2.0f * t); }

}  // namespace

std::uint32_t scrambled(std::uint32_t x, std::uint32_t y, std::uint32_t seed) {
  std::uint32_t bits = x * 0x9E3779B1u ^ y * 0x85EBCA77u ^ seed * 0xC2B2AE3Du;
  bits = (bits ^ (bits >> 15)) * 0x2C1B3C6Du;
  bits = (bits ^ (bits >> 12)) * 0x297A2D39u;
  return bits ^ (bits >> 15);
}

float normal_noise(std::uint32_t x, std::uint32_t y, std::uint32_t seed) {
  const std::uint32_t bits = scrambled(x, y, seed);
  const std::uint32_t sum = (bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24);
  constexpr float kDeviation = 147.8f;  // of four bytes' sum
  return (static_cast<float>(sum) - 510.0f) / kDeviation;
}

NoiseField::NoiseField(std::uint32_t seed) : cells_(static_cast<std::size_t>(kSide) * kSide) {
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x)
      cells_[static_cast<std::size_t>(y * kSide + x)] =
          static_cast<float>(
              scrambled(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), seed) >> 8) /
          16777216.0f;
}

float NoiseField::at(float x, float y) const {
  const int left = floor_of(x), top = floor_of(y);
  const float u = eased(x - static_cast<float>(left)), v = eased(y - static_cast<float>(top));
  const float* upper = &cells_[static_cast<std::size_t>((top & kWrap) * kSide)];
  const float* lower = &cells_[static_cast<std::size_t>(((top + 1) & kWrap) * kSide)];
  const int a = left & kWrap, b = (left + 1) & kWrap;
  const float above = upper[a] + (upper[b] - upper[a]) * u;
  const float below = lower[a] + (lower[b] - lower[a]) * u;
  return above + (below - above) * v;
}

float NoiseField::layered(float x, float y, int octaves, float keep) const {
  float sum = 0, weight = 1, total = 0;
  for (int octave = 0; octave < octaves; ++octave) {
    // Odd offsets keep the layers from lining up.
    sum +=
        weight * at(x + 17.3f * static_cast<float>(octave), y - 9.7f * static_cast<float>(octave));
    total += weight;
    weight *= keep;
    x *= 2;
    y *= 2;
  }
  return sum / total;
}

}  // namespace vitrine::imaging

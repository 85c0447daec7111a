#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

/// How the limits of tiles are kept: one byte each.
namespace vitrine::quality {

inline std::uint8_t byte_of(float value) {
  return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0F, 255.0F)));
}
inline std::uint8_t record_of_likeness(float value) { return byte_of((value + 0.27F) * 200); }
inline float recorded_likeness(std::uint8_t byte) { return static_cast<float>(byte) / 200 - 0.27F; }
inline std::uint8_t record_of_sharpness(float value) { return byte_of(value * 100); }
inline float recorded_sharpness(std::uint8_t byte) { return static_cast<float>(byte) / 100; }
inline std::uint8_t record_of_added(float value) { return byte_of(value * 8); }
inline float recorded_added(std::uint8_t byte) { return static_cast<float>(byte) / 8; }

}  // namespace vitrine::quality

#pragma once

#include <algorithm>
#include <cstdint>

/// Arithmetic that gives the same bits on every machine: additions, multiplications, divisions and
/// square roots only, in the order written. Library exp, pow and cbrt differ between CPUs.
namespace vitrine::imaging {

/// 0 below `from`, 1 above `to`, an S in between; `from` may be the larger one.
inline float smooth_step(float from, float to, float x) {
  const float t = std::clamp((x - from) / (to - from), 0.0f, 1.0f);
  return t * t * (3.0f - 2.0f * t);
}

inline float mix(float from, float to, float share) { return from + (to - from) * share; }

inline std::uint8_t to_byte(float value) {
  return static_cast<std::uint8_t>(std::clamp(value + 0.5f, 0.0f, 255.0f));
}

/// x / 255, rounded, for 0 <= x <= 65535.
inline int divide_255(int x) { return (x + 128 + ((x + 128) >> 8)) >> 8; }

/// e^-x for x >= 0, within 0.2 % up to 20, by squaring (1 - x/1024 + …) ten times.
inline float decay(float x) {
  if (x > 20.0f) return 0.0f;
  const float step = x / 1024.0f;
  float value = 1.0f - step + step * step * 0.5f;
  for (int i = 0; i < 10; ++i) value *= value;
  return value;
}

}  // namespace vitrine::imaging

#pragma once

#include <array>
#include <cstdint>

namespace vitrine::imaging {

/// sRGB levels and 14-bit linear light (0..kLightWhite), and back. The darkest step is five units,
/// so a level there and back is itself. Tables made by basic arithmetic: the same everywhere.
inline constexpr int kLightWhite = 16383;

struct LightCurve {
  std::array<std::int16_t, 256> light{};
  std::array<std::uint8_t, kLightWhite + 1> level{};
};
const LightCurve& light_curve();

}  // namespace vitrine::imaging

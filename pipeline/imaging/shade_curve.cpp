#include "pipeline/imaging/shade_curve.hpp"

#include "pipeline/imaging/curves.hpp"

#include <algorithm>

namespace vitrine::imaging {
namespace {

// Black fabric holds its folds in a few levels; stretched further they would turn to noise.
constexpr float kMostGain = 1.9f, kStretch = 0.45f;
// Texture keeps this much of itself even on black, where 8 bits have few levels for it.
constexpr float kLeastDetail = 0.55f, kMostDetail = 1.3f;
// How much steeper than a straight line to white the way there begins.
constexpr float kFirstShare = 5;

float calmed(float gain) {
  return gain <= 1 ? gain : std::min(1 + kStretch * (gain - 1), kMostGain);
}

}  // namespace

ShadeCurve::ShadeCurve(Lab from, Lab to, Evenness evenness)
    : from_(from),
      to_(to),
      evenness_(evenness),
      // Shade multiplies light; in Lab that is a stretch around L = -16.
      gain_(calmed((to.L + 16) / (from.L + 16))),
      // Of a pale surface the brightest spots are still surface; of a dark one they are gloss.
      gloss_(mix(0.85f, 0.1f, smooth_step(62, 88, from.L))) {}

float ShadeCurve::as_light_has_it(float source) const {
  const float step = source - from_.L;
  if (step <= 0) {
    // The darkest folds of a dark surface must not fall below black: they approach it.
    const float room = to_.L;
    if (room <= 0) return 0;
    const float fall = std::min(-step * gain_ / room, 2.0f);
    return to_.L - room * fall / (1 + 0.25f * fall * fall);
  }
  const float room = 100 - to_.L, source_room = std::max(100 - from_.L, 1.0f);
  if (room <= 0) return 100;
  // What is brighter shares the room there is: a steep start would leave nothing for gloss.
  const float gain = std::min(gain_, kFirstShare * room / source_room);
  const float rise = step * gain / room;
  const float surface = room * rise / (1 + rise);
  const float height = std::min(step / source_room, 1.0f);
  const float gloss = std::max(room * height - surface, 0.0f) * height * height * gloss_;
  return to_.L + surface + gloss;
}

float ShadeCurve::straight(float source) const {
  return std::clamp(to_.L + evenness_.gain * (source - from_.L), 0.0f, 100.0f);
}

float ShadeCurve::lightness(float source) const {
  return mix(as_light_has_it(source), straight(source), evenness_.share);
}

float ShadeCurve::broad_shade(float source) const {
  if (evenness_.share <= 0) return 0;
  return evenness_.share * evenness_.shade *
         std::min(as_light_has_it(source) - straight(source), 0.0f);
}

float ShadeCurve::detail_gain() const {
  return mix(std::clamp(gain_, kLeastDetail, kMostDetail), evenness_.gain,
             evenness_.share * evenness_.texture);
}

float ShadeCurve::chroma_factor(float new_lightness) const {
  if (new_lightness <= to_.L) return (new_lightness + 16) / (to_.L + 16);
  const float room = std::max(100 - to_.L, 1.0f);
  return mix(1.0f, (100 - new_lightness) / room, 0.75f);
}

}  // namespace vitrine::imaging

#pragma once

#include "pipeline/imaging/lab.hpp"

/// How lightness and chroma move when a surface changes from one colour to another.
namespace vitrine::imaging {

/// A share of a straight line in the curve: all slopes by one factor, instead of each as light
/// would have it.
struct Evenness {
  float gain = 1, share = 0;
  float texture = 1;  ///< how much of that share holds for texture, too
  float shade = 1;    ///< how much of the broad shade, which has hardly any slopes, stays as it was
};

class ShadeCurve {
 public:
  ShadeCurve(Lab from, Lab to, Evenness evenness = {});
  float lightness(float source) const;
  /// What the line makes of a broad shade is less than light would: the rest, <= 0.
  float broad_shade(float source) const;
  /// How strong texture is afterwards, against before.
  float detail_gain() const;
  /// Factor for the new colour's chroma at the new lightness.
  float chroma_factor(float new_lightness) const;

 private:
  float as_light_has_it(float source) const;
  float straight(float source) const;

  Lab from_, to_;
  Evenness evenness_;
  float gain_, gloss_;
};

}  // namespace vitrine::imaging

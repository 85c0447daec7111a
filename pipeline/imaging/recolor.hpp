#pragma once

#include "pipeline/imaging/lab.hpp"

/// Giving a part of a product another colour. Shading stays: what was darker than the part's own
/// colour stays darker, gloss stays gloss. `zone` holds weights, CV_8UC1 of the picture's size.
namespace vitrine::imaging {

/// The zone's middle colour (zone.hpp) becomes `target`, within 1 CIEDE2000 where the screen can
/// show it; close to white it ends a little darker, so that there is room for light on it. Pixels
/// with weight 0 are copied.
cv::Mat recolored(const cv::Mat& bgr, const cv::Mat& zone, cv::Vec3b target);

/// The zone is covered with a fabric: the swatch repeats without seams at `tile` pixels a side,
/// follows folds a little, and its middle colour lands where the swatch has it.
cv::Mat covered(const cv::Mat& bgr, const cv::Mat& zone, const cv::Mat& swatch, int tile);

/// How lightness and chroma move when a surface changes from one colour to another.
class ShadeCurve {
 public:
  ShadeCurve(Lab from, Lab to);
  float lightness(float source) const;
  /// How strong texture is afterwards, against before.
  float detail_gain() const;
  /// Factor for the new colour's chroma at the new lightness.
  float chroma_factor(float new_lightness) const;

 private:
  Lab from_, to_;
  float gain_, gloss_;
};

}  // namespace vitrine::imaging

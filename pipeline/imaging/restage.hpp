#pragma once

#include "pipeline/imaging/picture.hpp"

#include <opencv2/core/mat.hpp>

/// Artificial honest pictures: a cut-out as another camera and another light would show it. What
/// cannot be told from these is not to be called different. For measuring only.
namespace vitrine::imaging {

struct Restaging {
  cv::Size frame{1024, 1024};
  double height = 0.7;         ///< longer side of the product's box, share of the frame's
  cv::Point2d at{0.5, 0.5};    ///< its middle, share of the frame
  double turn = 0;             ///< in the picture's plane, radians
  cv::Point2d keystone{0, 0};  ///< how much nearer one side is than the other, share
  double roll = 0;             ///< of a cylinder about its upright axis, radians
  double stretch = 1;          ///< width over height, times this; honest is 1
  cv::Vec3d gain{1, 1, 1};     ///< colour of the light (b, g, r)
  cv::Point2d slope{0, 0};     ///< how much brighter right and bottom are, share
  double shadow = 0;           ///< depth of a soft shadow's edge across the product, share
  double blur = 0;             ///< sigma in pixels
  double grain = 0;            ///< standard deviation in levels
  int jpeg = 0;                ///< quality; 0: not compressed
  unsigned seed = 1;           ///< of backdrop and grain
};

struct Restaged {
  cv::Mat bgr;
  cv::Matx33d to_picture;  ///< from the cut-out's pixels, without roll
};

/// `cutout` with alpha, its product's box `box`, before a mottled backdrop.
Restaged restage(const Picture& cutout, const cv::Rect& box, const Restaging& how);

}  // namespace vitrine::imaging

#pragma once

#include "pipeline/imaging/picture.hpp"
#include "pipeline/imaging/resample.hpp"
#include "pipeline/util/result.hpp"

#include <string>

namespace vitrine::finish {

/// A rendering, and what is known of the product's outline in it.
struct Rendering {
  imaging::Picture picture;
  cv::Mat mask;         ///< CV_8UC1 of the picture's size; empty: unknown
  std::string outline;  ///< where the outline comes from: "alpha", "mask", or how it was found
};

/// How a rendering is brought to another size.
enum class Scaling {
  levels,  ///< sRGB levels are summed
  light,   ///< where it is reduced, light is summed
};

/// The rendering in the delivered frame.
struct Framed {
  imaging::Picture picture;
  cv::Mat mask;      ///< empty: unknown
  double scale = 1;  ///< delivered pixels per pixel of the rendering
};

/// The part of the picture's plane that puts `box` in the middle of a frame of `size`, with its
/// longer side (against the frame's) at `fill` of it. It may reach over the picture's edge.
imaging::Window fit_window(const cv::Rect& box, cv::Size size, double fill);

/// The largest part of `picture` with the aspect of `size` that holds `box` and a margin of 2 % of
/// its side around it, as near the picture's centre as that allows. Where `box` does not fit, it is
/// centred on it. An empty box: the centre.
imaging::Window crop_window(cv::Size picture, const cv::Rect& box, cv::Size size);

/// The rendering with everything but its product transparent: by its own alpha, else by its mask,
/// else by looking for the product, which fills in `mask` and `outline`. bad_image if there is
/// none.
util::Result<Rendering> cut_out(Rendering rendering);

/// A cut-out product, framed by fit_window around its mask. bad_image if that shows nothing.
util::Result<Framed> fit_product(const Rendering& cut,
                                 cv::Size size,
                                 double fill,
                                 Scaling scaling = Scaling::light);

/// The rendering, framed by crop_window.
Framed crop(const Rendering& rendering, cv::Size size, Scaling scaling = Scaling::light);

/// The whole rendering in the middle of the frame; what is missing at two sides continues its edge,
/// which looks right on a plain border only.
Framed pad(const Rendering& rendering, cv::Size size, Scaling scaling = Scaling::light);

}  // namespace vitrine::finish

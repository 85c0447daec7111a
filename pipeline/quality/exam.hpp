#pragma once

#include "pipeline/quality/quality.hpp"

namespace vitrine::quality {

/// The decoded file, ready to be measured.
struct Exam {
  const Subject& subject;
  imaging::Picture picture;
  cv::Mat bgr;      ///< laid over white where the file is transparent
  cv::Mat product;  ///< 0 / 255; empty: unknown
  cv::Rect box;     ///< of the product
  cv::Mat outside;  ///< CV_32F: distance in pixels from where the product's soft edge ends
  cv::Mat inside;   ///< CV_32F: how deep inside the product a pixel lies

  cv::Size frame() const { return bgr.size(); }
  bool product_known() const { return !box.empty(); }
  bool on_plain_white() const;  ///< the profile wants white, or nearly
};

/// bad_image if the file does not open, or its mask is of another size.
util::Result<Exam> examine(const Subject& subject);

/// A rule named `check`: the profile's severity, or this one where it says nothing.
Rule rule(const Exam& exam,
          const std::string& check,
          domain::Severity otherwise,
          const std::string& unit = {});

/// CV_32F: how deep inside the mask each of its pixels lies; over the frame's edge is outside, also
/// for a mask that fills the frame.
cv::Mat depth(const cv::Mat& mask);

/// Part of a mask more than `distance` pixels from its edge.
cv::Mat inner(const cv::Mat& mask, double distance);

/// Pixels of `mask` that count for its colour: its rim, 2 % of its size, is left out.
cv::Mat colour_core(const cv::Mat& mask);

}  // namespace vitrine::quality

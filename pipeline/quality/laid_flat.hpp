#pragma once

#include <opencv2/core/mat.hpp>

namespace vitrine::quality {

struct FoundProduct;
struct IdentityReference;

/// A part of a rendering's product laid flat: what bends or turns away there lies as in the
/// packshot.
struct LaidFlat {
  cv::Mat picture;           ///< CV_8UC3
  cv::Matx33d registration;  ///< packshot -> `picture`
};

/// Lays parts of a rendering's product flat by the alignment that was found. What it was made of
/// must outlive it.
class Flattening {
 public:
  Flattening(const IdentityReference& reference,
             const FoundProduct& found,
             const cv::Mat& rendering);

  /// `part`: pixels of the packshot. With about the rendering's pixels, at most 2048 for the
  /// product's longer side. Takes 11 bytes a pixel of the part while it works, 3 after.
  LaidFlat operator()(const cv::Rect& part) const;

 private:
  const IdentityReference& reference_;
  const FoundProduct& found_;
  const cv::Mat& rendering_;
};

/// Whether it is known how the product bends; else nothing can be laid flat.
bool knows_bend(const FoundProduct& found);

}  // namespace vitrine::quality

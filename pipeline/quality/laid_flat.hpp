#pragma once

#include <opencv2/core/mat.hpp>

#include <optional>

namespace vitrine::quality {

struct FoundProduct;
struct IdentityReference;

/// A rendering's product laid flat: what bends or turns away there lies as in the packshot.
struct LaidFlat {
  cv::Mat picture;           ///< CV_8UC3
  cv::Matx33d registration;  ///< packshot -> `picture`
};

/// By the alignment that was found, with about the rendering's pixels, at most 2048 a side; nothing
/// where the product's bend is not known. 3 to 10 ms of CPU.
std::optional<LaidFlat> laid_flat(const IdentityReference& reference,
                                  const FoundProduct& found,
                                  const cv::Mat& rendering);

}  // namespace vitrine::quality

#pragma once

#include "pipeline/domain/matting.hpp"
#include "pipeline/util/result.hpp"

#include <opencv2/core/mat.hpp>

#include <memory>
#include <string_view>

namespace vitrine::studio {

/// A matting network (ONNX), run by OpenCV's DNN module on the calling thread. Its arithmetic is
/// OpenCV's float code: it repeats on every machine only after exact::use_plain_arithmetic(), and
/// without that it refuses to run. One object serves one thread.
class MattingNetwork {
 public:
  /// Reads a network and works out its shapes, without running it. Errors (bad_spec) are sentences
  /// that begin after "the matting network": it is no ONNX file; it has a layer OpenCV does not
  /// know; it has no such input or output, or several and none is named; its output is not one
  /// channel; it does not take a picture of this size.
  static util::Result<MattingNetwork> load(std::string_view onnx,
                                           const domain::MattingFormat& format);
  MattingNetwork(MattingNetwork&&) noexcept;
  MattingNetwork& operator=(MattingNetwork&&) noexcept;
  ~MattingNetwork();

  /// The product's share of each pixel as the network sees it.
  /// Shape: CV_8UC3 of any size -> CV_8UC1 of the network's output, which covers the same picture.
  /// Units: 0..1 of the output becomes 0..255; what lies outside is clamped.
  util::Result<cv::Mat> matte(const cv::Mat& bgr);

 private:
  struct Impl;
  explicit MattingNetwork(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace vitrine::studio

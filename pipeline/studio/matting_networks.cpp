#include "pipeline/studio/matting_networks.hpp"

#include <utility>

namespace vitrine::studio {

using util::Result;

Result<cv::Mat> MattingNetworks::matte(const util::Digest& digest,
                                       const domain::MattingFormat& format,
                                       const Read& onnx,
                                       const cv::Mat& bgr) {
  Result<One> one = at_hand(digest, format, onnx);
  if (!one) return one.error();
  Result<cv::Mat> shares = one->network.matte(bgr);
  const std::lock_guard lock(mutex_);
  if (shares) idle_.emplace(std::move(*one));
  return shares;
}

Result<MattingNetworks::One> MattingNetworks::at_hand(const util::Digest& digest,
                                                      const domain::MattingFormat& format,
                                                      const Read& onnx) {
  {
    const std::lock_guard lock(mutex_);
    if (idle_ && idle_->digest == digest && idle_->format == format) {
      One one = std::move(*idle_);
      idle_.reset();
      return one;
    }
  }
  const Result<std::string> bytes = onnx();
  if (!bytes) return bytes.error();
  Result<MattingNetwork> network = MattingNetwork::load(*bytes, format);
  if (!network) return network.error();
  const std::lock_guard lock(mutex_);
  ++parsed_;
  return One{digest, format, std::move(*network)};
}

int MattingNetworks::parsed() const {
  const std::lock_guard lock(mutex_);
  return parsed_;
}

}  // namespace vitrine::studio

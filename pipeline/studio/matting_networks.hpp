#pragma once

#include "pipeline/studio/matting_network.hpp"
#include "pipeline/util/digest.hpp"

#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace vitrine::studio {

/// The network of one cut-out after the other, parsed once for all of them. One network serves one
/// thread, and some take hundreds of megabytes: so one is kept between two cut-outs, and a thread
/// that comes while it is in use parses its own. Belongs to whoever renders; safe on several
/// threads.
class MattingNetworks {
 public:
  using Read = std::function<util::Result<std::string>()>;
  /// The shares that the network of this digest sees (MattingNetwork::matte). `onnx` is called, and
  /// its error returned, only where the network is not at hand.
  util::Result<cv::Mat> matte(const util::Digest& digest,
                              const domain::MattingFormat& format,
                              const Read& onnx,
                              const cv::Mat& bgr);
  int parsed() const;  ///< files so far

 private:
  struct One {
    util::Digest digest;
    domain::MattingFormat format;
    MattingNetwork network;
  };
  util::Result<One> at_hand(const util::Digest& digest,
                            const domain::MattingFormat& format,
                            const Read& onnx);

  mutable std::mutex mutex_;  ///< over both; not held while a network is read or run
  std::optional<One> idle_;   ///< the last that was used
  int parsed_ = 0;
};

}  // namespace vitrine::studio

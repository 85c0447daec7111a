#pragma once

#include "pipeline/domain/values.hpp"

#include <array>
#include <string>

namespace vitrine::domain {

/// How a matting network is fed and read; the network itself is a source of the request. A channel
/// enters it as (level / 255 - mean) / deviation.
struct MattingFormat {
  PixelSize size{512, 512};                  ///< of the picture it is shown, whatever its own shape
  std::array<double, 3> mean{0, 0, 0};       ///< red, green, blue, of 0..1
  std::array<double, 3> deviation{1, 1, 1};  ///< the same
  bool blue_first = false;                   ///< the order of the channels it is shown
  std::string output;                        ///< name; empty: it has one
  friend bool operator==(const MattingFormat&, const MattingFormat&) = default;
};

}  // namespace vitrine::domain

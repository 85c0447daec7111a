#include "pipeline/imaging/codec.hpp"
#include "tools/fuzz/picture_seeds.hpp"
#include "tools/fuzz/target.hpp"

#include <cstdlib>

// Whatever the bytes are, decoding ends in a picture of the size that its header says, or in one
// sentence.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vitrine::imaging;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const DecodeLimits limits{1 << 20};  // larger ones only take longer
  const auto picture = decode(bytes, limits);
  if (picture) {
    const auto info = inspect(bytes);
    if (!info || picture->bgr.total() != std::size_t(info->width) * std::size_t(info->height))
      std::abort();
    if (picture->has_alpha() && picture->alpha.size() != picture->bgr.size()) std::abort();
  } else if (picture.error().message.empty() ||
             picture.error().message.find('\n') != std::string::npos) {
    std::abort();
  }
  static_cast<void>(decode_mask(bytes, limits));
  return 0;
}

namespace vitrine::fuzz {
std::vector<std::string> seeds() { return picture_seeds(); }
}  // namespace vitrine::fuzz

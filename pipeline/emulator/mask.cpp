#include "pipeline/emulator/mask.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/exact.hpp"

#include <opencv2/core.hpp>

namespace vitrine::emulator {

std::optional<std::string> mask_in(const std::string& file, MaskBy by) {
  const util::Result<imaging::Picture> mask = imaging::decode(file);
  if (!mask) return std::nullopt;
  if (by == MaskBy::colour) return imaging::encode_png_grey(imaging::exact::luma(mask->bgr) > 127);
  if (!mask->has_alpha()) return std::nullopt;
  return imaging::encode_png_grey(mask->alpha < 128);
}

}  // namespace vitrine::emulator

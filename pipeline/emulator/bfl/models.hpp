#pragma once

#include "pipeline/emulator/models.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace vitrine::emulator::bfl {

/// A model, which is its path too. Prices in millionths of a dollar; a credit is 10'000.
struct Model {
  std::string_view id;
  bool by_area = false;      ///< FLUX.2: width and height, priced by the megapixel
  std::int64_t first = 0;    ///< the first megapixel, or the whole picture
  std::int64_t further = 0;  ///< each further one, and each that is sent
  int most_pictures = 4;
  int most_tolerance = 6;
  bool tuned = false;  ///< takes steps and guidance
  int most_active = 24;
};
std::span<const Model> models();
const Model* find(std::string_view id);

/// Megapixels of 1024 x 1024, a part of one counting whole.
std::int64_t megapixels(Pixels size);

/// About a megapixel of that shape, both sides by 16.
Pixels megapixel_of(double ratio);

}  // namespace vitrine::emulator::bfl

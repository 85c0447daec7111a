#include "pipeline/emulator/bfl/models.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace vitrine::emulator::bfl {
namespace {

constexpr Model kModels[] = {
    {"flux-kontext-pro", false, 40'000, 0, 4, 6, false, 24},
    {"flux-kontext-max", false, 80'000, 0, 4, 6, false, 6},
    {"flux-2-pro", true, 30'000, 15'000, 8, 5, false, 24},
    {"flux-2-max", true, 70'000, 30'000, 8, 5, false, 24},
    {"flux-2-flex", true, 50'000, 50'000, 8, 5, true, 24},
    {"flux-2-klein-4b", true, 14'000, 1'000, 4, 5, false, 24},
    {"flux-2-klein-9b", true, 15'000, 2'000, 4, 5, false, 24},
};

int by_sixteen(double side) { return std::max(64, static_cast<int>(std::lround(side / 16)) * 16); }

}  // namespace

std::span<const Model> models() { return kModels; }

const Model* find(std::string_view id) {
  const auto row = std::find_if(std::begin(kModels), std::end(kModels),
                                [&](const Model& model) { return model.id == id; });
  return row == std::end(kModels) ? nullptr : row;
}

std::int64_t megapixels(Pixels size) {
  constexpr std::int64_t kMegapixel = 1 << 20;
  return (static_cast<std::int64_t>(size.width) * size.height + kMegapixel - 1) / kMegapixel;
}

Pixels megapixel_of(double ratio) {
  const double height = 1024 / std::sqrt(ratio);
  Pixels size{by_sixteen(height * ratio), by_sixteen(height)};
  while (megapixels(size) > 1) (size.width > size.height ? size.width : size.height) -= 16;
  return size;
}

}  // namespace vitrine::emulator::bfl

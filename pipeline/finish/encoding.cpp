#include "pipeline/finish/encoding.hpp"

#include "pipeline/imaging/codec.hpp"

#include <utility>
#include <vector>

namespace vitrine::finish {
namespace {

using domain::ImageFormat;
using util::Result;

constexpr int kStep = 2;

struct Setting {
  int quality = 0;
  bool chroma_444 = false;
};

std::string encode_plainly(const imaging::Picture& picture, ImageFormat format, Setting setting) {
  switch (format) {
    case ImageFormat::jpeg:
      return imaging::encode_jpeg(picture.bgr, setting.quality, setting.chroma_444);
    case ImageFormat::png:
      return imaging::encode_png(picture);
    case ImageFormat::webp:
      return imaging::encode_webp(picture, setting.quality);
  }
  return {};
}

std::vector<Setting> settings_downwards(const domain::Recipe& recipe) {
  std::vector<Setting> settings;
  for (int quality = recipe.quality - kStep; quality > recipe.quality_min; quality -= kStep)
    settings.push_back({quality, recipe.chroma_444});
  settings.push_back({recipe.quality_min, recipe.chroma_444});
  return settings;
}

std::vector<Setting> settings_upwards(const domain::Recipe& recipe) {
  std::vector<Setting> settings;
  for (int quality = recipe.quality + kStep; quality < 100; quality += kStep)
    settings.push_back({quality, recipe.chroma_444});
  settings.push_back({100, recipe.chroma_444});
  if (recipe.format == ImageFormat::jpeg && !recipe.chroma_444) settings.push_back({100, true});
  return settings;
}

}  // namespace

Result<Encoded> encode(const imaging::Picture& picture,
                       const domain::Recipe& recipe,
                       const imaging::Provenance& provenance) {
  const auto with = [&](Setting setting) -> Result<Encoded> {
    const std::string bare = encode_plainly(picture, recipe.format, setting);
    Result<std::string> bytes = imaging::with_provenance(bare, provenance);
    if (!bytes) return bytes.error();
    return Encoded{std::move(*bytes), setting.quality, setting.chroma_444};
  };
  const auto too_large = [&](const Result<Encoded>& file) {
    return recipe.max_bytes != 0 && file->bytes.size() > recipe.max_bytes;
  };
  const auto too_small = [&](const Result<Encoded>& file) {
    return file->bytes.size() < recipe.min_bytes;
  };
  if (recipe.format == ImageFormat::png) return with({});

  Result<Encoded> best = with({recipe.quality, recipe.chroma_444});
  if (best && too_large(best))
    for (const Setting setting : settings_downwards(recipe)) {
      best = with(setting);
      if (!best || !too_large(best)) break;
    }
  if (best && too_small(best))
    for (const Setting setting : settings_upwards(recipe)) {
      Result<Encoded> larger = with(setting);
      if (!larger || too_large(larger)) break;
      best = std::move(larger);
      if (!too_small(best)) break;
    }
  return best;
}

}  // namespace vitrine::finish

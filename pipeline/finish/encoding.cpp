#include "pipeline/finish/encoding.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/xmp.hpp"

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

Result<std::string> encode_with(const imaging::Picture& picture,
                                ImageFormat format,
                                Setting setting,
                                const imaging::Provenance& provenance) {
  const auto [quality, full] = setting;
  switch (format) {
    case ImageFormat::jpeg:
      return imaging::with_provenance(imaging::encode_jpeg(picture.bgr, quality, full), provenance);
    case ImageFormat::png:
      return imaging::with_provenance(imaging::encode_png(picture), provenance);
    case ImageFormat::webp:
      return imaging::with_provenance(imaging::encode_webp(picture, quality, full), provenance);
    case ImageFormat::avif:
      return imaging::encode_avif(picture, quality, full, imaging::write_xmp(provenance));
  }
  return util::Error{util::ErrorKind::unsupported, "files of this kind are not written"};
}

/// For the record: what is not usual about how a file holds its colour.
std::string chroma_text(ImageFormat format, bool full) {
  if (!full || format == ImageFormat::png) return {};
  return format == ImageFormat::webp ? "4:2:0, sharp" : "4:4:4";
}

std::vector<Setting> settings_downwards(const domain::Recipe& recipe, bool full_chroma) {
  std::vector<Setting> settings;
  for (int quality = recipe.quality - kStep; quality > recipe.quality_min; quality -= kStep)
    settings.push_back({quality, full_chroma});
  settings.push_back({recipe.quality_min, full_chroma});
  return settings;
}

std::vector<Setting> settings_upwards(const domain::Recipe& recipe, bool full_chroma) {
  std::vector<Setting> settings;
  for (int quality = recipe.quality + kStep; quality < 100; quality += kStep)
    settings.push_back({quality, full_chroma});
  settings.push_back({100, full_chroma});
  if (recipe.format == ImageFormat::jpeg && !full_chroma) settings.push_back({100, true});
  return settings;
}

}  // namespace

Result<Encoded> encode(const imaging::Picture& picture,
                       const domain::Recipe& recipe,
                       bool full_chroma,
                       const imaging::Provenance& provenance) {
  const auto with = [&](Setting setting) -> Result<Encoded> {
    Result<std::string> bytes = encode_with(picture, recipe.format, setting, provenance);
    if (!bytes) return bytes.error();
    return Encoded{std::move(*bytes), setting.quality,
                   chroma_text(recipe.format, setting.chroma_444)};
  };
  const auto too_large = [&](const Result<Encoded>& file) {
    return recipe.max_bytes != 0 && file->bytes.size() > recipe.max_bytes;
  };
  const auto too_small = [&](const Result<Encoded>& file) {
    return file->bytes.size() < recipe.min_bytes;
  };
  if (recipe.format == ImageFormat::png) return with({});

  Result<Encoded> best = with({recipe.quality, full_chroma});
  if (best && too_large(best))
    for (const Setting setting : settings_downwards(recipe, full_chroma)) {
      best = with(setting);
      if (!best || !too_large(best)) break;
    }
  if (best && too_small(best))
    for (const Setting setting : settings_upwards(recipe, full_chroma)) {
      Result<Encoded> larger = with(setting);
      if (!larger || too_large(larger)) break;
      best = std::move(larger);
      if (!too_small(best)) break;
    }
  return best;
}

}  // namespace vitrine::finish

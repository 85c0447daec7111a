#pragma once

#include "pipeline/domain/recipe.hpp"
#include "pipeline/imaging/metadata.hpp"
#include "pipeline/imaging/picture.hpp"
#include "pipeline/util/result.hpp"

#include <string>

namespace vitrine::finish {

struct Encoded {
  std::string bytes;  ///< with metadata
  int quality = 0;    ///< 0: lossless
  /// "4:4:4", or "4:2:0, sharp" (WebP, whose colour is always halved, fitted to edges); empty: the
  /// usual 4:2:0, or lossless
  std::string chroma;
};

/// The file in the recipe's format: the highest quality from `quality` down to `quality_min` that
/// stays within max_bytes, or the lowest above `quality` that reaches min_bytes (at 100, colour is
/// kept in full too, for JPEG). Nothing is ever padded. Where no quality will do, the nearest.
/// `full_chroma`: colour at full resolution where the format can, at sharper edges where not.
/// damaged if the metadata does not read back.
util::Result<Encoded> encode(const imaging::Picture& picture,
                             const domain::Recipe& recipe,
                             bool full_chroma,
                             const imaging::Provenance& provenance);

}  // namespace vitrine::finish

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
  bool chroma_444 = false;
};

/// The file in the recipe's format: the highest quality from `quality` down to `quality_min` that
/// stays within max_bytes, or the lowest above `quality` that reaches min_bytes (at 100, colour is
/// kept in full too, for JPEG). Nothing is ever padded. Where no quality will do, the nearest.
/// damaged if the metadata does not read back.
util::Result<Encoded> encode(const imaging::Picture& picture,
                             const domain::Recipe& recipe,
                             const imaging::Provenance& provenance);

}  // namespace vitrine::finish

#pragma once

#include "pipeline/domain/recipe.hpp"
#include "pipeline/domain/request.hpp"
#include "pipeline/domain/verdict.hpp"
#include "pipeline/imaging/picture.hpp"
#include "pipeline/lineage/records.hpp"
#include "pipeline/schedule/judgement.hpp"
#include "pipeline/schedule/source_marks.hpp"
#include "pipeline/store/asset_store.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::schedule {

/// A rendering as the deliveries that wait on it need it.
struct Rendered {
  util::Digest render_key;
  util::Digest blob;
  std::optional<util::Digest> mask;
  std::string doubt = {};                     ///< what only a person may let pass; empty: nothing
  std::shared_ptr<const Judged> judged = {};  ///< what the gate measured; null: it was not asked
};

/// What an attempt's facts say against its picture, as a sentence for a person: it is of another
/// size or shape than was asked for, or may be a draft. Empty: nothing.
std::string doubt_about(const util::Fields& facts);

/// The product as it must look, shared by all its deliveries and decoded once.
struct Reference {
  imaging::Picture picture;       ///< the cut-out, recoloured where the colorway asks for it
  domain::RenderRequest request;  ///< what made it: its zones and their masks
  bool guessed_outline = false;   ///< in places nothing in the packshot says where it ends
  SourceMarks marks = {};         ///< what the photographs say of their own making
  std::int64_t bytes() const;     ///< of its pixels
};
util::Result<std::shared_ptr<const Reference>> load_reference(const domain::RenderRequest& request,
                                                              const util::Digest& cutout,
                                                              store::AssetStore& store,
                                                              const util::Fields& facts);

struct FinishingInput {
  domain::Recipe recipe;
  domain::Profile profile;
  Rendered rendered;
  std::shared_ptr<const Reference> reference;
  SourceMarks backdrop = {};  ///< what the picture behind the product says of its own making
  domain::PixelMode pixels = domain::PixelMode::original;
  bool scene = false;  ///< false: the product alone
};

struct FinishedPicture {
  lineage::AssetRecord asset;  ///< without product_pixels, background and time
  std::vector<domain::Verdict> verdicts;
  std::shared_ptr<const std::string> bytes;
};

/// Finishes one delivery and checks its bytes; everything it made is in the store when it returns.
/// Runs on a CPU thread. An error is about this picture alone.
util::Result<FinishedPicture> finish_and_check(const FinishingInput& input,
                                               store::AssetStore& store);

}  // namespace vitrine::schedule

#pragma once

#include "pipeline/domain/recipe.hpp"
#include "pipeline/domain/request.hpp"
#include "pipeline/store/asset_store.hpp"

#include <string>

namespace vitrine::schedule {

/// What the photographs behind a product, or a backdrop, say of their own making.
struct SourceMarks {
  std::string source_type;           ///< the strongest; empty: none says
  std::string ai_system;             ///< that of the first which names one
  bool content_credentials = false;  ///< one holds a C2PA manifest; its file stays in the store
  /// A model trained on pictures made it, or a part of it.
  bool is_generated() const;
};

/// Of all packshots and pictures that the request names. A file that is not in the store, or says
/// nothing, adds nothing.
SourceMarks source_marks(const domain::RenderRequest& request, store::AssetStore& store);

/// Of the picture that products are put in: what it says of the whole is said of a part of the new
/// one. A trained model's backdrop makes a composite with trained algorithmic media of it.
SourceMarks backdrop_marks(const util::Digest& backdrop, store::AssetStore& store);

/// The recipe of a file made from them: it says the strongest source type, and the system of theirs
/// where it has none of its own.
domain::Recipe with_marks(domain::Recipe recipe, const SourceMarks& marks);

}  // namespace vitrine::schedule

#pragma once

#include "pipeline/domain/request.hpp"
#include "pipeline/providers/provider.hpp"
#include "pipeline/providers/sent_pictures.hpp"
#include "pipeline/util/result.hpp"

#include <functional>
#include <string>
#include <vector>

namespace vitrine::providers::gemini {

using Picture = SentPicture;

struct EarlierMaterial {
  std::vector<Picture> pictures;
  std::string answer;  ///< JSON of the model's turn, verbatim
};

/// Everything a request refers to.
struct Material {
  std::vector<Picture> pictures;         ///< in the order of `sent_sources`
  std::vector<EarlierMaterial> earlier;  ///< as `request.earlier`
};

/// Reads what a request names, as `load_pictures` does; earlier answers are put together as they
/// came (see turn.hpp).
util::Result<Material> load_material(
    const domain::RenderRequest& request,
    const SourceReader& read,
    const std::function<bool(const util::Digest&)>& lies_there = {});

}  // namespace vitrine::providers::gemini

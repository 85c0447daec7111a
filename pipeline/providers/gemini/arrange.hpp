#pragma once

#include "pipeline/domain/request.hpp"
#include "pipeline/providers/gemini/material.hpp"
#include "pipeline/providers/gemini/surface.hpp"
#include "pipeline/providers/gemini/travel.hpp"
#include "pipeline/providers/gemini/uploads.hpp"
#include "pipeline/util/fields.hpp"
#include "pipeline/util/result.hpp"

#include <functional>
#include <vector>

namespace vitrine::providers::gemini {

/// How the pictures of one request travel.
struct Arrangement {
  std::vector<Upload> uploads;     ///< to be made first; the material's bytes are in them then
  std::vector<NamedUpload> named;  ///< of those that lie there already
  util::Fields provenance;         ///< image_1: inline, image_2: upload, …; never an address
};

/// Decides by `decide_travel`; `look` must give the same answer for a picture as it gave when the
/// material was loaded. Writes the addresses of uploads into the material. unsupported
/// for a request that is too large whatever is done.
util::Result<Arrangement> arrange(const domain::RenderRequest& request,
                                  const Surface& surface,
                                  const std::function<Uploads::Standing(const util::Digest&)>& look,
                                  Material& material,
                                  const TravelRules& rules = {});

}  // namespace vitrine::providers::gemini

#pragma once

#include "pipeline/studio/sources.hpp"
#include "pipeline/util/fields.hpp"

namespace vitrine::studio {

/// A product alone, in its packshot's frame.
struct ProductAlone {
  imaging::Picture picture;
  util::Fields facts;  ///< how it was cut out, and what was recoloured
};

/// Cut out by what is known best: a mask somebody drew, the packshot's own alpha, a matting
/// network, the backdrop.
util::Result<ProductAlone> cut_out(const domain::RenderRequest& request, const Sources& sources);

/// Cut out, then every change of the request in its order. Protected parts keep their pixels.
util::Result<ProductAlone> cut_out_recolored(const domain::RenderRequest& request,
                                             const Sources& sources);

}  // namespace vitrine::studio

#pragma once

#include "pipeline/imaging/adjust.hpp"
#include "pipeline/studio/sources.hpp"
#include "pipeline/util/fields.hpp"

#include <string_view>

namespace vitrine::studio {

/// The corrections that an instruction's words ask for: brighter, darker, warmer, cooler, more or
/// less contrast, more or less saturated, each "slightly" or "much". `unsupported` with the list of
/// what is possible if it asks for anything else, also in part.
util::Result<imaging::Adjustment> adjustment_for(std::string_view instruction);

/// A corrected picture.
struct Retouched {
  imaging::Picture picture;
  util::Fields facts;
};

/// Applies them to the request's packshot, cutout or backdrop, inside the first zone mask if one is
/// given.
util::Result<Retouched> retouch(const domain::RenderRequest& request, const Sources& sources);

}  // namespace vitrine::studio

#pragma once

#include "pipeline/domain/recipe.hpp"
#include "pipeline/plan/input.hpp"
#include "pipeline/plan/settings.hpp"

#include <string>

namespace vitrine::plan {

/// How a shot is finished for a profile: packshots are framed by the product's box, scenes are
/// cropped. Nothing of the shot but its scene's kind and its pixels' origin enters.
domain::Recipe recipe_for(const Input& input,
                          const domain::Profile& profile,
                          const domain::Scene& scene,
                          domain::PixelMode pixels);

/// Last part of the IPTC Digital Source Type URI for what went into a picture: the strongest of
/// product pixels and background.
std::string source_type(const domain::Scene& scene, domain::PixelMode pixels);

}  // namespace vitrine::plan

#pragma once

#include "pipeline/domain/scene.hpp"
#include "pipeline/imaging/stage.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace vitrine::studio {

/// A backdrop chosen by a prompt's words.
struct Design {
  imaging::Stage stage;
  std::string description;  ///< for the record: `designed oak table before the sea ("pier", "sea")`
};

/// Every prompt gives a design; one without a known word gives a plain sweep and says so. `take`
/// varies the grain of the material, nothing else.
Design design_for(std::string_view prompt, const std::optional<domain::Light>& light, int take);

imaging::LightSide side_of(domain::LightFrom from);
domain::LightFrom from_side(imaging::LightSide side);

}  // namespace vitrine::studio

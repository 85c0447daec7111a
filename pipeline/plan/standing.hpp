#pragma once

#include "pipeline/plan/settings.hpp"
#include "pipeline/plan/shots.hpp"
#include "pipeline/util/fields.hpp"

#include <optional>

/// Pictures that stand on pictures: steps of refining, later frames of a series.
namespace vitrine::plan {

/// A shot as something else may stand on it.
struct StandingShot {
  Wanted wanted;
  Settings settings;
};

/// Whose picture a shot's request sends: that of the same shot before its last step of refining,
/// or of the frame that a later frame of a series is held to. Nothing: of none.
std::optional<StandingShot> stands_on_shot(const Input& input,
                                           const SettingsResolver& resolver,
                                           const Wanted& wanted,
                                           const Settings& settings);

/// The named fields of all requests a shot's picture needs in its scene, without pictures that are
/// made first: what a change is told by. Each step of refining is a field of its own.
util::Fields scene_fields(const Input& input,
                          const SettingsResolver& resolver,
                          const Wanted& wanted,
                          const Settings& settings);

}  // namespace vitrine::plan

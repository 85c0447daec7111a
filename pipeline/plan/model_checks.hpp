#pragma once

#include "pipeline/domain/problem.hpp"
#include "pipeline/plan/input.hpp"
#include "pipeline/plan/settings.hpp"
#include "pipeline/plan/shots.hpp"

#include <vector>

namespace vitrine::plan {

/// What the job asks of its model that the model does not offer: operation, aspect, size class,
/// thinking, quality, seed, pictures in one request. Each once, an error at the word that asks,
/// naming what would do and, where the input knows others, the cheapest models that can all of it.
/// Nothing where the model has no row: then its provider is the one to know.
domain::Problems beyond_model(const Input& input,
                              const SettingsResolver& settings,
                              const std::vector<Wanted>& wanted);

/// The same of every model that the job falls back to, for the scenes that it may take over; an
/// error at its name in the list.
domain::Problems beyond_fallbacks(const Input& input,
                                  const SettingsResolver& settings,
                                  const std::vector<Wanted>& wanted);

}  // namespace vitrine::plan

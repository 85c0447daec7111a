#pragma once

#include "pipeline/domain/request.hpp"
#include "pipeline/plan/plan.hpp"
#include "pipeline/util/digest.hpp"

#include <cstdint>
#include <functional>
#include <unordered_map>

namespace vitrine::schedule {

/// What stands for the picture of a planned task while it is not made.
util::Digest unmade_name(std::uint32_t task);

/// Calls `each` with every request that a run of this plan sends to an image API. A product that
/// has to be drawn first is named in it by its task's base key, so that the requests which will
/// share its picture do so before it is there.
void for_each_asked(const plan::Plan& plan,
                    const std::function<void(const domain::RenderRequest&)>& each);

/// How many of these send each picture: what a plan tells and what a run goes by.
std::unordered_map<util::Digest, int> picture_uses(const plan::Plan& plan);

}  // namespace vitrine::schedule

#pragma once

#include "pipeline/providers/access.hpp"
#include "pipeline/providers/protocol.hpp"
#include "pipeline/util/result.hpp"

#include <memory>
#include <string_view>

/// The protocol of Black Forest Labs: a task is begun, looked at under the address it was given,
/// and its picture fetched from a signed address that lives ten minutes. What the last look says it
/// cost is what it cost.
/// Options of a model's row: frame (aspect_ratio, or pixels: width and height are sent),
/// safety_tolerance, prompt_upsampling.
namespace vitrine::providers {

struct Reach;

inline constexpr std::string_view kBflBase = "https://api.bfl.ai";

util::Result<std::shared_ptr<const Access>> bfl_access(const Reach& reach);
std::shared_ptr<const Protocol> bfl_protocol();

}  // namespace vitrine::providers

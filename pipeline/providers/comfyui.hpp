#pragma once

#include "pipeline/providers/access.hpp"
#include "pipeline/providers/comfyui_graph.hpp"
#include "pipeline/providers/protocol.hpp"
#include "pipeline/util/result.hpp"

#include <memory>
#include <string_view>

/// ComfyUI on the shop's own machine: pictures are put there under the name of their digest, the
/// shop's graph is queued with them, looked at until it is done, and its output fetched.
namespace vitrine::providers {

struct Reach;

inline constexpr std::string_view kComfyUiBase = "http://127.0.0.1:8188";

/// Errors: no graph, or an address that is none. Its books are always those of the address.
util::Result<std::shared_ptr<const Access>> comfyui_access(const Reach& reach);
std::shared_ptr<const Protocol> comfyui_protocol(std::shared_ptr<const ComfyGraph> graph);

}  // namespace vitrine::providers

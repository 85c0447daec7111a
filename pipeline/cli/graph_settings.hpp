#pragma once

#include "pipeline/providers/comfyui_graph.hpp"
#include "pipeline/spec/complaints.hpp"
#include "pipeline/spec/tree.hpp"

#include <filesystem>
#include <memory>

namespace vitrine::cli {

/// The graph that vitrine.yaml names below a provider (`graph` and `nodes`), read and held against
/// its nodes: no such file, no graph in API form, a node that is not in it or lacks the input that
/// it is named for, each complained about where it is said. Null: none is named, or something is
/// wrong. A path is relative to `folder`.
std::shared_ptr<const providers::ComfyGraph> read_graph(const spec::Node& provider,
                                                        const std::filesystem::path& folder,
                                                        spec::Complaints& complaints);

}  // namespace vitrine::cli

#pragma once

#include "pipeline/util/digest.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a shop's ComfyUI is to do: its own graph in API form, and the nodes that a call fills in.
namespace vitrine::providers {

/// Ids in the graph. Empty but for `prompt` and `output`: the graph decides that itself.
struct GraphNodes {
  std::string prompt;               ///< inputs text, or prompt
  std::string seed;                 ///< inputs seed, or noise_seed
  std::string size;                 ///< inputs width and height
  std::vector<std::string> images;  ///< inputs image, in the order in which pictures are sent
  std::string output;               ///< whose first picture is the answer
  std::string mask = {};            ///< inputs image; empty: a mask is one of the pictures
  friend bool operator==(const GraphNodes&, const GraphNodes&) = default;
};

/// A value; whoever fills `nodes` asks `graph_problem` and `node_problem` first.
struct ComfyGraph {
  std::string json;  ///< as the file has it
  GraphNodes nodes;

  util::Digest digest() const { return util::sha256(json); }
  friend bool operator==(const ComfyGraph&, const ComfyGraph&) = default;
};

enum class NodeRole { prompt, seed, size, image, output, mask };

/// Why the text is no graph in API form, in one sentence; nothing if it is one.
std::optional<std::string> graph_problem(std::string_view json);
/// The ids of its nodes; none of what is no graph.
std::vector<std::string> graph_nodes(std::string_view json);
/// Why that node of the graph cannot play the role: it lacks the input, or another node feeds it.
std::optional<std::string> node_problem(std::string_view json,
                                        const std::string& id,
                                        NodeRole role);

/// What one call puts into the graph.
struct GraphFilling {
  std::string prompt;
  std::int64_t seed = 0;
  int width = 0, height = 0;        ///< 0: as the graph has it
  std::vector<std::string> images;  ///< names on the server, no more than there are nodes
  std::string mask;                 ///< its name there; empty: none
};
/// Appends the graph with it, as JSON. A picture's node for which there is none is taken out with
/// the inputs that it feeds: a server refuses that, by name, where one cannot be missed.
void append_filled(std::string& body, const ComfyGraph& graph, const GraphFilling& filling);

}  // namespace vitrine::providers

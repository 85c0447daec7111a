#pragma once

#include "pipeline/emulator/json.hpp"
#include "pipeline/emulator/models.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::emulator::comfy {

/// What a graph in API form comes down to: `{"3":{"class_type","inputs"}, …}`.
struct Graph {
  std::string text;                ///< what leads to the sampler's "positive", or the first text
  std::vector<std::string> names;  ///< of LoadImage nodes, in the order of the graph
  std::string mask;                ///< name of what a LoadImageMask node loads; empty: none
  bool mask_by_alpha = false;      ///< its channel; else a colour
  std::optional<Pixels> size;      ///< of an empty latent picture
  int count = 1;
  std::int64_t seed = 0;
  std::string output;  ///< id of the node that saves
};

/// Why a graph is refused: finished JSON for "error" and "node_errors".
struct Refused {
  std::string error, node_errors = "{}";
};
struct ReadGraph {
  Graph graph;
  std::optional<Refused> refused;
};
/// `has_file` says whether a picture of that name was uploaded.
ReadGraph read_graph(const Json& prompt, const std::function<bool(const std::string&)>& has_file);

}  // namespace vitrine::emulator::comfy

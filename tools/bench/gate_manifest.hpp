#pragma once

#include "pipeline/util/result.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

/// The table of the gate's corpus as `tools/bench/gate/render` writes it.
namespace vitrine::bench {

struct GatePicture {
  std::string file, product, half, kind, parameters;
  bool honest() const { return kind == "honest"; }
};

/// What all pictures of one product are held against.
struct GateProduct {
  std::string name, half;
  std::filesystem::path packshot, alpha;
  std::map<std::string, std::filesystem::path> zone_masks;
  std::vector<std::string> keep_text;
  std::string volume;
  int pieces = 1;
  std::vector<GatePicture> pictures;
};

/// Products in the manifest's order. bad_spec where a column is missing or a row is cut short.
util::Result<std::vector<GateProduct>> read_gate_manifest(const std::filesystem::path& corpus);

}  // namespace vitrine::bench

#pragma once

#include "pipeline/spec/complaints.hpp"
#include "pipeline/spec/tree.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace vitrine::spec {

/// No job comes near these; a file that passes them is an accident or an attack.
struct YamlLimits {
  std::size_t bytes = std::size_t{16} << 20;
  int depth = 64;               ///< lists and maps inside each other
  std::size_t nodes = 500'000;  ///< after aliases are expanded
};

/// Reads one YAML document; `file` is its index in `complaints`. Keys that stand twice, keys that
/// are no text, tags and all breaches of the limits are complained about. Nothing if the text is
/// no YAML at all or passes a limit; otherwise the tree without the wrong entries.
std::optional<Node> read_yaml(std::string_view text,
                              int file,
                              Complaints& complaints,
                              const YamlLimits& limits = {});

}  // namespace vitrine::spec

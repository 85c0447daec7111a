#pragma once

#include "pipeline/emulator/scenario.hpp"
#include "pipeline/emulator/yaml_node.hpp"

#include <vector>

namespace vitrine::emulator {

/// The keys `model` and `route` of an entry.
Filter read_filter(YamlMap& map);

/// One entry of `faults`, every mistake told: also a fault on a route where it could do nothing.
FaultRule read_rule(const YamlNode& node, std::vector<Mistake>& mistakes);

}  // namespace vitrine::emulator

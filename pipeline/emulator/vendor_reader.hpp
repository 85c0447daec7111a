#pragma once

#include "pipeline/emulator/scenario.hpp"
#include "pipeline/emulator/yaml_node.hpp"

#include <vector>

namespace vitrine::emulator {

/// The keys of a scenario that are about one vendor each: bfl, dashscope, local, comfyui.
void read_vendors(YamlMap& map, Scenario& scenario, std::vector<Mistake>& mistakes);

}  // namespace vitrine::emulator

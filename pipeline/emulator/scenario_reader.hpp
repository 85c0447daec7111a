#pragma once

#include "pipeline/emulator/scenario.hpp"
#include "pipeline/emulator/yaml_node.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::emulator {

/// A scenario as its file says it; with mistakes, what could be read of it.
struct ReadScenario {
  Scenario scenario;
  std::vector<Mistake> mistakes;  ///< all of them, in the order in which they stand
};
ReadScenario read_scenario(std::string_view yaml);

/// "2s", or the words of the file on one line: "lognormal 8s 20s", "uniform 1s 3s".
ReadScenario read_latency_words(std::string_view words);

/// The keys of a scenario file, for --help.
std::string_view scenario_help();

}  // namespace vitrine::emulator

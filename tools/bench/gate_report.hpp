#pragma once

#include "pipeline/util/json_writer.hpp"

#include "gate_score.hpp"
#include <filesystem>
#include <string>
#include <vector>

/// What gate_bench prints of one half of the products.
namespace vitrine::bench {

struct GateHalf {
  std::vector<GateAnswer> answers;
  std::vector<double> study_ms, reading_ms;  ///< of each product's reference
  std::vector<std::string> unusable;         ///< products, with the reason
};

/// The highest limit on all checks together that rejects no more than `false_rejects` of the
/// honest.
double limit_within(const GateHalf& half, double false_rejects);

void print_half(util::JsonWriter& json, const GateHalf& half, double tuned_limit);

/// One line for each picture.
void write_items(const std::filesystem::path& file, const GateHalf& half);

}  // namespace vitrine::bench

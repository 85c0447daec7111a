#pragma once

#include "pipeline/lineage/lineage.hpp"
#include "pipeline/report/pairwise.hpp"
#include "pipeline/util/json_writer.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

/// How models stand in what people voted, for `vitrine scores` and whoever compares.
namespace vitrine::cli {

/// Of one operation: a model that is good at one need not be at another.
struct OperationScores {
  domain::Operation operation = domain::Operation::recontextualize;
  int votes = 0, comparisons = 0;
  int voters = 0;  ///< 0: the project keeps no names
  report::BradleyTerryFit fit;
};

/// All operations that anybody voted on, in the order of their words; or the one.
std::vector<OperationScores> scores_of(lineage::Lineage& lineage,
                                       std::optional<domain::Operation> operation);
std::vector<OperationScores> scores_of(std::span<const domain::Vote> votes);

/// A table for each operation; without any, where votes come from.
std::string scores_text(std::span<const OperationScores> scores);

/// As an array, one entry for each operation.
void write_scores(util::JsonWriter& json, std::span<const OperationScores> scores);
/// {"ok":true,"operations":[…]}
std::string scores_json(std::span<const OperationScores> scores);

}  // namespace vitrine::cli

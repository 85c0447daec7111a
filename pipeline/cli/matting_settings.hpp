#pragma once

#include "pipeline/domain/problem.hpp"
#include "pipeline/spec/job.hpp"
#include "pipeline/spec/tree.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace vitrine::cli {

/// What vitrine.yaml says of a matting network.
struct MattingSettings {
  spec::MattingNetwork network;  ///< its path absolute
  std::string settings_file;     ///< where it is said
  std::string named;             ///< the path as it is said
  spec::Mark mark;               ///< of that path
};

/// The value of `matting:`; nothing if no network is named. What the schema refuses is passed over
/// in silence.
std::optional<MattingSettings> read_matting(const spec::Node& node,
                                            const std::filesystem::path& settings_file);

/// Opens the network: what is wrong with it in one sentence, at the line that names it.
std::optional<domain::Problem> matting_problem(const MattingSettings& settings);

}  // namespace vitrine::cli

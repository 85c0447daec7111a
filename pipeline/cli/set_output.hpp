#pragma once

#include "pipeline/cli/commands.hpp"
#include "pipeline/cli/project.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace vitrine::cli {

/// Where the files of a set are delivered, asked of the job that made it last: the record has only
/// paths below that folder. Nothing where the job is gone, wrong, or another set's by now.
std::optional<std::filesystem::path> output_of_set(const Invocation& call,
                                                   const Project& project,
                                                   const std::string& set,
                                                   const std::string& job_file);

}  // namespace vitrine::cli

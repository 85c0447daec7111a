#pragma once

#include "pipeline/cli/commands.hpp"
#include "pipeline/cli/project.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace vitrine::cli {

/// The job that made a set last, as its file is today. Nothing where it is gone, wrong, or another
/// set's by now.
std::unique_ptr<LoadedJob> job_of_set(const Invocation& call,
                                      const Project& project,
                                      const std::string& set,
                                      const std::string& job_file);

/// Where the files of a set are delivered, asked of that job: the record has only paths below that
/// folder.
std::optional<std::filesystem::path> output_of_set(const Invocation& call,
                                                   const Project& project,
                                                   const std::string& set,
                                                   const std::string& job_file);

}  // namespace vitrine::cli

#pragma once

#include "pipeline/cli/commands.hpp"
#include "pipeline/cli/session.hpp"

#include <optional>
#include <string>

namespace vitrine::cli {

/// The job that wants a shot: the one named, else the one that last made it. Nothing: `exit_code`
/// says what to return, and the complaint, with the shot that was probably meant, is printed.
std::optional<std::string> job_of_shot(const Invocation& call,
                                       const std::string& shot,
                                       const std::string& job_flag,
                                       int& exit_code);

/// Says that the planned job has no such shot.
int no_such_shot(const Invocation& call, const PlannedJob& planned, const std::string& shot);

}  // namespace vitrine::cli

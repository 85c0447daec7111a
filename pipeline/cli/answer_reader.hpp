#pragma once

#include "pipeline/cli/commands.hpp"
#include "pipeline/providers/remote_provider.hpp"

#include <functional>
#include <memory>
#include <string>

namespace vitrine::cli {

/// Finds, by the surface whose books an answer lands in, who reads it: by the project's settings
/// and the environment as they are now. No key is looked for and nothing is sent. Null where no
/// provider is set up as that surface. What it returns lives as long as the function.
using AnswerReader =
    std::function<std::shared_ptr<providers::RemoteProvider>(const std::string& surface)>;
AnswerReader answer_reader(const Invocation& call);

}  // namespace vitrine::cli

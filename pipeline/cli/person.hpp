#pragma once

#include "pipeline/cli/provider_settings.hpp"

#include <string>

namespace vitrine::cli {

/// Who is sitting here, as the record may keep it: the login name, or nothing where vitrine.yaml
/// says `people: none`.
std::string person_deciding(const ProjectSettings& settings);

}  // namespace vitrine::cli

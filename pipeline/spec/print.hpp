#pragma once

#include "pipeline/domain/problem.hpp"

#include <string>
#include <string_view>

namespace vitrine::spec {

/// A problem as the terminal shows it, ending in a newline: `file:line:column: error: message`,
/// folded at 90 columns, then the line it is about with the token underlined. Without
/// `source_line`, or without a column, only the message. Control characters are made harmless.
std::string format_problem(const domain::Problem& problem, std::string_view source_line);

/// The JSON schema of job files (schemas/job.schema.json).
std::string schema_text();
/// The JSON schema of vitrine.yaml (schemas/settings.schema.json).
std::string settings_schema_text();

}  // namespace vitrine::spec

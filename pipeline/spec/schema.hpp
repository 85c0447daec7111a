#pragma once

#include "pipeline/spec/complaints.hpp"
#include "pipeline/spec/tree.hpp"

#include <string>

namespace vitrine::spec {

/// What a file must follow: a job, a file that jobs extend, or the project's vitrine.yaml.
enum class SchemaPart { job, shared, settings };

/// Holds a tree against schemas/job.schema.json or settings.schema.json: keys, types, choices,
/// ranges, formats. Knows the draft-07 keywords these files use, and `x-not-yet` for keys that are
/// known but not available. A key of the first level whose misspelling was told has the name that
/// was probably meant afterwards, so that nothing is missed elsewhere that stands below it.
void check_against_schema(Node& root, SchemaPart part, Complaints& complaints);

}  // namespace vitrine::spec

#pragma once

#include "pipeline/spec/complaints.hpp"
#include "pipeline/spec/tree.hpp"

#include <string>

namespace vitrine::spec {

/// Which part of the schema a file must follow.
enum class SchemaPart { job, shared };

/// Holds a tree against schemas/job.schema.json: keys, types, choices, ranges, formats. Knows the
/// draft-07 keywords that file uses, and `x-not-yet` for keys that are known but not available.
void check_against_schema(const Node& root, SchemaPart part, Complaints& complaints);

}  // namespace vitrine::spec

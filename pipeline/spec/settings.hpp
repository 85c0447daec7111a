#pragma once

#include "pipeline/spec/job.hpp"
#include "pipeline/spec/tree.hpp"

namespace vitrine::spec {

/// Readers of the job's settings; a missing node gives what is built in.
Budget read_budget(const Node* node);
Guard read_guard(const Node* node);
/// Writes what `node` says over `defaults`: a later file wins key by key.
void apply_defaults(const Node* node, Defaults& defaults);

}  // namespace vitrine::spec

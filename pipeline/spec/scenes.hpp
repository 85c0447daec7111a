#pragma once

#include "pipeline/spec/job.hpp"
#include "pipeline/spec/names.hpp"
#include "pipeline/spec/read_values.hpp"

#include <vector>

namespace vitrine::spec {

/// Name and description of a scene or colorway, after shared files were laid under the job's own.
using NamedNodes = std::vector<const Node::Entry*>;

/// A scene that `extends` another is that one with its own keys written over, and uses its name.
/// Complains about cycles and about scenes without exactly one of packshot, backdrop and prompt.
/// A series becomes one scene for each of its frames, "morning-1" and on, which `names` knows too.
std::vector<domain::Scene> read_scenes(const NamedNodes& named,
                                       NameTable& names,
                                       PathReader& paths,
                                       Complaints& complaints);

std::vector<domain::Colorway> read_colorways(const NamedNodes& named,
                                             PathReader& paths,
                                             Complaints& complaints);

}  // namespace vitrine::spec

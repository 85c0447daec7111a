#pragma once

#include "pipeline/spec/job.hpp"
#include "pipeline/spec/names.hpp"
#include "pipeline/spec/read_values.hpp"
#include "pipeline/spec/selectors.hpp"

#include <string>
#include <vector>

namespace vitrine::spec {

/// Readers of `deliver:` and `adjust:`. Selectors are handed to `selectors`, to be held against
/// the products later.
std::vector<DeliverLine> read_deliver(const Node& node,
                                      const std::vector<std::string>& profiles,
                                      const std::vector<domain::Scene>& scene_list,
                                      NameTable& scenes,
                                      SelectorChecks& selectors,
                                      Complaints& complaints);

/// A selector that names a series meets all of its frames.
std::vector<Adjustment> read_adjust(const Node& node,
                                    const std::vector<domain::Scene>& scene_list,
                                    SelectorChecks& selectors,
                                    PathReader& paths,
                                    Complaints& complaints);

}  // namespace vitrine::spec

#pragma once

#include "pipeline/lineage/lineage.hpp"
#include "pipeline/schedule/set_check.hpp"
#include "pipeline/util/json_writer.hpp"

#include <iosfwd>
#include <vector>

namespace vitrine::cli {

/// What still sets pictures of a run apart from their set, by the verdicts of what is delivered
/// now. Of a run of more than 2000 pictures the first are asked about: `status` answers at once.
std::vector<schedule::SetOutlier> outliers_of_run(lineage::Lineage& lineage,
                                                  const lineage::RunRecord& run);

/// As the array `set_outliers`.
void write_outliers(util::JsonWriter& json, const std::vector<schedule::SetOutlier>& outliers);

/// One line each, some of many; nothing where there are none.
void print_outliers(const std::vector<schedule::SetOutlier>& outliers, std::ostream& out);

}  // namespace vitrine::cli

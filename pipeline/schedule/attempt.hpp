#pragma once

#include "pipeline/domain/request.hpp"
#include "pipeline/lineage/records.hpp"

#include <string>

namespace vitrine::schedule {

/// 32 hex digits nobody had before.
std::string new_attempt_id();

/// In [0, 1): the jitter of a wait.
double random_share();

lineage::TaskRecord task_record(const domain::RenderRequest& request, const util::Digest& base);

}  // namespace vitrine::schedule

#pragma once

#include "pipeline/domain/request.hpp"
#include "pipeline/lineage/records.hpp"
#include "pipeline/providers/remote_provider.hpp"

#include <string>

namespace vitrine::schedule {

/// 32 hex digits nobody had before.
std::string new_attempt_id();

/// In [0, 1): the jitter of a wait.
double random_share();

/// What a call may have cost beyond the charge that was read, where that is an estimate.
util::Money doubt_of(const providers::PreparedCall& call, const providers::Reading& reading);

/// The call's name in the provider's books, from the facts of its answer; empty: not told.
std::string provider_request_of(const util::Fields& facts);

lineage::TaskRecord task_record(const domain::RenderRequest& request, const util::Digest& base);

}  // namespace vitrine::schedule

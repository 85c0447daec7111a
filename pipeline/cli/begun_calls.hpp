#pragma once

#include "pipeline/cli/session.hpp"
#include "pipeline/cli/variables.hpp"
#include "pipeline/schedule/settle_answer.hpp"
#include "pipeline/util/clock.hpp"

#include <string>
#include <vector>

namespace vitrine::cli {

/// Fetches what killed runs had begun at servers that answer later, so that it is read with the
/// other answers and not bought again. What cannot be fetched now stays as it is; what its server
/// does not know any more is given up. Both are told: one sentence each. The caller holds the
/// sender's lock.
std::vector<std::string> fetch_begun(const schedule::Settling& settling,
                                     const LoadedJob& loaded,
                                     const Variables& variables,
                                     const util::Clock& clock);

}  // namespace vitrine::cli

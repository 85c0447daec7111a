#pragma once

#include "pipeline/emulator/errors.hpp"
#include "pipeline/emulator/routes.hpp"
#include "pipeline/emulator/scenario.hpp"
#include "pipeline/emulator/tokens.hpp"
#include "pipeline/net/server.hpp"

#include <optional>

namespace vitrine::emulator {

/// Any key is good that is there and is not listed as bad: in x-goog-api-key, ?key= or as a Bearer
/// token. A token that was given out here is good until it expires; where the scenario requires
/// one, Vertex takes nothing else. The refusal otherwise.
std::optional<ApiError> check_credentials(const Route& route,
                                          const net::ServerRequest& request,
                                          const Scenario& scenario,
                                          const Tokens& tokens,
                                          util::Timestamp now);

}  // namespace vitrine::emulator

#pragma once

#include "pipeline/emulator/models.hpp"
#include "pipeline/emulator/routes.hpp"
#include "pipeline/emulator/scenario.hpp"
#include "pipeline/net/server.hpp"

namespace vitrine::emulator {

/// Whether the service still answers for a model, as the scenario has it.
bool is_served(const Scenario& scenario, const ModelRow& model);

/// Answers list-models and get-model.
net::ServerReply answer_models(const Route& route, const Scenario& scenario);

}  // namespace vitrine::emulator

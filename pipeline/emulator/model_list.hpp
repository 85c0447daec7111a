#pragma once

#include "pipeline/emulator/models.hpp"
#include "pipeline/emulator/routes.hpp"
#include "pipeline/emulator/scenario.hpp"
#include "pipeline/net/server.hpp"
#include "pipeline/util/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace vitrine::emulator {

/// What a run knows of its models: the scenario's word, and the time.
struct ModelsNow {
  const Scenario& scenario;
  util::Timestamp started, now;
};

/// Whether the service still answers for a model; `gone` is what its table says without a scenario.
bool is_served(const ModelsNow& models, std::string_view id, bool gone);
bool is_served(const ModelsNow& models, const ModelRow& model);
/// When a model of any vendor is to go, if the scenario says.
std::optional<util::Timestamp> retirement_of(const ModelsNow& models, std::string_view id);

/// `modelStatus` of a model that is on its way out; empty for the others.
std::string sunset_status(const ModelsNow& models, const ModelRow& model);

/// Answers list-models and get-model.
net::ServerReply answer_models(const Route& route, const ModelsNow& models);

}  // namespace vitrine::emulator

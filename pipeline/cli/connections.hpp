#pragma once

#include "pipeline/cli/connection.hpp"
#include "pipeline/cli/provider_settings.hpp"
#include "pipeline/cli/session.hpp"
#include "pipeline/cli/variables.hpp"
#include "pipeline/util/clock.hpp"
#include "pipeline/util/result.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace vitrine::cli {

/// Whether anybody here speaks that provider's protocol.
bool is_spoken(const std::string& provider);

/// How long a server of the shop's own is given at least: weights load with the first call.
inline constexpr std::chrono::seconds kLoadingTime{600};
/// Whether that provider is one: it makes one picture at a time.
bool is_own_server(const std::string& provider);

/// How a provider is reached by the project's settings and the environment, settings first. No key
/// is needed or looked up for that. Errors: an address of the environment that is none, or plain
/// http to another machine. The clock outlives the connection.
util::Result<Connection> connection_for(const std::string& provider,
                                        const ProjectSettings& settings,
                                        const Variables& variables,
                                        const util::Clock& clock);

/// How a surface is reached today: by the provider of that model where it is of several, as two
/// vendors may have one address. Nothing if it is not set up any more.
std::optional<Connection> connection_to(const std::string& surface,
                                        const std::string& model,
                                        const catalog::Catalog& catalog,
                                        const ProjectSettings& settings,
                                        const Variables& variables,
                                        const util::Clock& clock);

/// Why there can be no key, seen from here: no variable that may hold one is set, or the service
/// account's file cannot be used. The message names what to set.
std::optional<util::Error> missing_key(const std::string& provider,
                                       const ProjectSettings& settings,
                                       const Variables& variables);

/// As plan_job, with asked renderings in the books of where the model is asked. Errors are those of
/// connection_for; jobs on the studio have none, nor those of a provider that is not spoken.
util::Result<std::unique_ptr<PlannedJob>> plan_connected(std::unique_ptr<LoadedJob> loaded,
                                                         const JobFlags& flags,
                                                         lineage::Access access,
                                                         const Variables& variables,
                                                         const util::Clock& clock,
                                                         PlanOptions options = {});

/// The image API of a run on its I/O thread, with the client that it speaks through.
std::shared_ptr<providers::RemoteProvider> make_remote(const Connection& connection,
                                                       const catalog::Catalog& catalog,
                                                       boost::asio::any_io_executor executor);

}  // namespace vitrine::cli

#include "pipeline/cli/answer_reader.hpp"

#include "pipeline/cli/connections.hpp"

#include <boost/asio/io_context.hpp>

#include <optional>
#include <utility>

namespace vitrine::cli {
namespace {

/// Everything a provider refers to, so that it can read without a run.
struct Desk {
  boost::asio::io_context io;
  std::optional<catalog::Catalog> catalog;
  ProjectSettings settings;
};

}  // namespace

AnswerReader answer_reader(const Invocation& call) {
  const Project project = call.here();
  const auto desk = std::make_shared<Desk>();
  catalog::Sources sources;
  sources.folders = {project.root / "schemas"};
  sources.settings = project.settings();
  desk->catalog = catalog::load(sources, util::date_of(call.clock.now())).catalog;
  desk->settings = read_project_settings(sources.settings).settings;
  return [desk, variables = call.variables, &clock = call.clock](
             const std::string& surface) -> std::shared_ptr<providers::RemoteProvider> {
    if (!desk->catalog) return nullptr;
    for (const char* provider : {"gemini", "vertex", "cometapi"}) {
      const auto connection = connection_for(provider, desk->settings, variables, clock);
      if (!connection || connection->surface.name != surface) continue;
      return make_remote(*connection, *desk->catalog, desk->io.get_executor());
    }
    return nullptr;
  };
}

}  // namespace vitrine::cli

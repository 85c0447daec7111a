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

  Desk(const Project& project, util::Date today) {
    catalog::Sources sources;
    sources.folders = {project.root / "schemas"};
    sources.settings = project.settings();
    catalog = catalog::load(sources, today).catalog;
    settings = read_project_settings(sources.settings).settings;
  }
};

}  // namespace

AnswerReader answer_reader(const Invocation& call) {
  // Most runs find nothing to read, and need none of it.
  return [desk = std::shared_ptr<Desk>(), project = call.here(), variables = call.variables,
          &clock = call.clock](
             const std::string& surface) mutable -> std::shared_ptr<providers::RemoteProvider> {
    if (!desk) desk = std::make_shared<Desk>(project, util::date_of(clock.now()));
    if (!desk->catalog) return nullptr;
    for (const char* provider : {"gemini", "vertex", "cometapi"}) {
      const auto connection = connection_for(provider, desk->settings, variables, clock);
      if (!connection || connection->surface.name != surface) continue;
      return make_remote(*connection, *desk->catalog, desk->io.get_executor());
    }
    return nullptr;
  };
}

AnswerDesk::AnswerDesk(const std::string& folder, const AnswerReader& reader, util::Timestamp now)
    : lineage_(lineage::Lineage::open(folder, lineage::Access::read_write)),
      keeping_(lineage::Keeping::open(folder, lineage::Access::read_write)),
      store_(store::open_store(folder)),
      spool_(store::open_spool(folder)),
      settling_{*lineage_, *keeping_, *store_, *spool_, reader, now} {}

}  // namespace vitrine::cli

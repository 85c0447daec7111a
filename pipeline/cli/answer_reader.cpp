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

AnswerReader reader_at(std::shared_ptr<Desk> desk,
                       const Variables& variables,
                       const util::Clock& clock) {
  return [desk = std::move(desk), variables, &clock](
             const std::string& surface,
             const std::string& model) -> std::shared_ptr<providers::RemoteProvider> {
    if (!desk->catalog) return nullptr;
    const auto connection =
        connection_to(surface, model, *desk->catalog, desk->settings, variables, clock);
    if (!connection) return nullptr;
    return make_remote(*connection, *desk->catalog, desk->io.get_executor());
  };
}

}  // namespace

AnswerReader answer_reader(const Invocation& call) {
  const Project project = call.here();
  catalog::Sources sources;
  sources.folders = {project.root / "schemas"};
  sources.settings = project.settings();
  auto desk = std::make_shared<Desk>();
  desk->catalog = catalog::load(sources, util::date_of(call.clock.now())).catalog;
  desk->settings = read_project_settings(sources.settings).settings;
  return reader_at(std::move(desk), call.variables, call.clock);
}

AnswerReader answer_reader(const LoadedJob& loaded,
                           const Variables& variables,
                           const util::Clock& clock) {
  auto desk = std::make_shared<Desk>();
  desk->catalog = loaded.catalog;
  desk->settings = loaded.settings;
  return reader_at(std::move(desk), variables, clock);
}

AnswerDesk::AnswerDesk(const std::string& folder, const AnswerReader& reader, util::Timestamp now)
    : lineage_(lineage::Lineage::open(folder, lineage::Access::read_write)),
      keeping_(lineage::Keeping::open(folder, lineage::Access::read_write)),
      store_(store::open_store(folder)),
      spool_(store::open_spool(folder)),
      settling_{*lineage_, *keeping_, *store_, *spool_, reader, now} {
  spool_->finish_sealing();
}

}  // namespace vitrine::cli

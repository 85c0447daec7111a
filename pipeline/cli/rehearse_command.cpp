#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/progress_line.hpp"
#include "pipeline/cli/rehearsal.hpp"
#include "pipeline/cli/rehearsal_text.hpp"
#include "pipeline/cli/report_files.hpp"
#include "pipeline/cli/run_steps.hpp"

#include <ostream>
#include <utility>

namespace vitrine::cli {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

/// What the next real run would make, by its own plan over the project's own record.
struct Tonight {
  std::unordered_set<std::string> shots;  ///< with something to be rendered
  std::int64_t files = 0;                 ///< wanted
  bool asks = false;
  domain::Problems problems;
  std::unique_ptr<LoadedJob> loaded;
};
Tonight look_at_tonight(const Invocation& call,
                        std::unique_ptr<LoadedJob> loaded,
                        const RunFlags& flags) {
  PlannedJob planned =
      plan_job(std::move(loaded), flags.job, lineage::Access::read_only, call.clock);
  Tonight tonight;
  tonight.problems = planned.plan.problems();
  tonight.files = planned.plan.totals().deliveries;
  for (const plan::PlannedDelivery& delivery : planned.plan.deliveries())
    if (delivery.action == plan::Action::render) tonight.shots.insert(planned.plan.shot(delivery));
  for (const plan::PlannedTask& task : planned.plan.tasks())
    tonight.asks = tonight.asks || (task.paid && task.render);
  tonight.loaded = std::move(planned.loaded);
  return tonight;
}

/// Nothing of the project's own is written from here on.
void move_into(LoadedJob& loaded, const fs::path& folder) {
  loaded.project.store = folder;
  loaded.job.output.folder = folder / "out";
}

/// One provider with the client it speaks through.
struct Remote {
  std::unique_ptr<net::Client> client;
  std::unique_ptr<providers::RemoteProvider> provider;
};
std::shared_ptr<providers::RemoteProvider> make_remote(const Connection& connection,
                                                       const catalog::Catalog& catalog,
                                                       boost::asio::any_io_executor executor) {
  const auto remote = std::make_shared<Remote>();
  remote->client = net::make_client(std::move(executor), connection.client);
  remote->provider = providers::make_gemini_provider(
      connection.surface, catalog, catalog.prompts().at("product-photo"),
      connection.make_key(*remote->client), *remote->client);
  return {remote, remote->provider.get()};
}

RunTold execute(const Invocation& call,
                PlannedJob& planned,
                const RunFlags& flags,
                const Connection& connection,
                const std::string& id) {
  const LoadedJob& loaded = *planned.loaded;
  RunTold told;
  told.job = loaded.job.name;
  told.output = shown_path(loaded.job.output.folder);
  told.rows_set_aside = loaded.job.rows_set_aside;
  const auto start = call.clock.steady_now();
  schedule::keep_inputs(plan::input_files(loaded.job), planned.digests, *planned.store);
  planned.lineage->begin_run(run_start(call, planned, id));

  std::map<std::string, std::shared_ptr<providers::Provider>> providers;
  providers["studio"] = providers::make_studio_provider();
  const std::unique_ptr<store::Spool> spool =
      store::open_spool(loaded.project.store_folder().string());
  ProgressLine progress(call.console.err, call.console.err_is_terminal && !call.console.json,
                        flags.quiet || call.console.json,
                        loaded.job.budget.run ? to_text(*loaded.job.budget.run) : "", call.clock);
  schedule::Services services{*planned.lineage, *planned.store, providers, call.clock, progress};
  services.spool = spool.get();
  services.make_remotes = [&](boost::asio::any_io_executor executor) {
    std::map<std::string, std::shared_ptr<providers::RemoteProvider>> remotes;
    remotes[connection.surface.name] = make_remote(connection, loaded.catalog, std::move(executor));
    return remotes;
  };
  schedule::ScheduleOptions options;
  options.in_flight = flags.in_flight;
  options.gate = flags.gate != "off";
  options.budget = loaded.job.budget.run;
  told.summary = schedule::run_plan(planned.plan, *planned.prior, id, services, options);
  progress.clear();
  told.stopped = told.summary.stopped;
  told.took = std::chrono::duration_cast<milliseconds>(call.clock.steady_now() - start);
  told.exit_code = exit_code_of(told);
  count_standing(*planned.lineage, told);
  planned.lineage->end_run(id, run_end(told, call.clock.now()));
  const ReportFiles files =
      write_report(*planned.lineage, *planned.store, loaded.job, id, /*rehearsal=*/true);
  told.report = files.page;
  told.contact_sheet = files.sheet;
  return told;
}

JobOutcome nothing_to_rehearse(const Invocation& call, const LoadedJob& loaded) {
  const std::string message =
      "tonight asks " + model_choice(loaded).id + " for nothing: there is nothing to rehearse";
  if (!call.console.json) call.console.out << loaded.job.name << ": " << message << '\n';
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", true);
  json.member("exit", static_cast<int>(kDone));
  json.member("job", loaded.job.name);
  json.key("rehearsal");
  json.null();
  json.member("message", message);
  json.end_object();
  return {kDone, std::move(json).take()};
}

JobOutcome rehearse_in(const Invocation& call,
                       Tonight tonight,
                       const fs::path& folder,
                       emulator::Scenario scenario,
                       const RunFlags& flags) {
  const auto lock =
      lineage::SenderLock::acquire(folder.string(), "vitrine run --rehearse", call.clock.now());
  if (!lock) return failed_json(call, kCouldNot, "locked", lock.error().message);
  move_into(*tonight.loaded, folder);
  PlanOptions options;
  options.surface = kRehearsalSurface;
  options.stand_in = kStandIn;
  options.shots = std::move(tonight.shots);
  PlannedJob planned = plan_job(std::move(tonight.loaded), flags.job, lineage::Access::read_write,
                                call.clock, std::move(options));
  if (domain::has_errors(planned.plan.problems()))
    return failed_json(call, kBadJob, planned.plan.problems());
  if (const auto objection = objection_to(planned, flags))
    return failed_json(call, objection->exit_code, objection->stopped, objection->message);

  Rehearsal rehearsal(std::move(scenario), call.clock);
  RehearsalTold told;
  const std::string id = folder.filename().string();
  told.run = execute(call, planned, flags, rehearsal.connection(), id);
  told.model = planned.input->model.id;
  told.scenario = flags.rehearse->empty() ? "" : shown_path(*flags.rehearse);
  told.folder = shown_path(folder);
  told.tasks = planned.plan.totals().paid_tasks;
  told.left_out = tonight.files - planned.plan.totals().deliveries;
  told.forecast = planned.plan.forecast();
  told.money = reckon(planned.lineage->attempts_of_run(id), rehearsal.end());
  if (planned.input->model.row) told.times = time_at_limits(*planned.input->model.row, told.tasks);
  if (!call.console.json) print_rehearsal(told, call.console.out);
  return {told.run.exit_code, rehearsal_json(told)};
}

}  // namespace

JobOutcome rehearse_one(const Invocation& call, const std::string& file, const RunFlags& flags) {
  RehearsalScenario scenario = read_rehearsal_scenario(*flags.rehearse);
  if (!scenario.problems.empty()) return failed_json(call, kBadJob, scenario.problems);
  LoadResult result = load_job(file, call.project, flags.job, call.clock);
  if (!result.loaded) return failed_json(call, kBadJob, result.problems);
  if (!call.console.json) print_problems(result.problems, call.console.err);
  if (model_choice(*result.loaded).is_studio())
    return failed_json(call, kBadJob, "nothing-to-rehearse",
                       "model: studio asks nobody for anything, so a run is its own rehearsal; "
                       "--model with one of vitrine models rehearses the job with that one");
  Tonight tonight = look_at_tonight(call, std::move(result.loaded), flags);
  if (domain::has_errors(tonight.problems)) return failed_json(call, kBadJob, tonight.problems);
  if (!tonight.asks) return nothing_to_rehearse(call, *tonight.loaded);
  const fs::path folder =
      make_rehearsal_folder(tonight.loaded->project.store_folder(), call.clock.now());
  return rehearse_in(call, std::move(tonight), folder, std::move(scenario.scenario), flags);
}

}  // namespace vitrine::cli

#include "pipeline/cli/connections.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/rehearsal.hpp"
#include "pipeline/cli/rehearsal_text.hpp"
#include "pipeline/cli/run_steps.hpp"

#include <ostream>
#include <utility>

namespace vitrine::cli {
namespace {

namespace fs = std::filesystem;

/// What the next real run would make, by its own plan over the project's own record.
struct Tonight {
  std::unordered_set<std::string> shots;  ///< with something to be rendered
  std::int64_t files = 0;                 ///< wanted
  bool asks = false;
  bool is_spoken = false;  ///< somebody here speaks to the model's provider
  domain::Problems problems;
  std::unique_ptr<LoadedJob> loaded;
};
util::Result<Tonight> look_at_tonight(const Invocation& call,
                                      std::unique_ptr<LoadedJob> loaded,
                                      const RunFlags& flags) {
  auto connected = plan_connected(std::move(loaded), flags.job, lineage::Access::read_only,
                                  call.variables, call.clock);
  if (!connected) return connected.error();
  PlannedJob& planned = **connected;
  Tonight tonight;
  tonight.problems = planned.plan.problems();
  tonight.files = planned.plan.totals().deliveries;
  for (const plan::PlannedDelivery& delivery : planned.plan.deliveries())
    if (delivery.action == plan::Action::render) tonight.shots.insert(planned.plan.shot(delivery));
  for (const plan::PlannedTask& task : planned.plan.tasks())
    tonight.asks = tonight.asks || (task.paid && task.render);
  tonight.is_spoken = planned.connection.has_value();
  tonight.loaded = std::move(planned.loaded);
  return util::Result<Tonight>(std::move(tonight));
}

/// Nothing of the project's own is written from here on.
void move_into(LoadedJob& loaded, const fs::path& folder) {
  loaded.project.store = folder;
  loaded.job.output.folder = folder / "out";
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
  leave_out_fallbacks(tonight.loaded->job);  // the emulator answers for the first, faults and all
  PlanOptions options;
  options.surface = kRehearsalSurface;
  options.stand_in = kStandIn;
  options.shots = std::move(tonight.shots);
  options.run_budget = flags.budget;
  PlannedJob planned = plan_job(std::move(tonight.loaded), flags.job, lineage::Access::read_write,
                                call.clock, std::move(options));
  if (domain::has_errors(planned.plan.problems()))
    return failed_json(call, kBadJob, planned.plan.problems());
  Rehearsal rehearsal(std::move(scenario), call.clock);
  if (tonight.is_spoken) {
    const std::string& provider = planned.input->model.provider;
    auto connection = rehearsal.connection(provider, planned.loaded->settings.provider(provider));
    if (!connection) return failed_json(call, kCouldNot, "network", connection.error().message);
    planned.connection = std::move(*connection);
  }
  if (const auto objection = objection_to(call, planned, flags))
    return failed_json(call, objection->exit_code,
                       objection->stopped.empty() ? "not-possible" : objection->stopped,
                       objection->message, objection->stopped);
  if (const auto halt = look_at_model(call, planned))
    return failed_json(call, halt->exit_code, halt->code, halt->message);

  RehearsalTold told;
  const std::string id = folder.filename().string();
  told.run = execute(call, planned, flags, id);
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
  auto looked = look_at_tonight(call, std::move(result.loaded), flags);
  if (!looked) return failed_json(call, kCouldNot, "network", looked.error().message);
  Tonight tonight = std::move(*looked);
  if (domain::has_errors(tonight.problems)) return failed_json(call, kBadJob, tonight.problems);
  if (!tonight.asks) return nothing_to_rehearse(call, *tonight.loaded);
  const fs::path folder =
      make_rehearsal_folder(tonight.loaded->project.store_folder(), call.clock.now());
  return rehearse_in(call, std::move(tonight), folder, std::move(scenario.scenario), flags);
}

}  // namespace vitrine::cli

#include "pipeline/cli/connections.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/progress_line.hpp"
#include "pipeline/cli/report_files.hpp"
#include "pipeline/cli/run_steps.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/schedule/decisions.hpp"
#include "pipeline/schedule/product_gate.hpp"
#include "pipeline/store/spool.hpp"
#include "pipeline/util/files.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <ostream>

// A planned job is made, and goes on record as a run.
namespace vitrine::cli {
namespace {

using std::chrono::milliseconds;

lineage::RunStart run_start(const Invocation& call,
                            const PlannedJob& planned,
                            const schedule::ScheduleOptions& options,
                            const std::string& id) {
  const spec::Job& job = planned.loaded->job;
  lineage::RunStart start;
  start.id = id;
  start.set = job.name;
  start.job_file = path_in(planned.loaded->project, job.file);
  start.job_revision = job.revision;
  if (util::Result<std::string> text = util::read_file(job.file)) start.job_text = *text;
  start.command = call.command_line;
  start.tool = "vitrine " VITRINE_VERSION;
  start.started = call.clock.now();
  start.budget = options.budget;
  start.deadline = options.deadline;
  return start;
}

int exit_code_of(const RunTold& told) {
  int code = kDone;
  if (told.summary.needs_person > 0) code = graver(code, kQuestions);
  if (told.summary.failed > 0 || told.rows_set_aside > 0 || !told.recovered.unread.empty())
    code = graver(code, kSomeFailed);
  if (told.stopped == "budget" || told.stopped == "deadline") code = graver(code, kBudgetReached);
  if (told.stopped == "key" || told.stopped == "quota" || told.stopped == "network")
    code = graver(code, kCouldNot);
  if (told.stopped == "signal") code = graver(code, kInterrupted);
  return code;
}

lineage::RunEnd run_end(const RunTold& told, util::Timestamp ended) {
  lineage::RunEnd end;
  const schedule::Summary& s = told.summary;
  end.ended = ended;
  end.exit_code = told.exit_code;
  end.stopped = told.stopped;
  end.planned = s.planned;
  end.rendered = s.rendered;
  end.finished = s.finished;
  end.reused = s.reused;
  end.failed = s.failed;
  end.needs_person = s.needs_person;
  end.charged = s.charged;
  end.unknown = s.unknown;
  return end;
}

/// A run that the disk or the database ended says so, as far as they still let it: only one that
/// was killed is without an end.
void record_broken_end(lineage::Lineage& lineage, const std::string& run, util::Timestamp now) {
  try {
    lineage::RunEnd end;
    end.ended = now;
    end.exit_code = kCouldNot;
    end.stopped = "disk";
    for (const lineage::AttemptRecord& attempt : lineage.attempts_of_run(run)) {
      if (attempt.state == "settled") ++end.rendered;
      (attempt.state == "unknown" ? end.unknown : end.charged) += attempt.charged;
    }
    lineage.end_run(run, end);
  } catch (const std::exception&) {
    // What ended the run is on its way and says more.
  }
}

void count_standing(lineage::Lineage& lineage, RunTold& told) {
  auto states = lineage.count_states(told.job)[told.job];
  told.assets = static_cast<int>(states[domain::DeliveryState::accepted]);
  told.open_questions = static_cast<int>(states[domain::DeliveryState::needs_person]);
}

/// Somebody whom a run may ask, by the name that the run knows them by.
struct Asked {
  std::string name;
  const plan::ModelChoice* model;
  const Connection* connection;
};

/// Each once, the job's own model first. Two vendors behind one address are two all the same, each
/// with its own protocol and key.
std::vector<Asked> everybody_asked(const PlannedJob& planned) {
  std::vector<Asked> all;
  std::map<std::string, std::string> providers;  // by surface
  const auto add = [&](const plan::ModelChoice& model, const Connection& connection) {
    const std::string& surface = connection.place().name;
    const bool is_other =
        providers.try_emplace(surface, model.provider).first->second != model.provider;
    std::string name = is_other ? schedule::surface_of_model(surface, model.id) : surface;
    const bool is_known =
        std::any_of(all.begin(), all.end(), [&](const Asked& other) { return other.name == name; });
    if (!is_known) all.push_back({std::move(name), &model, &connection});
  };
  if (planned.connection) add(planned.input->model, *planned.connection);
  for (const plan::ModelChoice& fallback : planned.input->fallbacks)
    if (const auto own = planned.fallback_connections.find(fallback.id);
        own != planned.fallback_connections.end())
      add(fallback, own->second);
  return all;
}

std::map<std::string, Connection> connections_of(const PlannedJob& planned) {
  std::map<std::string, Connection> connections;
  for (const Asked& one : everybody_asked(planned)) connections.emplace(one.name, *one.connection);
  return connections;
}

schedule::ScheduleOptions schedule_options(const PlannedJob& planned, const RunFlags& flags) {
  const NetworkSettings& network = planned.loaded->settings.network;
  schedule::ScheduleOptions options;
  options.in_flight = flags.in_flight;
  options.gate = flags.gate != "off";
  const lineage::BudgetLimits limits = limits_of(planned.loaded->job, flags.budget);
  options.budget = limits.run;
  options.day_budget = limits.day;
  options.month_budget = limits.month;
  options.project_budget = limits.project;
  options.zone = planned.loaded->settings.zone;
  const auto own_of = [&](const std::string& provider) {
    schedule::SurfaceOptions own;
    const bool is_own = is_own_server(provider);
    if (is_own) own.asked_in_flight = 1;
    own.asked_in_flight = network.in_flight.value_or(own.asked_in_flight);
    if (flags.in_flight > 0) own.asked_in_flight = flags.in_flight;
    own.attempt_deadline = network.attempt_deadline.value_or(own.attempt_deadline);
    if (is_own) own.attempt_deadline = std::max(own.attempt_deadline, kLoadingTime);
    if (!flags.rehearse)  // which asks no vendor
      own.pace = pace_of(planned.loaded->settings.provider(provider));
    return own;
  };
  const schedule::SurfaceOptions first = own_of(planned.input->model.provider);
  options.asked_in_flight = first.asked_in_flight;
  options.pace = first.pace;
  options.attempt_deadline = first.attempt_deadline;
  for (const Asked& one : everybody_asked(planned))
    if (one.model != &planned.input->model)
      options.surfaces[one.name] = own_of(one.model->provider);
  if (const auto time = util::parse_time_of_day(flags.deadline))
    options.deadline = util::next_at(planned.loaded->settings.zone, flags.begun, *time);
  return options;
}

/// Why no more calls were sent, with the name of the key where it is the key's fault.
std::string stopped_why(const schedule::Summary& summary, const PlannedJob& planned) {
  const std::map<std::string, Connection> connections = connections_of(planned);
  const auto closed = connections.find(summary.stopped_surface);
  if (summary.stopped != "key" || closed == connections.end() || closed->second.key_from.empty())
    return summary.stopped_why;
  return summary.stopped_why + " (the key is that of " + closed->second.key_from + ")";
}

/// Adds to the services what a run needs that asks a model; keeps what they point at.
std::unique_ptr<store::Spool> add_asking(const PlannedJob& planned,
                                         const schedule::ScheduleOptions& options,
                                         schedule::Services& services) {
  if (planned.plan.totals().paid_tasks == 0 || !planned.connection) return nullptr;
  auto spool = store::open_spool(planned.loaded->project.store_folder().string());
  services.spool = spool.get();
  std::map<std::string, Connection> connections = connections_of(planned);
  for (auto& [surface, connection] : connections)
    connection.client.idle_per_origin =
        std::max(connection.client.idle_per_origin, options.of(surface).asked_in_flight);
  services.make_remotes = [connections = std::move(connections),
                           &planned](boost::asio::any_io_executor executor) {
    std::map<std::string, std::shared_ptr<providers::RemoteProvider>> remotes;
    for (const auto& [surface, connection] : connections)
      remotes[surface] = make_remote(connection, planned.loaded->catalog, executor);
    return remotes;
  };
  return spool;
}

/// Questions that were answered while the run went on are none any more.
void leave_out_decided(lineage::Lineage& lineage,
                       const std::string& set,
                       schedule::Summary& summary) {
  const auto answered = std::erase_if(summary.questions, [&](const auto& question) {
    const auto delivery = lineage.find_delivery(set, question.shot, question.profile);
    return delivery && delivery->state != domain::DeliveryState::needs_person;
  });
  summary.needs_person -= static_cast<int>(answered);
}

}  // namespace

void follow_people(const Invocation& call,
                   const spec::Job& job,
                   lineage::Lineage& lineage,
                   store::AssetStore& store) {
  const schedule::Followed followed = schedule::follow_decisions(
      lineage, store, job.name, job.output.folder.string(), call.clock.now());
  for (const auto* decided : {&followed.accepted, &followed.rejected})
    for (const lineage::DeliveryRecord& delivery : *decided)
      call.console.err << "vitrine: " << delivery.shot << " for " << delivery.profile << " was "
                       << delivery.why << '\n';
  for (const std::string& problem : followed.problems)
    call.console.err << "vitrine: " << problem << '\n';
}

RunTold execute(const Invocation& call,
                PlannedJob& planned,
                const RunFlags& flags,
                const std::string& id,
                const schedule::Recovered& recovered) {
  const spec::Job& job = planned.loaded->job;
  RunTold told;
  told.recovered = recovered;
  told.job = job.name;
  told.output = shown_path(job.output.folder);
  told.rows_set_aside = job.rows_set_aside;
  const auto start = call.clock.steady_now();
  schedule::keep_inputs(plan::input_files(job), planned.digests, *planned.store);
  if (job.matting) imaging::exact::use_plain_arithmetic();
  const schedule::ScheduleOptions options = schedule_options(planned, flags);
  planned.lineage->begin_run(run_start(call, planned, options, id));

  std::map<std::string, std::shared_ptr<providers::Provider>> providers;
  providers["studio"] = providers::make_studio_provider();
  ProgressLine progress(call.console.err, call.console.err_is_terminal && !call.console.json,
                        flags.quiet || call.console.json,
                        options.budget ? to_text(*options.budget) : "", call.clock);
  schedule::Services services{*planned.lineage, *planned.store, providers, call.clock, progress};
  for (const auto& [key, why] : recovered.unread) services.unread.insert(key);
  const std::unique_ptr<schedule::Gate> gate = schedule::make_product_gate();
  services.gate = gate.get();
  const auto spool = add_asking(planned, options, services);
  try {
    told.summary = schedule::run_plan(planned.plan, *planned.prior, id, services, options);
    progress.clear();
    // What a person decided while it ran.
    follow_people(call, job, *planned.lineage, *planned.store);
    leave_out_decided(*planned.lineage, job.name, told.summary);
  } catch (const std::exception&) {
    progress.clear();
    record_broken_end(*planned.lineage, id, call.clock.now());
    throw;
  }
  if (!told.summary.is_made_good) {  // else nothing was left undone, and fallbacks say why
    told.stopped = told.summary.stopped;
    told.stopped_why = stopped_why(told.summary, planned);
  }
  told.took = std::chrono::duration_cast<milliseconds>(call.clock.steady_now() - start);
  told.exit_code = exit_code_of(told);
  count_standing(*planned.lineage, told);
  planned.lineage->end_run(id, run_end(told, call.clock.now()));
  // An idle night leaves the page of the last one that had news.
  const bool news = told.summary.finished > 0 || told.summary.failed > 0 ||
                    told.summary.refused > 0 || told.summary.restored > 0 ||
                    !report_exists(job.output.folder);
  ReportFiles files{shown_path(report_page(job.output.folder)),
                    shown_path(report_sheet(job.output.folder))};
  if (news)
    files =
        write_report(*planned.lineage, *planned.store, job, id, !planned.input->stand_in.empty());
  told.report = files.page;
  told.contact_sheet = files.sheet;
  return told;
}

}  // namespace vitrine::cli

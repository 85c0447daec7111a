#include "pipeline/cli/answer_reader.hpp"
#include "pipeline/cli/before_paying.hpp"
#include "pipeline/cli/commands.hpp"
#include "pipeline/cli/connections.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/progress_line.hpp"
#include "pipeline/cli/report_files.hpp"
#include "pipeline/cli/run_steps.hpp"
#include "pipeline/cli/sender.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/schedule/decisions.hpp"
#include "pipeline/schedule/product_gate.hpp"
#include "pipeline/schedule/recovery.hpp"
#include "pipeline/store/spool.hpp"
#include "pipeline/store/writable.hpp"
#include "pipeline/util/files.hpp"
#include "pipeline/util/text.hpp"
#include "pipeline/util/zone.hpp"

#include <algorithm>
#include <ostream>
#include <unistd.h>

namespace vitrine::cli {
namespace {

using std::chrono::milliseconds;

}  // namespace

std::optional<Objection> objection_to(const Invocation& call,
                                      const PlannedJob& planned,
                                      const RunFlags& flags) {
  const spec::Job& job = planned.loaded->job;
  const plan::Plan& plan = planned.plan;
  if (job.guard.renders && plan.totals().render > *job.guard.renders)
    return Objection{kQuestions, "guard",
                     "the plan renders " + std::to_string(plan.totals().render) +
                         " pictures, and guard.renders allows " +
                         std::to_string(*job.guard.renders) +
                         "; look at vitrine plan, then raise the guard"};
  if (job.guard.set_aside && job.feed_rows > 0 &&
      job.rows_set_aside > *job.guard.set_aside * job.feed_rows)
    return Objection{kQuestions, "guard",
                     std::to_string(job.rows_set_aside) + " of " +
                         counted(job.feed_rows, "feed row") +
                         " were set aside, more than guard.set_aside allows"};
  const BudgetFit fit = fit_of(budgets_of(planned, flags.budget, call.clock), plan.forecast());
  if (fit.fit == Fit::below_least)
    return Objection{kBadJob, "budget", to_text(fit, plan.forecast())};
  if (fit.fit == Fit::below_expected && !flags.yes && !can_answer(call))
    return Objection{kBadJob, "budget",
                     to_text(fit, plan.forecast()) + "; --yes runs until the budget is reached"};
  if (const auto problem = price_book_problem(planned)) return Objection{kBadJob, "", *problem};
  if (plan.totals().paid_tasks > 0 && !planned.connection)
    return Objection{kBadJob, "",
                     "model \"" + planned.input->model.id + "\" is asked over the network by \"" +
                         planned.input->model.provider +
                         "\", which this version cannot do yet; with --model studio the same job "
                         "runs on the embedded renderer for nothing"};
  return std::nullopt;
}

std::optional<Halt> look_at_model(const Invocation& call, const PlannedJob& planned) {
  const LoadedJob& loaded = *planned.loaded;
  const domain::Model& model = *planned.input->model.row;
  const domain::Model* successor = loaded.catalog.living_successor(model);
  ModelCheck check =
      check_model(*planned.connection, model, successor ? successor->id : "", call.clock);
  if (!check.warning.empty() && !call.console.json)
    call.console.err << "vitrine: warning: " << check.warning << '\n';
  return std::move(check.halt);
}

namespace {

/// Everything between a plan that asks a model and its first paid call; for others nothing.
std::optional<Halt> before_paying(const Invocation& call,
                                  const PlannedJob& planned,
                                  const RunFlags& flags) {
  const std::optional<AskedCalls> asked = asked_calls(planned);
  if (!asked) return std::nullopt;
  if (call.in_is_terminal && !flags.yes)  // nobody is asked for money that could not be spent
    if (const auto missing =
            missing_key(planned.input->model.provider, planned.loaded->settings, call.variables))
      return Halt{kCouldNot, "key", missing->message};
  if (const auto halt = ask_for_price(call, planned, *asked, flags)) return halt;
  return look_at_model(call, planned);
}

/// Why nothing could be delivered; asked before anything is made or paid for.
std::optional<std::string> no_way_out(const PlannedJob& planned) {
  if (planned.plan.totals().render == 0 && planned.plan.totals().finish == 0) return std::nullopt;
  const auto why = store::why_not_writable(planned.loaded->job.output.folder.string());
  if (!why) return std::nullopt;
  return "nothing can be delivered to " + shown_path(planned.loaded->job.output.folder) + ": " +
         *why + "; nothing was made or asked for";
}

std::string unique_run_id(lineage::Lineage& lineage, const util::Clock& clock) {
  const std::string base = util::run_id_text(clock.now());
  const std::vector<lineage::RunRecord> recent = lineage.runs("", 50);
  for (int n = 1;; ++n) {
    const std::string id = n == 1 ? base : base + "-" + std::to_string(n);
    const bool taken = std::any_of(recent.begin(), recent.end(),
                                   [&](const auto& run) { return run.start.id == id; });
    if (!taken) return id;
  }
}

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
  options.asked_in_flight = network.in_flight.value_or(options.asked_in_flight);
  if (flags.in_flight > 0) options.asked_in_flight = flags.in_flight;
  options.attempt_deadline = network.attempt_deadline.value_or(options.attempt_deadline);
  if (!flags.rehearse)  // which asks no vendor
    options.pace = pace_of(planned.loaded->settings.provider(planned.input->model.provider));
  if (const auto time = util::parse_time_of_day(flags.deadline))
    options.deadline = util::next_at(planned.loaded->settings.zone, flags.begun, *time);
  return options;
}

/// Why no more calls were sent, with the name of the key where it is the key's fault.
std::string stopped_why(const schedule::Summary& summary, const PlannedJob& planned) {
  if (summary.stopped != "key" || !planned.connection || planned.connection->key_from.empty())
    return summary.stopped_why;
  return summary.stopped_why + " (the key is that of " + planned.connection->key_from + ")";
}

/// Adds to the services what a run needs that asks a model; keeps what they point at.
std::unique_ptr<store::Spool> add_asking(const PlannedJob& planned,
                                         const schedule::ScheduleOptions& options,
                                         schedule::Services& services) {
  if (planned.plan.totals().paid_tasks == 0 || !planned.connection) return nullptr;
  auto spool = store::open_spool(planned.loaded->project.store_folder().string());
  services.spool = spool.get();
  Connection connection = *planned.connection;
  connection.client.idle_per_origin =
      std::max(connection.client.idle_per_origin, options.asked_in_flight);
  services.make_remotes = [connection = std::move(connection),
                           &planned](boost::asio::any_io_executor executor) {
    std::map<std::string, std::shared_ptr<providers::RemoteProvider>> remotes;
    remotes[connection.surface.name] =
        make_remote(connection, planned.loaded->catalog, std::move(executor));
    return remotes;
  };
  return spool;
}

/// What people decided, of another job's pictures with the same bytes or by a command that was
/// killed or could not read this job, or beside a run, comes into the folder that the shop reads.
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
  told.stopped = told.summary.stopped;
  told.stopped_why = stopped_why(told.summary, planned);
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

JobOutcome failed_json(const Invocation& call, int exit_code, const domain::Problems& problems) {
  if (!call.console.json) print_problems(problems, call.console.err);
  return {exit_code, failure_json(exit_code, problems)};
}
JobOutcome failed_json(const Invocation& call,
                       int exit_code,
                       const std::string& code,
                       const std::string& message,
                       const std::string& stopped) {
  domain::Problem problem;
  problem.code = code;
  problem.message = message;
  if (!call.console.json) call.console.err << "vitrine: " << message << '\n';
  return {exit_code, failure_json(exit_code, {problem}, stopped)};
}

namespace {

/// What killed runs have left is brought to an end first: what was paid is on record before this
/// run is planned, and budgets count it. Says what there was; nothing where there was nothing.
schedule::Recovered end_killed_runs(const Invocation& call,
                                    const LoadedJob& loaded,
                                    const std::string& folder) {
  const AnswerDesk desk(folder, answer_reader(loaded, call.variables, call.clock),
                        call.clock.now());
  const schedule::Settling& settling = desk.settling();
  if (!settling.spool.sealed().empty()) {
    // Answers are held against the pictures that were sent, which a restored store may lack.
    const auto files = plan::input_files(loaded.job);
    const auto digests =
        digest_inputs(loaded.project, files, &settling.lineage, nullptr, call.clock.now());
    schedule::keep_inputs(files, digests, settling.store);
  }
  const schedule::Recovered found = schedule::recover(settling);
  std::vector<std::string> told;
  if (found.settled > 0)
    told.push_back(counted(found.settled, "answer") +
                   " of a run that was killed was here: read, and not bought again");
  if (found.unknown > 0)
    told.push_back(counted(found.unknown, "call") +
                   " of a run that was killed may have been billed: named unknown, see vitrine "
                   "costs");
  if (found.put_aside > 0)
    told.push_back(counted(found.put_aside, "answer") +
                   " of a run that was killed did not come to an end: in quarantine");
  for (const auto& [key, why] : found.unread) told.push_back(why);
  for (const std::string& one : told) call.console.err << "vitrine: " << one << '\n';
  return found;
}

/// Before the plan is made.
void follow_people(const Invocation& call, const LoadedJob& loaded, const std::string& folder) {
  const auto lineage = lineage::Lineage::open(folder, lineage::Access::read_write);
  const auto store = store::open_store(folder);
  follow_people(call, loaded.job, *lineage, *store);
}

JobOutcome run_one(const Invocation& call, const std::string& file, const RunFlags& flags) {
  LoadResult result = load_job(file, call.project, flags.job, call.clock);
  if (!result.loaded) {
    JobOutcome outcome = failed_json(call, kBadJob, result.problems);
    if (!call.console.json) call.console.err << "\nNothing was rendered or spent.\n";
    return outcome;
  }
  if (!call.console.json) print_problems(result.problems, call.console.err);
  const std::string folder = result.loaded->project.store_folder().string();
  store::open_store(folder);
  const auto wait = flags.wait.empty() ? std::chrono::seconds(0) : parse_wait(flags.wait).value();
  auto lock = hold_store(call, folder, "vitrine run", wait);
  if (!lock) return failed_json(call, kCouldNot, "locked", lock.error().message);

  const schedule::Recovered recovered = end_killed_runs(call, *result.loaded, folder);
  follow_people(call, *result.loaded, folder);
  PlanOptions options;
  options.run_budget = flags.budget;
  auto connected = plan_connected(std::move(result.loaded), flags.job, lineage::Access::read_write,
                                  call.variables, call.clock, std::move(options));
  if (!connected) return failed_json(call, kCouldNot, "network", connected.error().message);
  PlannedJob& planned = **connected;
  if (domain::has_errors(planned.plan.problems()))
    return failed_json(call, kBadJob, planned.plan.problems());
  if (const auto objection = objection_to(call, planned, flags))
    return failed_json(call, objection->exit_code,
                       objection->stopped.empty() ? "not-possible" : objection->stopped,
                       objection->message, objection->stopped);
  if (const auto why = no_way_out(planned)) return failed_json(call, kCouldNot, "disk", *why);
  if (const auto halt = before_paying(call, planned, flags))
    return failed_json(call, halt->exit_code, halt->code, halt->message);
  const RunTold told =
      execute(call, planned, flags, unique_run_id(*planned.lineage, call.clock), recovered);
  if (!call.console.json) print_run(told, call.console.out);
  const schedule::Summary& summary = told.summary;
  return {told.exit_code, run_json(told), summary.charged + summary.unknown + summary.doubt};
}

/// Every mistake of several jobs, before any of them is run.
std::optional<int> first_look(const Invocation& call,
                              const std::vector<std::string>& jobs,
                              const RunFlags& flags) {
  if (jobs.size() < 2) return std::nullopt;
  domain::Problems mistakes;
  for (const std::string& job : jobs) {
    LoadResult result = load_job(job, call.project, flags.job, call.clock);
    if (result.loaded) continue;
    for (domain::Problem& problem : result.problems) mistakes.push_back(std::move(problem));
  }
  if (mistakes.empty()) return std::nullopt;
  const JobOutcome outcome = failed_json(call, kBadJob, mistakes);
  if (call.console.json)
    call.console.out << outcome.json << '\n';
  else
    call.console.err << "\nNothing was rendered or spent.\n";
  return outcome.exit_code;
}

}  // namespace

int run_command(const Invocation& call,
                const std::vector<std::string>& jobs,
                const RunFlags& flags) {
  // Nothing is bought for the first job while another cannot be read.
  if (const auto mistaken = first_look(call, jobs, flags)) return *mistaken;
  int exit_code = kDone;
  std::vector<std::string> answers;
  RunFlags left = flags;  // one budget and one deadline for all of them
  left.begun = call.clock.now();
  for (const std::string& job : jobs) {
    JobOutcome outcome = flags.rehearse ? rehearse_one(call, job, left) : run_one(call, job, left);
    if (const auto budget = util::parse_money(left.budget); budget && !left.budget.empty())
      left.budget = to_text(*budget - std::min(*budget, outcome.spent)) + " USD";
    exit_code = graver(exit_code, outcome.exit_code);
    answers.push_back(std::move(outcome.json));
    if (outcome.exit_code == kInterrupted) break;
  }
  if (!call.console.json) return exit_code;
  if (answers.size() == 1) {
    call.console.out << answers.front() << '\n';
    return exit_code;
  }
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", exit_code == kDone);
  json.member("exit", exit_code);
  json.key("jobs");
  json.begin_array();
  for (const std::string& answer : answers) json.raw(answer);
  json.end_array();
  json.end_object();
  call.console.out << std::move(json).take() << '\n';
  return exit_code;
}

}  // namespace vitrine::cli

#include "pipeline/cli/answer_reader.hpp"
#include "pipeline/cli/before_paying.hpp"
#include "pipeline/cli/begun_calls.hpp"
#include "pipeline/cli/commands.hpp"
#include "pipeline/cli/connections.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/run_steps.hpp"
#include "pipeline/cli/sender.hpp"
#include "pipeline/schedule/recovery.hpp"
#include "pipeline/store/spool.hpp"
#include "pipeline/store/writable.hpp"
#include "pipeline/util/text.hpp"
#include "pipeline/util/zone.hpp"

#include <algorithm>
#include <ostream>

namespace vitrine::cli {

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
  for (const AskedCalls& fallback : fallback_calls(planned))
    if (!planned.fallback_connections.contains(fallback.model))
      return Objection{kBadJob, "",
                       "model \"" + fallback.model +
                           "\" is fallen back to, and this version cannot ask it yet: take it out "
                           "of fallback"};
  return std::nullopt;
}

namespace {

ModelCheck look_at(const Invocation& call,
                   const LoadedJob& loaded,
                   const plan::ModelChoice& choice,
                   const Connection& connection) {
  const domain::Model* successor = loaded.catalog.living_successor(*choice.row);
  return check_model(connection, *choice.row, successor ? successor->id : "", call.clock);
}

void warn(const Invocation& call, const std::string& warning) {
  if (!warning.empty() && !call.console.json)
    call.console.err << "vitrine: warning: " << warning << '\n';
}

/// The variable of a key that any model of the plan needs and nobody has set.
std::optional<Halt> missing_keys(const Invocation& call, const PlannedJob& planned) {
  std::vector<std::string> providers{planned.input->model.provider};
  for (const AskedCalls& fallback : fallback_calls(planned))
    providers.push_back(model_choice(*planned.loaded, fallback.model).provider);
  for (const std::string& provider : providers)
    if (const auto missing = missing_key(provider, planned.loaded->settings, call.variables))
      return Halt{
          kCouldNot, "key",
          missing->message +
              (provider == providers.front() ? "" : "; the job falls back to one of its models")};
  return std::nullopt;
}

/// Those that could take over. What is wrong with the others is said, and stops nothing.
bool is_there_a_fallback(const Invocation& call, const PlannedJob& planned) {
  bool is_there = false;
  for (const AskedCalls& fallback : fallback_calls(planned)) {
    const ModelCheck check =
        look_at(call, *planned.loaded, model_choice(*planned.loaded, fallback.model),
                planned.fallback_connections.at(fallback.model));
    is_there = is_there || !check.halt;
    warn(call, check.halt ? "nobody can fall back to " + fallback.model + ": " + check.halt->message
                          : check.warning);
  }
  return is_there;
}

}  // namespace

std::optional<Halt> look_at_model(const Invocation& call, const PlannedJob& planned) {
  ModelCheck check = look_at(call, *planned.loaded, planned.input->model, *planned.connection);
  warn(call, check.warning);
  const bool is_there = is_there_a_fallback(call, planned);
  if (!check.halt || !is_there) return std::move(check.halt);
  warn(call, check.halt->message + "; the run goes on, as the job falls back to others");
  return std::nullopt;
}

namespace {

/// Everything between a plan that asks a model and its first paid call; for others nothing.
std::optional<Halt> before_paying(const Invocation& call,
                                  const PlannedJob& planned,
                                  const RunFlags& flags) {
  const std::optional<AskedCalls> asked = asked_calls(planned);
  if (!asked) return std::nullopt;
  // Nobody is asked for money that could not be spent; with a fallback, none of it goes unlooked.
  if ((call.in_is_terminal && !flags.yes) || !planned.input->fallbacks.empty())
    if (auto missing = missing_keys(call, planned)) return missing;
  if (const auto halt = ask_for_price(call, planned, *asked, flags)) return halt;
  return look_at_model(call, planned);
}

}  // namespace

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
  for (const std::string& one : fetch_begun(settling, loaded, call.variables, call.clock))
    call.console.err << "vitrine: " << one << '\n';
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

namespace {

/// Before the plan is made. A killed run has no end on record: only then the output folder is
/// looked through, which takes its time where it holds a million files.
void follow_people(const Invocation& call, const LoadedJob& loaded, const std::string& folder) {
  const auto lineage = lineage::Lineage::open(folder, lineage::Access::read_write);
  const auto store = store::open_store(folder);
  const std::vector<lineage::RunRecord> last = lineage->runs(loaded.job.name, 1);
  if (!last.empty() && !last.front().end)
    store::remove_cut_short(loaded.job.output.folder.string());
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

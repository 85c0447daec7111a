#include "pipeline/cli/commands.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/plan/model_checks.hpp"
#include "pipeline/plan/shots.hpp"

#include <ostream>

namespace vitrine::cli {
namespace {

using Level = domain::Problem::Level;

long long count(const domain::Problems& problems, Level level) {
  long long n = 0;
  for (const domain::Problem& problem : problems) n += problem.level == level ? 1 : 0;
  return n;
}

struct Checked {
  domain::Problems problems;
  int rows = 0, set_aside = 0;
};

/// What only the plan knows: names that collide, wishes that a profile forbids or a model cannot
/// fulfil.
void check_shots(const LoadedJob& loaded, domain::Problems& problems) {
  const plan::InputDigests none;
  std::vector<plan::ModelChoice> fallbacks;
  for (const std::string& id : fallback_models(loaded))
    fallbacks.push_back(model_choice(loaded, id));
  const plan::Input input{
      loaded.job, loaded.profiles,     none, model_choice(loaded), {}, {}, {}, {}, {},
      {},         std::move(fallbacks)};
  const std::vector<plan::Wanted> wanted = plan::wanted_files(input);
  for (domain::Problem& problem : plan::check_names(input, wanted))
    problems.push_back(std::move(problem));
  const plan::SettingsResolver settings(input);
  for (domain::Problem& problem : settings.prohibited(wanted))
    problems.push_back(std::move(problem));
  for (domain::Problem& problem : plan::beyond_fallbacks(input, settings, wanted))
    problems.push_back(std::move(problem));
  for (domain::Problem& problem : plan::beyond_model(input, settings, wanted))
    problems.push_back(std::move(problem));
  if (!wanted.empty()) return;
  domain::Problem problem;
  problem.file = loaded.job.file.string();
  problem.code = "nothing-to-deliver";
  problem.message = "no product, colorway and scene of this job meet in any deliver line";
  problems.push_back(std::move(problem));
}

Checked check_one(const Invocation& call, const std::string& job, const JobFlags& flags) {
  LoadResult result = load_job(job, call.project, flags, call.clock);
  Checked checked{std::move(result.problems), 0, 0};
  if (result.loaded) {
    check_shots(*result.loaded, checked.problems);
    checked.rows = result.loaded->job.feed_rows;
    checked.set_aside = result.loaded->job.rows_set_aside;
  }
  return checked;
}

std::string closing_line(const Checked& all, int exit_code) {
  std::string line;
  const long long errors = count(all.problems, Level::error);
  const long long warnings = count(all.problems, Level::warning);
  if (errors > 0) line += counted(errors, "error") + ", ";
  if (warnings > 0) line += counted(warnings, "warning") + ", ";
  if (all.rows > 0)
    line += std::to_string(all.set_aside) + " of " + counted(all.rows, "row") + " set aside, ";
  if (line.empty()) return "good: nothing to complain about.";
  line.resize(line.size() - 2);
  line += ". Nothing was rendered or spent.";
  return line + (exit_code != 0 ? "  exit " + std::to_string(exit_code) : "");
}

}  // namespace

int check(const Invocation& call, const std::vector<std::string>& jobs, const JobFlags& flags) {
  Checked all;
  for (const std::string& job : jobs) {
    Checked one = check_one(call, job, flags);
    all.rows += one.rows;
    all.set_aside += one.set_aside;
    for (domain::Problem& problem : one.problems) all.problems.push_back(std::move(problem));
  }
  const int exit_code = domain::has_errors(all.problems) ? kBadJob
                        : all.set_aside > 0              ? kSomeFailed
                                                         : kDone;
  if (call.console.json) {
    util::JsonWriter json;
    json.begin_object();
    json.member("ok", exit_code == kDone);
    json.member("exit", exit_code);
    json.key("problems");
    write_problems(json, all.problems);
    json.end_object();
    call.console.out << std::move(json).take() << '\n';
    return exit_code;
  }
  print_problems(all.problems, call.console.out);
  if (!all.problems.empty()) call.console.out << '\n';
  call.console.out << closing_line(all, exit_code) << '\n';
  return exit_code;
}

}  // namespace vitrine::cli

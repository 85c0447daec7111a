#pragma once

#include "pipeline/cli/named_pictures.hpp"
#include "pipeline/cli/output.hpp"
#include "pipeline/cli/session.hpp"
#include "pipeline/cli/variables.hpp"
#include "pipeline/util/clock.hpp"

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

/// One function per command; each returns the process's exit code.
namespace vitrine::cli {

/// What every command gets.
struct Invocation {
  Console console;
  std::optional<std::filesystem::path> project;  ///< --project
  const util::Clock& clock;
  std::string command_line;  ///< for the run's record
  Variables variables = no_variables();
  std::istream* in = nullptr;   ///< where answers to questions come from; null: nobody answers
  bool in_is_terminal = false;  ///< somebody may answer there

  Project here() const {
    return find_project(project ? *project : std::filesystem::current_path());
  }
};

struct PlanFlags {
  JobFlags job;
  bool all = false;  ///< every item, not only what is to be done
};

struct RunFlags {
  JobFlags job;
  std::string budget;  ///< --budget: may lower the job's, not raise it
  int in_flight = 0;
  std::string gate = "on";
  std::string wait;                     ///< --wait: for a lock that another run holds
  std::string deadline;                 ///< --deadline: a time of day by which all is done
  util::Timestamp begun = {};           ///< when the command began: the deadline comes after that
  std::optional<std::string> rehearse;  ///< --rehearse: its scenario's file, which may be empty
  bool yes = false;
  bool quiet = false;
};

struct CompareFlags {
  std::string models;  ///< "a,b,c"
  int shots = 4;
  RunFlags run;  ///< whose budget and deadline hold for all of them together
};

struct DoctorFlags {
  bool repair = false;
  bool deep = false;  ///< every byte is hashed
  std::string wait;   ///< of repair: for a run that holds the store
  int threads = 0;
};

struct GcFlags {
  std::string older_than = "24h", grace = "7d", wait;
  int keep_runs = 10;
  bool dry_run = false;
};

struct DecisionFlags {
  domain::Decision decision = domain::Decision::approve;
  PictureNames pictures;
  std::string note;
  bool yes = false;  ///< --yes: the pictures of a selector are not asked about
};

struct VoteFlags {
  std::string file;
  std::string as;  ///< --as: whose votes; empty: of whoever is logged in
};

struct RedoFlags {
  std::string shot, job, note;
  bool print = false;  ///< --print: the line, and nothing is written
};

int check(const Invocation& call, const std::vector<std::string>& jobs, const JobFlags& flags);
int plan_command(const Invocation& call, const std::string& job, const PlanFlags& flags);
int run_command(const Invocation& call,
                const std::vector<std::string>& jobs,
                const RunFlags& flags);
/// The same shots on several models, within one budget.
int compare_command(const Invocation& call, const std::string& job, const CompareFlags& flags);
int explain(const Invocation& call,
            const std::string& shot,
            const std::string& job,
            const JobFlags& flags);
int status(const Invocation& call);
int assets(const Invocation& call, const std::string& set);
int show(const Invocation& call, const std::string& asset);
/// What a model would be told for a shot; `job` empty: the one that last made it.
int show_prompt(const Invocation& call,
                const std::string& shot,
                const std::string& job,
                const JobFlags& flags);
/// Approves or rejects finished pictures, and delivers them or takes them away at once.
int decide(const Invocation& call, const DecisionFlags& flags);
/// Asks for another picture of a shot in the job's `adjust`; nothing is rendered or sent.
int redo(const Invocation& call, const RedoFlags& flags);
/// Records the votes that a page of vitrine compare handed out.
int vote(const Invocation& call, const VoteFlags& flags);
/// How models stand in all votes; `operation` empty: of each.
int scores(const Invocation& call, const std::string& operation);
int reproduce(const Invocation& call, const std::vector<std::string>& names, bool all, int threads);
int costs(const Invocation& call, const std::string& set, const std::string& by);
/// All money of the store added up anew.
int verify_costs(const Invocation& call);
struct ReconcileFlags {
  std::string invoice;           ///< the provider's CSV file
  bool apply = false;            ///< write it; else only tell
  std::string write_off_before;  ///< a day, or empty
  std::string wait;              ///< --wait, to apply: for a lock that a run holds
};
int reconcile_costs(const Invocation& call, const ReconcileFlags& flags);
int doctor(const Invocation& call, const DoctorFlags& flags);
/// Every stored and delivered byte against the record.
int verify(const Invocation& call, int threads);
int gc(const Invocation& call, const GcFlags& flags);
int backup(const Invocation& call, const std::string& folder, bool deep);
int report_command(const Invocation& call, const std::string& set);
/// The schema of "job" files or of the project's "settings".
int schema(const Invocation& call, const std::string& of);
int models(const Invocation& call, const std::string& table);
int init(const Invocation& call, const std::string& folder);

/// The completion script of a shell: "bash" or "zsh".
std::string completion_script(const std::string& shell,
                              const std::vector<std::string>& commands,
                              const std::vector<std::string>& commands_of_costs);

}  // namespace vitrine::cli

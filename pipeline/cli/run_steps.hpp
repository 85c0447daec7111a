#pragma once

#include "pipeline/cli/before_paying.hpp"
#include "pipeline/cli/commands.hpp"
#include "pipeline/cli/run_text.hpp"

#include <optional>
#include <string>

/// The steps that a real run and a rehearsal have in common.
namespace vitrine::cli {

/// What became of one job file: its exit code and what --json prints of it.
struct JobOutcome {
  int exit_code = 0;
  std::string json;
  util::Money spent = {};  ///< charged, or perhaps charged
};

/// Says to people what failed, unless --json is asked for.
JobOutcome failed_json(const Invocation& call, int exit_code, const domain::Problems& problems);
JobOutcome failed_json(const Invocation& call,
                       int exit_code,
                       const std::string& code,
                       const std::string& message,
                       const std::string& stopped = {});

/// Why a run must not start, if it must not: a guard, a budget, a model nobody can ask.
struct Objection {
  int exit_code = 0;
  std::string stopped, message;
};
std::optional<Objection> objection_to(const Invocation& call,
                                      const PlannedJob& planned,
                                      const RunFlags& flags);

/// What killed runs have left is brought to an end first: what was paid is on record before this
/// run is planned, and budgets count it. Says what there was; nothing where there was nothing.
schedule::Recovered end_killed_runs(const Invocation& call,
                                    const LoadedJob& loaded,
                                    const std::string& folder);

/// Why nothing could be delivered; asked before anything is made or paid for.
std::optional<std::string> no_way_out(const PlannedJob& planned);

std::string unique_run_id(lineage::Lineage& lineage, const util::Clock& clock);

/// Whether the plan's model answers where it is asked; what only warns is said.
std::optional<Halt> look_at_model(const Invocation& call, const PlannedJob& planned);

/// What people decided, of another job's pictures with the same bytes or by a command that was
/// killed or could not read this job, or beside a run, comes into the folder that the shop reads.
void follow_people(const Invocation& call,
                   const spec::Job& job,
                   lineage::Lineage& lineage,
                   store::AssetStore& store);

/// Everything after the plan stands: the run itself under this id, then its report.
RunTold execute(const Invocation& call,
                PlannedJob& planned,
                const RunFlags& flags,
                const std::string& id,
                const schedule::Recovered& recovered = {});

/// Runs one job against an emulator inside this program, in a store and folder of its own.
JobOutcome rehearse_one(const Invocation& call, const std::string& file, const RunFlags& flags);

}  // namespace vitrine::cli

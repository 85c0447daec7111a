#pragma once

#include "pipeline/cli/commands.hpp"
#include "pipeline/cli/run_text.hpp"
#include "pipeline/lineage/records.hpp"

#include <optional>
#include <string>

/// The steps that a real run and a rehearsal have in common.
namespace vitrine::cli {

/// What became of one job file: its exit code and what --json prints of it.
struct JobOutcome {
  int exit_code = 0;
  std::string json;
};

/// Says to people what failed, unless --json is asked for.
JobOutcome failed_json(const Invocation& call, int exit_code, const domain::Problems& problems);
JobOutcome failed_json(const Invocation& call,
                       int exit_code,
                       const std::string& code,
                       const std::string& message);

/// Why a run must not start, if it must not: a guard, a budget, a model nobody can ask.
struct Objection {
  int exit_code = 0;
  std::string stopped, message;
};
std::optional<Objection> objection_to(const PlannedJob& planned, const RunFlags& flags);

lineage::RunStart run_start(const Invocation& call,
                            const PlannedJob& planned,
                            const std::string& id);
lineage::RunEnd run_end(const RunTold& told, util::Timestamp ended);
int exit_code_of(const RunTold& told);
/// Fills in what stands of the job now: accepted files and open questions.
void count_standing(lineage::Lineage& lineage, RunTold& told);

/// Runs one job against an emulator inside this program, in a store and folder of its own.
JobOutcome rehearse_one(const Invocation& call, const std::string& file, const RunFlags& flags);

}  // namespace vitrine::cli

#pragma once

#include "pipeline/cli/commands.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

/// What may be typed after `vitrine`, and what it says of itself in --help.
namespace vitrine::cli {

/// All that flags write into before a command is called.
struct Flags {
  bool json = false;
  std::string project;
  std::vector<std::string> jobs;
  std::string job, shot, asset, set, by = "product", folder, shell, table = "models";
  std::vector<std::string> asset_names;
  std::string rehearse;
  bool all_assets = false, prompt = false;
  int threads = 0;
  PlanFlags plan;
  RunFlags run;
  CompareFlags compare;
  DoctorFlags doctor;
  GcFlags gc;
  DecisionFlags approve, reject;
  RedoFlags redo;
  VoteFlags vote;
  std::string operation;
  JobFlags check, explain, show;
  ReconcileFlags reconcile;
  bool deep_backup = false;
};

using Command = std::function<int(const Invocation&)>;

/// Declares the commands to the parser; which one was asked for is in `chosen` after parsing. Its
/// functions stand in command_line.cpp (jobs and data) and command_line_records.cpp (what was
/// made). `app` and `flags` outlive it.
class Commands {
 public:
  Commands(CLI::App& app, Flags& flags);

  const Command& chosen() const { return chosen_; }
  std::vector<std::string> names() const;

 private:
  CLI::App* add(const char* name, const char* about, const char* example, Command command);
  CLI::App* add_below(
      CLI::App* above, const char* name, const char* about, const char* example, Command command);
  void add_shot_flags(CLI::App* sub, JobFlags& flags);
  void add_job_commands();
  void add_compare();
  void add_record_commands();
  void add_decision_flags(CLI::App* sub, DecisionFlags& flags, domain::Decision decision);
  void add_decisions();
  void add_votes();
  void add_costs_commands(CLI::App* costs_command);
  void add_keeping_commands();
  void add_data_commands();

  CLI::App& app_;
  Flags& flags_;
  Command chosen_;
};

/// What is wrong with a selector, day, time or amount that was given, as a sentence. Read before
/// anything is opened, so that a slip costs nothing.
std::optional<std::string> wrong_flag(const Flags& flags);

}  // namespace vitrine::cli

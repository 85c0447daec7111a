#pragma once

#include "pipeline/cli/rehearsal_figures.hpp"
#include "pipeline/cli/run_text.hpp"
#include "pipeline/plan/plan.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace vitrine::cli {

/// A rehearsal as it is told at its end.
struct RehearsalTold {
  RunTold run;
  std::string model;
  std::string scenario;    ///< file; empty: nothing went wrong on purpose
  std::string folder;      ///< its store and files
  std::int64_t tasks = 0;  ///< that the model is asked for
  /// Wanted files that were left out, because tonight makes them without a call or not at all.
  std::int64_t left_out = 0;
  plan::Forecast forecast;
  Reckoning money;
  std::vector<TimeAtLimits> times;
};

void print_rehearsal(const RehearsalTold& told, std::ostream& out);
/// The run's object with a member `rehearsal` of its own.
std::string rehearsal_json(const RehearsalTold& told);

}  // namespace vitrine::cli

#include "pipeline/cli/commands.hpp"
#include "pipeline/cli/connections.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/plan_text.hpp"

#include <ostream>

namespace vitrine::cli {

int plan_command(const Invocation& call, const std::string& job, const PlanFlags& flags) {
  LoadResult result = load_job(job, call.project, flags.job, call.clock);
  if (!result.loaded) return fail(call.console, kBadJob, result.problems);
  const auto connected = plan_connected(std::move(result.loaded), flags.job,
                                        lineage::Access::read_only, call.variables, call.clock);
  if (!connected) return fail(call.console, kCouldNot, connected.error().message, "network");
  const PlannedJob& planned = **connected;
  if (domain::has_errors(planned.plan.problems()))
    return fail(call.console, kBadJob, planned.plan.problems());
  const std::vector<lineage::BudgetStanding> budgets = budgets_of(planned, "", call.clock);
  if (call.console.json) {
    write_plan(planned, budgets, call.console.out);
    return kDone;
  }
  print_problems(planned.loaded->warnings, call.console.err);
  print_plan(planned, flags.all, budgets, call.console.out);
  return kDone;
}

}  // namespace vitrine::cli

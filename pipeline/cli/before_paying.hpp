#pragma once

#include "pipeline/cli/asked_calls.hpp"
#include "pipeline/cli/budgets.hpp"
#include "pipeline/cli/commands.hpp"
#include "pipeline/cli/connection.hpp"
#include "pipeline/util/money.hpp"

#include <optional>
#include <string>
#include <vector>

/// What happens before a run's first paid call: the price is said and asked for, and the model is
/// looked up.
namespace vitrine::cli {

/// Why nothing is asked of a model, in the words of --json.
struct Halt {
  int exit_code = 0;
  std::string code, message;
};

/// Calls, model, surface, price, what it comes to and under which budgets: what the question is
/// about.
std::string price_text(const PlannedJob& planned,
                       const AskedCalls& asked,
                       const std::vector<lineage::BudgetStanding>& budgets);

/// Whether somebody is there to answer a question.
bool can_answer(const Invocation& call);

/// The next line: "y" or "yes"; anything else, silence too, is a no.
bool says_yes(std::istream& in);

/// Says what the run will cost and asks for it; --yes is an answer. Without a terminal to answer
/// at, nothing may be sent.
std::optional<Halt> ask_for_price(const Invocation& call,
                                  const PlannedJob& planned,
                                  const AskedCalls& asked,
                                  const RunFlags& flags);

struct ModelCheck {
  std::optional<Halt> halt;  ///< no call would be answered with a picture
  std::string warning;       ///< it will be gone soon, or nobody would tell; empty: all is well
};
/// Asks for the key and, where the surface tells, whether the model is served: free of charge. A
/// server too busy to tell is only warned about: the run has more patience than this.
ModelCheck check_model(const Connection& connection,
                       const domain::Model& model,
                       const std::string& successor,
                       const util::Clock& clock);

}  // namespace vitrine::cli

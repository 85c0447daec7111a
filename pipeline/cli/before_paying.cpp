#include "pipeline/cli/before_paying.hpp"

#include "pipeline/cli/exit_code.hpp"
#include "pipeline/providers/known_keys.hpp"
#include "pipeline/util/text.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <exception>
#include <istream>
#include <ostream>
#include <utility>

namespace vitrine::cli {
namespace {

namespace asio = boost::asio;
using domain::OutcomeKind;

constexpr std::chrono::seconds kLongestLook{30};

/// What was heard of the model: the failure of a key or a call, or an answer.
struct Heard {
  std::optional<util::Error> no_key;
  std::optional<net::Failure> failure;
  std::optional<providers::Preflight> preflight;  ///< nothing: the surface does not tell
};

asio::awaitable<void> look(const Connection& connection,
                           const domain::Model& model,
                           const std::string& successor,
                           const util::Clock& clock,
                           net::Client& client,
                           Heard& heard) {
  const providers::KeySource source = connection.make_key(client);
  const util::Result<std::string> key = co_await source();
  if (!key) {
    heard.no_key = key.error();
    co_return;
  }
  util::Result<net::Request> request = connection.access->model_get(model.id);
  if (!request) co_return;
  util::Result<net::Request> with_key =
      providers::with_key(std::move(*request), connection.place(), *key);
  if (!with_key) {
    heard.no_key = with_key.error();
    co_return;
  }
  net::Request ready = std::move(*with_key);
  net::StringBody body;
  const util::Deadline deadline = util::Deadline::after(kLongestLook);
  const net::CallResult sent = co_await client.send(std::move(ready), body, deadline);
  if (!sent) {
    heard.failure = sent.error();
    co_return;
  }
  // A gateway may repeat the key in its refusal, in a form that only who knows it can find.
  const providers::ErrorContext context{connection.place().name, model.id, successor};
  providers::KnownKeys keys;
  keys.remember(*key);
  heard.preflight = connection.access->read_model(context, sent->head, keys.masked(body.bytes()),
                                                  model.method, clock.now());
  keys.hide_in(heard.preflight->refusal);
}

std::string with_key_name(std::string message, const Connection& connection) {
  if (connection.key_from.empty() || message.find(connection.key_from) != std::string::npos)
    return message;
  return message + "; the key is that of " + connection.key_from;
}

ModelCheck halted(int exit_code, std::string code, std::string message) {
  ModelCheck check;
  check.halt = Halt{exit_code, std::move(code), std::move(message)};
  return check;
}

/// A key that cannot be had, told from a network that is down while one is fetched.
ModelCheck without_key(const Connection& connection, const util::Error& error) {
  const bool is_network =
      error.kind == util::ErrorKind::unreachable || error.kind == util::ErrorKind::timed_out;
  return halted(kCouldNot, is_network ? "network" : "key",
                with_key_name(error.message, connection));
}

ModelCheck judge(const Connection& connection, const domain::Model& model, const Heard& heard) {
  if (heard.no_key) return without_key(connection, *heard.no_key);
  if (heard.failure) return halted(kCouldNot, "network", heard.failure->error.message);
  ModelCheck check;
  if (!heard.preflight) return check;
  if (heard.preflight->standing) {
    check.warning = heard.preflight->standing->warning;
    return check;
  }
  const domain::Outcome& refusal = heard.preflight->refusal;
  switch (refusal.kind) {
    case OutcomeKind::model_gone:
      return halted(kBadJob, "model-gone", refusal.message);
    case OutcomeKind::invalid_request:
      return halted(kBadJob, "not-possible", refusal.message);
    case OutcomeKind::auth_or_billing:
      return halted(kCouldNot, "key", with_key_name(refusal.message, connection));
    default:
      check.warning = "whether " + model.id + " is served was not told: " + refusal.message;
      return check;
  }
}

void line(std::string& text, const std::string& name, const std::string& what) {
  text += "  " + name + std::string(name.size() < 10 ? 10 - name.size() : 1, ' ') + what + "\n";
}

}  // namespace

bool says_yes(std::istream& in) {
  std::string answer;
  if (!std::getline(in, answer)) return false;
  const std::string word = util::to_lower(util::trim(answer));
  return word == "y" || word == "yes";
}

bool can_answer(const Invocation& call) {
  return call.in != nullptr && call.in_is_terminal && call.console.err_is_terminal;
}

std::string price_text(const PlannedJob& planned,
                       const AskedCalls& asked,
                       const std::vector<lineage::BudgetStanding>& budgets) {
  const plan::Forecast& forecast = planned.plan.forecast();
  std::string text = "This run asks a model for pictures, and they cost money.\n";
  line(text, "model", asked_text(asked));
  for (const AskedCalls& fallback : fallback_calls(planned))
    line(text, "fallback", fallback_text(fallback));
  line(text, "in all",
       counted(asked.calls(), "call") + ", expected " + to_text(forecast.expected) +
           " USD, at worst " + to_text(forecast.worst) + " USD while each take is asked once" +
           (forecast.assumed ? " (assumed prices)" : ""));
  if (budgets.empty()) line(text, "budget", "none: budget: in the job, or --budget, sets one");
  for (const lineage::BudgetStanding& budget : budgets)
    line(text, "budget",
         (budget.scope == lineage::BudgetScope::run ? to_text(*budget.limit) + " USD"
                                                    : lineage::to_text(budget)) +
             ": no call is made that could pass it");
  const BudgetFit fit = fit_of(budgets, forecast);
  if (fit.fit != Fit::all) line(text, "note", to_text(fit, forecast));
  return text;
}

std::optional<Halt> ask_for_price(const Invocation& call,
                                  const PlannedJob& planned,
                                  const AskedCalls& asked,
                                  const RunFlags& flags) {
  const bool tells = !call.console.json && !flags.quiet;
  const std::string text =
      price_text(planned, asked, budgets_of(planned, flags.budget, call.clock));
  if (flags.yes) {
    if (tells) call.console.err << text;
    return std::nullopt;
  }
  if (!can_answer(call)) {
    if (tells) call.console.err << text;
    return Halt{kBadJob, "not-confirmed",
                "this run would spend " + to_text(planned.plan.forecast().expected) +
                    " USD, and there is no terminal to ask at: --yes says yes. Nothing was sent"};
  }
  call.console.err << text << "Ask " << asked.model << " for them? [y/N] " << std::flush;
  if (says_yes(*call.in)) return std::nullopt;
  return Halt{kBadJob, "not-confirmed", "Nothing was sent"};
}

ModelCheck check_model(const Connection& connection,
                       const domain::Model& model,
                       const std::string& successor,
                       const util::Clock& clock) {
  asio::io_context io;
  std::unique_ptr<net::Client> client;
  try {
    client = net::make_client(io.get_executor(), connection.client);
  } catch (const std::runtime_error& error) {
    return halted(kCouldNot, "network", error.what());
  }
  Heard heard;
  std::exception_ptr broken;
  asio::co_spawn(io, look(connection, model, successor, clock, *client, heard),
                 [&](std::exception_ptr thrown) { broken = std::move(thrown); });
  io.run();
  if (broken) std::rethrow_exception(broken);
  return judge(connection, model, heard);
}

}  // namespace vitrine::cli

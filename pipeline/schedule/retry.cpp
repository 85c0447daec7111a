#include "pipeline/schedule/retry.hpp"

#include "pipeline/util/fields.hpp"

#include <algorithm>

namespace vitrine::schedule {
namespace {

using domain::OutcomeKind;
using std::chrono::milliseconds;
using util::ErrorKind;
using Bill = Ending::Bill;
using Then = Ending::Then;

/// Full jitter over a doubling span; a server's hint is a floor, spread so that a fleet does not
/// come back at once.
milliseconds wait_for(const RetryPolicy& policy,
                      int tries,
                      std::optional<milliseconds> hint,
                      double jitter) {
  milliseconds span = policy.first_delay;
  for (int i = 1; i < tries && span < policy.longest_delay; ++i) span *= 2;
  span = std::min(span, policy.longest_delay);
  const auto part = [&](milliseconds whole) {
    return milliseconds(static_cast<long long>(static_cast<double>(whole.count()) * jitter));
  };
  if (!hint) return part(span);
  return *hint + part(std::min(std::max(milliseconds(1000), *hint / 10), policy.longest_delay));
}

Ending closed(Ending ending, Stopped stopped, std::optional<milliseconds> opens_in = {}) {
  ending.then = Then::close_surface;
  ending.stopped = stopped;
  ending.opens_in = opens_in;
  return ending;
}

/// `ending` with the same task asked again, as long as its asks of this sort are not used up.
Ending again(const RetryPolicy& policy,
             Ending ending,
             Asks asks,
             std::optional<milliseconds> hint,
             double jitter) {
  const bool is_spoilt = ending.bill == Bill::billed && asks.billed >= policy.most_billed;
  const bool used_up = ending.counts ? asks.counted >= policy.most_counted || is_spoilt
                                     : asks.free > policy.most_free;
  if (used_up) return ending;
  ending.then = Then::again;
  ending.wait = wait_for(policy, ending.counts ? asks.counted : asks.free, hint, jitter);
  return ending;
}

bool is_billed_by_kind(OutcomeKind kind) {
  return kind == OutcomeKind::no_image || kind == OutcomeKind::policy_soft ||
         kind == OutcomeKind::corrupt_payload;
}

/// The same for one model alone, as vendors count a day's requests, and say who may have any, by
/// model: the key is as good as before for another one.
Ending model_closed(Ending ending, Stopped stopped, std::optional<milliseconds> opens_in = {}) {
  ending = closed(ending, stopped, opens_in);
  ending.then = Then::close_model;
  return ending;
}

/// A spend cap, credits that are gone: more may be had, with this key.
bool is_of_spending(const domain::Outcome& outcome) {
  return util::find(outcome.facts, "scope") == "spend";
}

/// Nothing of the request can have arrived, so nothing was bought.
Ending after_unsent(const RetryPolicy& policy, const util::Error& error, Asks asks, double jitter) {
  switch (error.kind) {
    case ErrorKind::cancelled:
      return {};
    case ErrorKind::unreachable:
    case ErrorKind::timed_out:
    case ErrorKind::throttled: {
      const Ending ending = again(policy, {}, asks, error.retry_after, jitter);
      // Nobody there for so long that the other tasks need not find out one by one.
      return ending.then == Then::again ? ending : closed(ending, Stopped::network);
    }
    case ErrorKind::refused:
      // A certificate or a host name that is wrong will be wrong the next time, too.
      return closed({}, Stopped::network);
    default:
      // No key, or one that cannot be sent: the same for every call.
      return closed({}, Stopped::key);
  }
}

}  // namespace

const char* to_text(Ending::Bill bill) {
  switch (bill) {
    case Ending::Bill::free:
      return "free_failure";
    case Ending::Bill::billed:
      return "billed_failure";
    case Ending::Bill::unknown:
      break;
  }
  return "unknown";
}

const char* to_text(Stopped stopped) {
  switch (stopped) {
    case Stopped::none:
      return "";
    case Stopped::signal:
      return "signal";
    case Stopped::budget:
      return "budget";
    case Stopped::deadline:
      return "deadline";
    case Stopped::quota:
      return "quota";
    case Stopped::key:
      return "key";
    case Stopped::network:
      return "network";
  }
  return "";
}

Asks with_one_more(Asks asks, bool counted, bool billed) {
  ++(counted ? asks.counted : asks.free);
  if (counted && billed) ++asks.billed;
  return asks;
}

bool is_billed(const domain::Outcome& outcome, util::Money charged) {
  return charged.micros > 0 || is_billed_by_kind(outcome.kind);
}
bool is_counted(const domain::Outcome& outcome, util::Money charged) {
  return is_billed(outcome, charged) || outcome.may_be_billed;
}

bool is_counted(const net::Failure& failure) { return failure.progress != net::Progress::not_sent; }

Ending after_outcome(const RetryPolicy& policy,
                     const domain::Outcome& outcome,
                     Asks asks,
                     double jitter,
                     util::Money charged) {
  const auto& hint = outcome.retry_after;
  const bool is_limit = outcome.kind == OutcomeKind::rate_limited;
  const auto scope = util::find(outcome.facts, "scope");
  Ending ending;
  ending.counts = is_counted(outcome, charged);
  if (ending.counts || outcome.kind == OutcomeKind::policy_hard) ending.bill = Bill::billed;
  if (outcome.may_be_billed && !is_billed(outcome, charged)) ending.bill = Bill::unknown;
  switch (outcome.kind) {
    case OutcomeKind::policy_hard:
    case OutcomeKind::invalid_request:
    case OutcomeKind::cancelled:
    case OutcomeKind::image:
      return ending;
    case OutcomeKind::auth_or_billing:
      if (scope == "limit_zero") return model_closed(ending, Stopped::key, hint);
      if (scope == "day") return model_closed(ending, Stopped::quota, hint);
      return closed(ending, is_of_spending(outcome) ? Stopped::quota : Stopped::key, hint);
    case OutcomeKind::model_gone:
      ending.then = Then::close_model;
      return ending;
    case OutcomeKind::rate_limited:
    case OutcomeKind::overloaded:
      ending.hold = hint;
      break;
    case OutcomeKind::transient:
    case OutcomeKind::timeout:
    case OutcomeKind::no_image:
    case OutcomeKind::policy_soft:
    case OutcomeKind::corrupt_payload:
      break;
  }
  // A day's quota does not come back while this run lives.
  if (is_limit && scope == "day") return model_closed(ending, Stopped::quota, hint);
  if (hint && *hint > policy.longest_hint)
    return closed(ending, is_limit ? Stopped::quota : Stopped::network, hint);
  return again(policy, ending, asks, hint, jitter);
}

Ending after_failure(const RetryPolicy& policy,
                     const net::Failure& failure,
                     Asks asks,
                     double jitter) {
  if (failure.progress == net::Progress::not_sent)
    return after_unsent(policy, failure.error, asks, jitter);
  Ending ending;
  ending.bill = Bill::unknown;
  ending.counts = true;
  if (failure.error.kind == ErrorKind::cancelled) return ending;
  return again(policy, ending, asks, std::nullopt, jitter);
}

}  // namespace vitrine::schedule

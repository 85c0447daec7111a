#include "pipeline/schedule/retry.hpp"

#include "pipeline/util/fields.hpp"

#include <algorithm>

namespace vitrine::schedule {
namespace {

using domain::OutcomeKind;
using std::chrono::milliseconds;
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

Ending free_again(const RetryPolicy& policy,
                  Asks asks,
                  std::optional<milliseconds> hint,
                  bool all,
                  double jitter) {
  Ending ending;
  if (asks.free > policy.most_free) return ending;
  ending.then = Then::again;
  ending.holds_back_all = all;
  ending.wait = wait_for(policy, asks.free, hint, jitter);
  return ending;
}

Ending counted_again(const RetryPolicy& policy, Bill bill, Asks asks, double jitter) {
  Ending ending;
  ending.bill = bill;
  ending.counts = true;
  if (asks.counted >= policy.most_counted) return ending;
  ending.then = Then::again;
  ending.wait = wait_for(policy, asks.counted, std::nullopt, jitter);
  return ending;
}

}  // namespace

bool is_counted(const domain::Outcome& outcome) {
  return outcome.kind == OutcomeKind::no_image || outcome.kind == OutcomeKind::policy_soft ||
         outcome.kind == OutcomeKind::corrupt_payload;
}

bool is_counted(const net::Failure& failure) { return failure.progress != net::Progress::not_sent; }

Asks with_one_more(Asks asks, bool counted) {
  ++(counted ? asks.counted : asks.free);
  return asks;
}

Ending after_outcome(const RetryPolicy& policy,
                     const domain::Outcome& outcome,
                     Asks asks,
                     double jitter) {
  const auto& hint = outcome.retry_after;
  switch (outcome.kind) {
    case OutcomeKind::rate_limited:
      // A day's quota does not come back while this run lives.
      if (util::find(outcome.facts, "scope") == "day") return {Bill::free, Then::close_surface};
      return free_again(policy, asks, hint, true, jitter);
    case OutcomeKind::overloaded:
      return free_again(policy, asks, hint, true, jitter);
    case OutcomeKind::transient:
    case OutcomeKind::timeout:
      return free_again(policy, asks, hint, false, jitter);
    case OutcomeKind::no_image:
    case OutcomeKind::policy_soft:
    case OutcomeKind::corrupt_payload:
      return counted_again(policy, Bill::billed, asks, jitter);
    case OutcomeKind::policy_hard:
      return {Bill::billed, Then::give_up};
    case OutcomeKind::auth_or_billing:
      return {Bill::free, Then::close_surface};
    case OutcomeKind::invalid_request:
    case OutcomeKind::model_gone:
    case OutcomeKind::cancelled:
    case OutcomeKind::image:
      break;
  }
  return {};
}

Ending after_failure(const RetryPolicy& policy,
                     const net::Failure& failure,
                     Asks asks,
                     double jitter) {
  // A certificate, a host name or a request that is none will be refused the next time, too.
  if (failure.progress == net::Progress::not_sent) {
    if (failure.error.kind == util::ErrorKind::refused) return {Bill::free, Then::close_surface};
    if (failure.error.kind == util::ErrorKind::not_found) return {Bill::free, Then::close_surface};
    if (failure.error.kind == util::ErrorKind::cancelled) return {};
    return free_again(policy, asks, std::nullopt, false, jitter);
  }
  if (failure.error.kind == util::ErrorKind::cancelled) return {Bill::unknown, Then::give_up};
  return counted_again(policy, Bill::unknown, asks, jitter);
}

}  // namespace vitrine::schedule

#include "pipeline/schedule/fallback.hpp"

namespace vitrine::schedule {
namespace {

using domain::OutcomeKind;

bool is_the_vendors(WaitFor why) {
  switch (why) {
    case WaitFor::rate:
    case WaitFor::hint:
    case WaitFor::backoff:
    case WaitFor::breaker:
    case WaitFor::retry_budget:
    case WaitFor::quota:
    case WaitFor::key:
    case WaitFor::network:
      return true;
    case WaitFor::nothing:
    case WaitFor::slot:
    case WaitFor::budget:
    case WaitFor::deadline:
    case WaitFor::signal:
      break;
  }
  return false;
}

bool may_go_elsewhere(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::model_gone:
    case OutcomeKind::invalid_request:
    case OutcomeKind::no_image:
    case OutcomeKind::policy_soft:
    case OutcomeKind::corrupt_payload:
    // Nothing is left open by these, and they come here only where nobody asks again.
    case OutcomeKind::rate_limited:
    case OutcomeKind::overloaded:
    case OutcomeKind::transient:
    case OutcomeKind::timeout:
    case OutcomeKind::auth_or_billing:
      return true;
    case OutcomeKind::policy_hard:
    case OutcomeKind::cancelled:
    case OutcomeKind::image:
      break;
  }
  return false;
}

}  // namespace

bool may_fall_back(const Fruitless& end) {
  if (end.is_open || end.is_barred) return false;
  if (end.parked) return is_the_vendors(end.parked->why);
  return !end.kind || may_go_elsewhere(*end.kind);
}

}  // namespace vitrine::schedule

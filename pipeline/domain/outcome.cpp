#include "pipeline/domain/outcome.hpp"

namespace vitrine::domain {

const char* to_text(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::image:
      return "image";
    case OutcomeKind::no_image:
      return "no_image";
    case OutcomeKind::policy_soft:
      return "policy_soft";
    case OutcomeKind::policy_hard:
      return "policy_hard";
    case OutcomeKind::invalid_request:
      return "invalid_request";
    case OutcomeKind::auth_or_billing:
      return "auth_or_billing";
    case OutcomeKind::model_gone:
      return "model_gone";
    case OutcomeKind::rate_limited:
      return "rate_limited";
    case OutcomeKind::overloaded:
      return "overloaded";
    case OutcomeKind::transient:
      return "transient";
    case OutcomeKind::timeout:
      return "timeout";
    case OutcomeKind::corrupt_payload:
      return "corrupt_payload";
    case OutcomeKind::cancelled:
      return "cancelled";
  }
  return "no_image";
}

}  // namespace vitrine::domain

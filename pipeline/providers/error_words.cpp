#include "pipeline/providers/error_words.hpp"

#include "pipeline/providers/redact.hpp"

#include <utility>

namespace vitrine::providers {
namespace {

using domain::OutcomeKind;

const char* what_happened(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::invalid_request:
      return "refused the request";
    case OutcomeKind::auth_or_billing:
      return "refused the key or the account";
    case OutcomeKind::model_gone:
      return "does not know the model";
    case OutcomeKind::rate_limited:
      return "asks to wait";
    case OutcomeKind::overloaded:
      return "is overloaded";
    case OutcomeKind::timeout:
      return "took too long";
    case OutcomeKind::policy_soft:
    case OutcomeKind::policy_hard:
      return "withheld the picture";
    default:
      return "failed";
  }
}

}  // namespace

void add_fact(domain::Outcome& outcome, const char* name, std::string value) {
  if (!value.empty()) outcome.facts.push_back({name, std::move(value)});
}

std::string error_sentence(const ErrorContext& context,
                           OutcomeKind kind,
                           int status,
                           std::string_view code,
                           std::string_view said,
                           bool is_page) {
  std::string text = context.surface + " " + what_happened(kind) + " (" + std::to_string(status) +
                     (code.empty() ? "" : " " + redacted(code, 60)) + ", " + context.model + ")";
  if (kind == OutcomeKind::model_gone && !context.successor.empty())
    text += ", its successor is " + context.successor;
  const std::string words = redacted(said);
  if (is_page) text += ": an answer that is no API error; is the base URL right?";
  if (!words.empty()) text += (is_page ? " " : ": ") + words;
  return redacted(text);
}

}  // namespace vitrine::providers

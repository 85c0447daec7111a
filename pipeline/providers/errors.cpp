#include "pipeline/providers/errors.hpp"

#include "pipeline/providers/http_times.hpp"
#include "pipeline/providers/quota.hpp"
#include "pipeline/providers/redact.hpp"
#include "pipeline/util/text.hpp"

#include <utility>

namespace vitrine::providers {
namespace {

using domain::Outcome;
using domain::OutcomeKind;

/// What an error says, whatever its form.
struct Said {
  int status = 0;
  std::string code;     ///< "INVALID_ARGUMENT"
  std::string reason;   ///< of ErrorInfo: "API_KEY_INVALID"
  std::string message;  ///< as sent; to be redacted
  bool is_page = false;
};

std::string detail_text(JsonValue root) {
  const JsonValue detail = root["detail"];
  return std::string(detail.is_array() ? detail[0]["msg"].text() : detail.text());
}

Said said_by(JsonValue error, int status) {
  Said said;
  said.status = status;
  said.code = error_code(error);
  said.message = error.text().empty() ? error["message"].text() : error.text();
  const JsonValue details = error["details"];
  for (std::size_t i = 0; i < details.size(); ++i)
    if (said.reason.empty()) said.reason = details[i]["reason"].text();
  return said;
}

bool mentions(const Said& said, std::string_view words) {
  return util::to_lower(said.message).find(words) != std::string::npos;
}

bool is_missing_file(const Said& said) {
  return (said.status == 403 || said.status == 404) &&
         (mentions(said, "access the file") || mentions(said, "file or it may not exist") ||
          (mentions(said, "file") && mentions(said, "not found") && !mentions(said, "model")));
}

OutcomeKind kind_of_400(const Said& said) {
  // Billing off, or a region that is not served.
  if (said.code == "FAILED_PRECONDITION") return OutcomeKind::auth_or_billing;
  // A wrong key is answered with 400, not 401.
  if (said.reason.starts_with("API_KEY_") || mentions(said, "api key not valid") ||
      mentions(said, "api key expired"))
    return OutcomeKind::auth_or_billing;
  return OutcomeKind::invalid_request;
}

OutcomeKind kind_of(const Said& said) {
  if (said.reason == "MODEL_CAPACITY_EXHAUSTED" || said.code == "MODEL_CAPACITY_EXHAUSTED")
    return OutcomeKind::overloaded;
  if (said.code == "insufficient_quota" || said.code == "billing_hard_limit_reached")
    return OutcomeKind::auth_or_billing;
  if (is_missing_file(said)) return OutcomeKind::invalid_request;
  switch (said.status) {
    case 400:
      return kind_of_400(said);
    case 401:
    case 402:
    case 403:
      return OutcomeKind::auth_or_billing;
    case 404:
      // A page instead of an error comes from an address that is no API: the model is not to blame.
      return said.is_page ? OutcomeKind::invalid_request : OutcomeKind::model_gone;
    case 408:
    case 499:
    case 504:
      return OutcomeKind::timeout;
    case 409:
      return OutcomeKind::transient;
    case 429:
      return OutcomeKind::rate_limited;
    case 503:
    case 529:
      return OutcomeKind::overloaded;
    default:
      return said.status >= 500 ? OutcomeKind::transient : OutcomeKind::invalid_request;
  }
}

std::string remedy_of(const Said& said) {
  if (mentions(said, "thought_signature") || mentions(said, "thought signature"))
    return "stateless_edit";
  if (is_missing_file(said)) return "upload";
  if (said.status == 413) return "fewer_bytes";
  return {};
}

Outcome outcome_of(const ErrorContext& context,
                   const net::ResponseHead& head,
                   const Said& said,
                   JsonValue error) {
  Outcome outcome;
  outcome.kind = kind_of(said);
  outcome.facts.push_back({"http_status", std::to_string(said.status)});
  add_fact(outcome, "code", redacted(said.code, 60));
  add_fact(outcome, "reason", redacted(said.reason, 60));
  if (said.status == 402) outcome.facts.push_back({"scope", "spend"});
  if (outcome.kind == OutcomeKind::rate_limited) {
    const Quota quota = read_quota(head.headers, error, said.message);
    outcome.facts.push_back({"scope", quota.scope});
    add_fact(outcome, "quota", redacted(quota.name, 120));
    outcome.retry_after = quota.wait;
    if (!quota.waiting_helps) outcome.kind = OutcomeKind::auth_or_billing;
  } else if (said.status >= 500 || outcome.kind == OutcomeKind::overloaded) {
    outcome.retry_after = wait_asked_for(head.headers, error);
  }
  add_fact(outcome, "remedy", remedy_of(said));
  outcome.message =
      error_sentence(context, outcome.kind, said.status, said.code, said.message, said.is_page);
  return outcome;
}

}  // namespace

void reinterpret(Outcome& outcome,
                 OutcomeKind kind,
                 const ErrorContext& context,
                 const net::ResponseHead& head,
                 std::string_view code,
                 std::string_view words) {
  if (kind != OutcomeKind::rate_limited)
    outcome.retry_after.reset();
  else if (!outcome.retry_after)
    outcome.retry_after = retry_after(head.headers);
  outcome.kind = kind;
  outcome.message = error_sentence(context, kind, head.status, code, words);
}

std::string error_code(JsonValue error) {
  for (const char* name : {"status", "code", "type"})
    if (const std::string_view word = error[name].text(); !word.empty()) return std::string(word);
  return {};
}

Outcome read_error(const ErrorContext& context,
                   const net::ResponseHead& head,
                   std::string_view body) {
  const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
  const JsonValue root = answer ? answer->root() : JsonValue();
  const JsonValue error = root["error"] ? root["error"] : root;
  Said said = said_by(error, head.status);
  if (said.message.empty()) said.message = detail_text(root);
  if (!answer) {
    said.message = body.substr(0, 64 * 1024);
    said.is_page = body.find('<') < 64;
  }
  return outcome_of(context, head, said, error);
}

Outcome read_error_object(const ErrorContext& context,
                          const net::ResponseHead& head,
                          JsonValue error) {
  const std::int64_t code = error["code"].whole().value_or(0);
  const int status = code >= 400 && code < 600 ? static_cast<int>(code) : 500;
  return outcome_of(context, head, said_by(error, status), error);
}

}  // namespace vitrine::providers

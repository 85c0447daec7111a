#pragma once

#include "pipeline/domain/outcome.hpp"
#include "pipeline/net/http.hpp"
#include "pipeline/providers/error_words.hpp"
#include "pipeline/providers/json_answer.hpp"

#include <string>
#include <string_view>

namespace vitrine::providers {

/// An answer that is no success, as one outcome. Facts: `http_status`, `code` (the status word),
/// `reason` (ErrorInfo), and where they apply
///   scope     of a 429: minute, day, limit_zero (the model is not in this tier), spend, unknown
///   quota     the quota's own name
///   remedy    what would help: stateless_edit, upload, fewer_bytes, wait
/// `retry_after` by RetryInfo, else Retry-After; for a quota of the day the time until it is new,
/// by the answer's Date, or nothing.
/// A quota of zero and a spent budget are auth_or_billing: waiting does not help them. The body may
/// be Google's JSON, the same in an array, a reseller's form, a page of a proxy, or empty.
domain::Outcome read_error(const ErrorContext& context,
                           const net::ResponseHead& head,
                           std::string_view body);

/// The same for an error that came with status 200, as some gateways send it.
domain::Outcome read_error_object(const ErrorContext& context,
                                  const net::ResponseHead& head,
                                  JsonValue error);

/// The same outcome, understood otherwise than its status says: by a word of the vendor's.
void reinterpret(domain::Outcome& outcome,
                 domain::OutcomeKind kind,
                 const ErrorContext& context,
                 const net::ResponseHead& head,
                 std::string_view code,
                 std::string_view words);

/// The status word or code of an error object: "RESOURCE_EXHAUSTED", "insufficient_quota".
std::string error_code(JsonValue error);

}  // namespace vitrine::providers

#include "pipeline/providers/quota.hpp"

#include "pipeline/providers/http_times.hpp"
#include "pipeline/util/text.hpp"

namespace vitrine::providers {
namespace {

bool holds(const std::string& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

/// "limit: 0", and not "limit: 0.5" or "limit: 05".
bool names_limit_zero(const std::string& lower) {
  constexpr std::string_view kWords = "limit: 0";
  for (std::size_t at = lower.find(kWords); at != std::string::npos;
       at = lower.find(kWords, at + 1)) {
    const std::size_t behind = at + kWords.size();
    const bool goes_on =
        behind < lower.size() && ((lower[behind] >= '0' && lower[behind] <= '9') ||
                                  (lower[behind] == '.' && behind + 1 < lower.size() &&
                                   lower[behind + 1] >= '0' && lower[behind + 1] <= '9'));
    if (!goes_on) return true;
  }
  return false;
}

/// The ordinary text says "check your plan and billing details", so "billing" alone means nothing.
bool names_spending(const std::string& lower) {
  for (const char* words : {"spend", "billing cap", "billing limit", "credits", "prepay"})
    if (holds(lower, words)) return true;
  return false;
}

struct Violation {
  std::string name;
  bool is_zero = false;
  int rank = 0;  ///< day over minute over the rest: the longer wait rules
};

Violation worst_violation(JsonValue details) {
  Violation worst;
  for (std::size_t i = 0; i < details.size(); ++i) {
    const JsonValue violations = details[i]["violations"];
    for (std::size_t k = 0; k < violations.size(); ++k) {
      Violation found;
      found.name = violations[k]["quotaId"].text();
      found.is_zero = violations[k]["quotaValue"].whole() == 0;
      found.rank = holds(found.name, "PerDay") ? 3 : holds(found.name, "PerMinute") ? 2 : 1;
      if (found.rank > worst.rank || (found.is_zero && !worst.is_zero)) {
        found.is_zero = found.is_zero || worst.is_zero;
        worst = found;
      }
    }
  }
  return worst;
}

}  // namespace

std::optional<std::chrono::milliseconds> wait_asked_for(const net::Headers& headers,
                                                        JsonValue error) {
  const JsonValue details = error["details"];
  for (std::size_t i = 0; i < details.size(); ++i)
    if (const auto delay = parse_duration(details[i]["retryDelay"].text())) return delay;
  return retry_after(headers);
}

Quota read_quota(const net::Headers& headers, JsonValue error, std::string_view message) {
  const std::string lower = util::to_lower(message);
  const Violation violation = worst_violation(error["details"]);
  Quota quota;
  quota.name = violation.name;
  quota.wait = wait_asked_for(headers, error);
  if (names_spending(lower)) {
    quota.scope = "spend";
  } else if (violation.is_zero || names_limit_zero(lower)) {
    quota.scope = "limit_zero";
  } else if (violation.rank == 3 || holds(lower, "per day")) {
    quota.scope = "day";
    // RetryInfo speaks of seconds here as well, but the quota is new at midnight and not before.
    quota.wait.reset();
    if (const auto now = date_of_answer(headers)) quota.wait = until_pacific_midnight(*now);
  } else if (violation.rank == 2 || holds(lower, "per minute")) {
    quota.scope = "minute";
  } else {
    quota.scope = "unknown";
  }
  quota.waiting_helps = quota.scope != "spend" && quota.scope != "limit_zero";
  if (!quota.waiting_helps) quota.wait.reset();
  return quota;
}

}  // namespace vitrine::providers

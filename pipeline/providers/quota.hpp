#pragma once

#include "pipeline/net/http.hpp"
#include "pipeline/providers/json_answer.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::providers {

/// Which limit a 429 means.
struct Quota {
  std::string scope;  ///< minute, day, limit_zero, spend, unknown
  std::string name;   ///< quotaId as sent, or empty
  bool waiting_helps = true;
  std::optional<std::chrono::milliseconds> wait;
};
Quota read_quota(const net::Headers& headers, JsonValue error, std::string_view message);

/// RetryInfo's delay, which rules; else Retry-After.
std::optional<std::chrono::milliseconds> wait_asked_for(const net::Headers& headers,
                                                        JsonValue error);

}  // namespace vitrine::providers

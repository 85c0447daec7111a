#pragma once

#include "pipeline/net/http.hpp"
#include "pipeline/util/clock.hpp"

#include <chrono>
#include <optional>
#include <string_view>

/// The spellings in which servers tell time. None reads a clock.
namespace vitrine::providers {

/// "Sun, 22 Nov 2026 10:46:50 GMT", as in Date and Retry-After.
std::optional<util::Timestamp> parse_http_date(std::string_view text);

/// "2026-11-24T10:46:50.926Z", or with an offset.
std::optional<util::Timestamp> parse_rfc3339(std::string_view text);

/// A protobuf duration: "22s", "0.5s".
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// A Go duration of hours, minutes, seconds and milliseconds: "6m0s", "120ms", "1h2m".
std::optional<std::chrono::milliseconds> parse_go_duration(std::string_view text);

/// By the server's own clock: its Date header.
std::optional<util::Timestamp> date_of_answer(const net::Headers& headers);

/// Retry-After in seconds or as a date, the latter read against the answer's own Date. Nothing if
/// it is absent, unreadable or in the past.
std::optional<std::chrono::milliseconds> retry_after(const net::Headers& headers);

/// From `now` to the next midnight on the west coast of the USA, when quotas of the day end there.
std::chrono::milliseconds until_pacific_midnight(util::Timestamp now);

}  // namespace vitrine::providers

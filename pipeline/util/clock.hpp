#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::util {

/// Microseconds since 1970 in UTC: for people and records. Durations come from the steady clock.
struct Timestamp {
  std::int64_t micros = 0;
  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
  friend bool operator==(const Timestamp&, const Timestamp&) = default;
};

/// The seam through which the program reads time, so that a test can fix it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
  virtual std::chrono::steady_clock::time_point steady_now() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
  std::chrono::steady_clock::time_point steady_now() const override;
};

/// A calendar day; rules and price books begin at 00:00 UTC of theirs.
using Date = std::chrono::year_month_day;

Date date_of(Timestamp time);                           ///< in UTC
std::string to_text(Date date);                         ///< 2026-11-22
std::optional<Date> parse_date(std::string_view text);  ///< nothing unless a real day as 2026-11-22
std::string to_text(Timestamp time);                    ///< 2026-11-22T02:00:07Z
std::string run_id_text(Timestamp time);                ///< 20261122-020007

}  // namespace vitrine::util

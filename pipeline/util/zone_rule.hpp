#pragma once

#include "pipeline/util/clock.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace vitrine::util {

/// The rule for years that a zone file does not list, as its last line spells it (POSIX TZ):
/// "CET-1CEST,M3.5.0,M10.5.0/3".
struct ZoneRule {
  /// A day of each year and a time of it, by the clocks as they show before the change.
  struct Change {
    enum class Kind { month_week_day, julian, zero_based } kind = Kind::month_week_day;
    int month = 1, week = 1, day = 0;  ///< `day` alone with the other kinds
    std::chrono::seconds time{7200};
    std::int64_t local_seconds(int year) const;  ///< since 1970, on those clocks
  };
  std::chrono::seconds standard{0}, summer{0};  ///< east of Greenwich
  bool has_summer = false;
  Change begins, ends;  ///< of the summer time

  std::chrono::seconds offset_at(std::int64_t utc_seconds) const;
};
/// Nothing if it is none.
std::optional<ZoneRule> parse_zone_rule(std::string_view text);

}  // namespace vitrine::util

#pragma once

#include "pipeline/util/clock.hpp"
#include "pipeline/util/result.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::util {

/// Where people live: which calendar day and time of day a moment is there. A value; UTC unless
/// said otherwise; safe on any thread.
class Zone {
 public:
  Zone() = default;
  /// By its IANA name, "Europe/Berlin", from the machine's database (TZif files below `database`).
  /// not_found if that has no such zone, bad_spec if the name is none.
  static Result<Zone> named(const std::string& name,
                            const std::filesystem::path& database = "/usr/share/zoneinfo");
  /// From a TZif file, such as /etc/localtime; UTC if there is none that can be read.
  static Zone of_file(const std::filesystem::path& file);
  /// From the bytes of a TZif file (RFC 8536). damaged if they are none.
  static Result<Zone> read(std::string_view bytes);

  std::chrono::seconds offset_at(Timestamp time) const;  ///< east of Greenwich
  Date date_of(Timestamp time) const;
  /// When the clocks there show that time of that day; the first time where they show it twice,
  /// the moment of the change where they leave it out.
  Timestamp at(Date day, std::chrono::seconds time_of_day) const;
  Timestamp next_day(Timestamp time) const;  ///< when the next day begins

 private:
  struct Rules;
  std::shared_ptr<const Rules> rules_;
};

/// "06:00" or "6:00": a time of day; nothing if it is none.
std::optional<std::chrono::seconds> parse_time_of_day(std::string_view text);
/// When the clocks there show that time next, strictly after `now`.
Timestamp next_at(const Zone& zone, Timestamp now, std::chrono::seconds time_of_day);

/// The offset that a POSIX TZ rule ("CET-1CEST,M3.5.0,M10.5.0/3") gives: what holds after the last
/// change that a TZif file lists. damaged if it is none.
Result<std::chrono::seconds> offset_by_rule(std::string_view rule, Timestamp time);

}  // namespace vitrine::util

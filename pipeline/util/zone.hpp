#pragma once

#include "pipeline/util/clock.hpp"
#include "pipeline/util/result.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::util {

/// Where people live: which calendar day and time of day a moment is there. A value; UTC unless
/// said otherwise.
class Zone {
 public:
  Zone() = default;
  /// "Europe/Berlin", from the system's zone files (TZif). not_found names what is wrong.
  static Result<Zone> named(const std::string& name);
  /// The machine's: TZ as the caller read it (an IANA name, or empty), else /etc/localtime, else
  /// UTC.
  static Zone local(const std::string& tz);
  /// From the bytes of a zone file; damaged if they are none.
  static Result<Zone> from_bytes(std::string_view bytes, std::string name);

  const std::string& name() const { return name_; }
  std::chrono::seconds offset_at(Timestamp time) const;  ///< east of Greenwich
  Date date_of(Timestamp time) const;
  std::string time_text(Timestamp time) const;  ///< "06:00"
  /// When the clocks there show that time of that day; the first time where they show it twice,
  /// the moment of the change where they leave it out.
  Timestamp at(Date day, std::chrono::seconds time_of_day) const;
  Timestamp next_day(Timestamp time) const;  ///< when the next day begins

 private:
  struct Rules;
  std::string name_ = "UTC";
  std::shared_ptr<const Rules> rules_;
};

/// "06:00" or "6:00": a time of day; nothing if it is none.
std::optional<std::chrono::seconds> parse_time_of_day(std::string_view text);
/// When the clocks there show that time next, strictly after `now`.
Timestamp next_at(const Zone& zone, Timestamp now, std::chrono::seconds time_of_day);

}  // namespace vitrine::util

#pragma once

#include "pipeline/util/clock.hpp"
#include "pipeline/util/result.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace vitrine::util {

/// A time zone: which day it is where somebody's books are kept. A value; safe on any thread.
class Zone {
 public:
  Zone() = default;  ///< UTC
  /// By its IANA name, from the machine's database (TZif files below `database`). not_found if that
  /// has no such zone, bad_spec if the name is none.
  static Result<Zone> named(const std::string& name,
                            const std::filesystem::path& database = "/usr/share/zoneinfo");
  /// From a TZif file, such as /etc/localtime; UTC if there is none that can be read.
  static Zone of_file(const std::filesystem::path& file);
  /// From the bytes of a TZif file (RFC 8536). damaged if they are none.
  static Result<Zone> read(std::string_view bytes);

  std::chrono::seconds offset_at(Timestamp time) const;  ///< east of UTC is positive
  Date date_of(Timestamp time) const;

 private:
  struct Rules;
  std::shared_ptr<const Rules> rules_;
};

/// The offset that a POSIX TZ rule ("CET-1CEST,M3.5.0,M10.5.0/3") gives: what holds after the last
/// change a TZif file lists. damaged if it is none.
Result<std::chrono::seconds> offset_by_rule(std::string_view rule, Timestamp time);

}  // namespace vitrine::util

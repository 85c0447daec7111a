#include "pipeline/util/clock.hpp"

#include <charconv>
#include <cstdio>

namespace vitrine::util {
namespace {

struct Parts {
  Date date;
  int hour, minute, second;
};

Parts parts_of(Timestamp time) {
  using namespace std::chrono;
  const sys_time<microseconds> point{microseconds(time.micros)};
  const sys_days day = floor<days>(point);
  const hh_mm_ss clock{floor<seconds>(point - day)};
  return {Date{day}, static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count())};
}

std::string formatted(const char* pattern, const Parts& p) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, pattern, static_cast<int>(p.date.year()),
                static_cast<unsigned>(p.date.month()), static_cast<unsigned>(p.date.day()), p.hour,
                p.minute, p.second);
  return buffer;
}

}  // namespace

Timestamp SystemClock::now() const {
  using namespace std::chrono;
  return {duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

std::chrono::steady_clock::time_point SystemClock::steady_now() const {
  return std::chrono::steady_clock::now();
}

Date date_of(Timestamp time) { return parts_of(time).date; }

std::string to_text(Date date) { return formatted("%04d-%02u-%02u", {date, 0, 0, 0}); }

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = -1;
    const char* end = text.data() + at + length;
    const auto [stop, error] = std::from_chars(text.data() + at, end, value);
    return error == std::errc{} && stop == end ? value : -1;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  const Date date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                  std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return date;
}

std::string to_text(Timestamp time) {
  return formatted("%04d-%02u-%02uT%02d:%02d:%02dZ", parts_of(time));
}

std::string run_id_text(Timestamp time) {
  return formatted("%04d%02u%02u-%02d%02d%02d", parts_of(time));
}

}  // namespace vitrine::util

#include "pipeline/providers/http_times.hpp"

#include "pipeline/util/text.hpp"

#include <array>
#include <charconv>
#include <system_error>

namespace vitrine::providers {
namespace {

using namespace std::chrono;

/// The whole of `text` as a number without sign; nothing otherwise.
std::optional<std::int64_t> digits(std::string_view text) {
  if (text.empty() || text.size() > 15) return std::nullopt;
  for (const char c : text)
    if (c < '0' || c > '9') return std::nullopt;
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// "10:46:50"; a leap second counts as the one after it.
std::optional<seconds> parse_time_of_day(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hour = digits(text.substr(0, 2)), minute = digits(text.substr(3, 2)),
             second = digits(text.substr(6, 2));
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60)
    return std::nullopt;
  return hours(*hour) + minutes(*minute) + seconds(*second);
}

/// Seconds with a fraction, in microseconds; "22", "0.5".
std::optional<microseconds> parse_seconds(std::string_view text) {
  const std::size_t point = text.find('.');
  const auto whole = digits(text.substr(0, point));
  if (!whole || *whole > 1'000'000'000) return std::nullopt;
  microseconds value = seconds(*whole);
  if (point == std::string_view::npos) return value;
  const std::string_view fraction = text.substr(point + 1);
  if (fraction.empty() || !digits(fraction)) return std::nullopt;
  std::int64_t unit = 100'000;
  for (const char c : fraction.substr(0, 6)) {
    value += microseconds((c - '0') * unit);
    unit /= 10;
  }
  return value;
}

util::Timestamp timestamp(sys_days day, microseconds time) {
  return {duration_cast<microseconds>(day.time_since_epoch()).count() + time.count()};
}

/// "+01:00", "Z": to be taken away from the local time.
std::optional<minutes> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return minutes(0);
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hour = digits(text.substr(1, 2)), minute = digits(text.substr(4, 2));
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  const minutes offset = hours(*hour) + minutes(*minute);
  return text[0] == '-' ? -offset : offset;
}

/// Eight hours behind UTC, seven from 2:00 on the second Sunday of March (10:00 UTC) to 2:00 on the
/// first of November (9:00 UTC).
hours pacific_offset(sys_time<microseconds> time) {
  const year in = year_month_day(floor<days>(time)).year();
  const sys_time<microseconds> from = sys_days(in / March / Sunday[2]) + hours(10);
  const sys_time<microseconds> to = sys_days(in / November / Sunday[1]) + hours(9);
  return time >= from && time < to ? hours(-7) : hours(-8);
}

}  // namespace

std::optional<util::Timestamp> parse_http_date(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kMonths{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::vector<std::string_view> words = util::split(util::trim(text), ' ');
  if (words.size() != 6 || words[5] != "GMT" || !words[0].ends_with(',')) return std::nullopt;
  const auto day_number = digits(words[1]), year_number = digits(words[3]);
  const auto time = parse_time_of_day(words[4]);
  unsigned month_number = 0;
  for (unsigned i = 0; i < kMonths.size(); ++i)
    if (kMonths[i] == words[2]) month_number = i + 1;
  if (!day_number || !year_number || !time || *year_number > 9999 || *day_number > 31)
    return std::nullopt;
  const util::Date date{year(static_cast<int>(*year_number)), month(month_number),
                        day(static_cast<unsigned>(*day_number))};
  if (!date.ok()) return std::nullopt;
  return timestamp(sys_days(date), *time);
}

std::optional<util::Timestamp> parse_rfc3339(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't' && text[10] != ' '))
    return std::nullopt;
  const auto date = util::parse_date(text.substr(0, 10));
  const auto time = parse_time_of_day(text.substr(11, 8));
  if (!date || !time) return std::nullopt;
  std::size_t zone_at = 19;
  microseconds fraction{0};
  if (text[zone_at] == '.') {
    zone_at = text.find_first_not_of("0123456789", zone_at + 1);
    if (zone_at == std::string_view::npos) return std::nullopt;
    const auto part = parse_seconds("0" + std::string(text.substr(19, zone_at - 19)));
    if (!part) return std::nullopt;
    fraction = *part;
  }
  const auto offset = parse_offset(text.substr(zone_at));
  if (!offset) return std::nullopt;
  return timestamp(sys_days(*date), *time + fraction - *offset);
}

std::optional<milliseconds> parse_duration(std::string_view text) {
  if (!text.ends_with('s')) return std::nullopt;
  const auto value = parse_seconds(text.substr(0, text.size() - 1));
  if (!value) return std::nullopt;
  return ceil<milliseconds>(*value);
}

std::optional<milliseconds> parse_go_duration(std::string_view text) {
  milliseconds sum{0};
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const std::size_t digits = text.find_first_not_of("0123456789.");
    if (digits == 0 || digits == std::string_view::npos) return std::nullopt;
    const auto number = parse_seconds(text.substr(0, digits));
    if (!number) return std::nullopt;
    text.remove_prefix(digits);
    const std::size_t letters = std::min(text.find_first_of("0123456789."), text.size());
    const std::string_view unit = text.substr(0, letters);
    text.remove_prefix(letters);
    if (unit == "ms")
      sum += ceil<milliseconds>(*number / 1000);
    else if (unit == "s")
      sum += ceil<milliseconds>(*number);
    else if (unit == "m")
      sum += ceil<milliseconds>(*number * 60);
    else if (unit == "h")
      sum += ceil<milliseconds>(*number * 3600);
    else
      return std::nullopt;
  }
  return sum;
}

std::optional<util::Timestamp> date_of_answer(const net::Headers& headers) {
  const auto date = headers.find("Date");
  return date ? parse_http_date(*date) : std::nullopt;
}

std::optional<milliseconds> retry_after(const net::Headers& headers) {
  const auto value = headers.find("Retry-After");
  if (!value) return std::nullopt;
  if (const auto waited = parse_seconds(util::trim(*value))) return ceil<milliseconds>(*waited);
  const auto until = parse_http_date(*value), now = date_of_answer(headers);
  if (!until || !now || until->micros < now->micros) return std::nullopt;
  return ceil<milliseconds>(microseconds(until->micros - now->micros));
}

milliseconds until_pacific_midnight(util::Timestamp now) {
  const sys_time<microseconds> time{microseconds(now.micros)};
  const sys_time<microseconds> local = time + pacific_offset(time);
  const sys_days tomorrow = floor<days>(local) + days(1);
  // The night on which clocks change is an hour shorter or longer: the offset is that at its end.
  const sys_time<microseconds> guess = tomorrow - pacific_offset(time);
  const sys_time<microseconds> midnight = tomorrow - pacific_offset(guess);
  return ceil<milliseconds>(midnight - time);
}

}  // namespace vitrine::providers

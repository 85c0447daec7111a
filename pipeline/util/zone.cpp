#include "pipeline/util/zone.hpp"

#include "pipeline/util/files.hpp"
#include "pipeline/util/zone_rule.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <utility>
#include <vector>

namespace vitrine::util {
namespace {

using std::chrono::seconds;

constexpr std::size_t kHeader = 44;
constexpr std::uintmax_t kMostBytes = 1'000'000;

std::int64_t big_endian(std::string_view bytes) {
  std::uint64_t value = static_cast<unsigned char>(bytes.front()) >= 0x80 ? ~std::uint64_t{0} : 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(value);
}

/// What a block of a zone file counts, in the order of its header.
struct Counts {
  std::size_t is_utc, is_standard, leaps, times, types, characters;
  std::size_t bytes(std::size_t of_time) const {
    return times * (of_time + 1) + types * 6 + characters + leaps * (of_time + 4) + is_standard +
           is_utc;
  }
};
std::optional<Counts> read_counts(std::string_view bytes) {
  if (bytes.size() < kHeader || bytes.substr(0, 4) != "TZif") return std::nullopt;
  const auto count = [&](std::size_t i) {
    return static_cast<std::size_t>(
        std::clamp<std::int64_t>(big_endian(bytes.substr(20 + 4 * i, 4)), 0, kMostBytes));
  };
  return Counts{count(0), count(1), count(2), count(3), count(4), count(5)};
}

std::int64_t seconds_of(Timestamp time) {
  return std::chrono::floor<seconds>(std::chrono::microseconds(time.micros)).count();
}

/// A zone's name may come from a file: it leads nowhere else.
bool is_zone_name(const std::string& name) {
  return !name.empty() && name.size() < 100 && name.front() != '/' &&
         name.find("..") == std::string::npos && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '/' ||
                  c == '_' || c == '-' || c == '+';
         });
}

}  // namespace

struct Zone::Rules {
  struct Span {
    std::int64_t from;  ///< seconds since 1970
    seconds offset;
  };
  seconds first{0};  ///< before any span
  std::vector<Span> spans;
  std::optional<ZoneRule> later;  ///< after the last of them

  seconds offset_at(std::int64_t time) const {
    const auto next =
        std::upper_bound(spans.begin(), spans.end(), time,
                         [](std::int64_t t, const Span& span) { return t < span.from; });
    if (next == spans.end() && later) return later->offset_at(time);
    return next == spans.begin() ? first : std::prev(next)->offset;
  }
};

Result<Zone> Zone::read(std::string_view bytes) {
  const Error damaged{ErrorKind::damaged, "this is no file of a time zone"};
  auto counts = read_counts(bytes);
  if (!counts) return damaged;
  std::size_t of_time = 4;
  if (bytes[4] >= '2') {  // the second block has times of 64 bits
    const std::size_t skip = kHeader + counts->bytes(of_time);
    if (bytes.size() < skip) return damaged;
    bytes.remove_prefix(skip);
    counts = read_counts(bytes);
    of_time = 8;
    if (!counts) return damaged;
  }
  bytes.remove_prefix(kHeader);
  if (counts->types == 0 || bytes.size() < counts->bytes(of_time)) return damaged;
  const std::string_view types_of = bytes.substr(counts->times * of_time);
  const std::string_view types = types_of.substr(counts->times);
  const auto offset = [&](std::size_t type) {
    return seconds(big_endian(types.substr(type * 6, 4)));
  };
  auto rules = std::make_shared<Rules>();
  rules->first = offset(0);
  for (std::size_t i = 0; i < counts->times; ++i) {
    const auto type = static_cast<unsigned char>(types_of[i]);
    if (type >= counts->types) return damaged;
    rules->spans.push_back({big_endian(bytes.substr(i * of_time, of_time)), offset(type)});
  }
  if (of_time == 8) {
    std::string_view line = bytes.substr(counts->bytes(of_time));
    if (line.size() > 2 && line.front() == '\n' && line.find('\n', 1) != std::string_view::npos)
      rules->later = parse_zone_rule(line.substr(1, line.find('\n', 1) - 1));
  }
  Zone zone;
  zone.rules_ = std::move(rules);
  return zone;
}

Result<Zone> Zone::named(const std::string& name, const std::filesystem::path& database) {
  if (!is_zone_name(name))
    return Error{ErrorKind::bad_spec,
                 "\"" + name + "\" is no name of a time zone: write it as Europe/Berlin"};
  if (name == "UTC") return Zone();
  const std::filesystem::path file = database / name;
  if (std::filesystem::is_regular_file(file))
    if (const Result<std::string> bytes = read_file(file, kMostBytes)) return read(*bytes);
  return Error{ErrorKind::not_found,
               "this machine knows no time zone \"" + name + "\"; write it as Europe/Berlin"};
}

Zone Zone::of_file(const std::filesystem::path& file) {
  if (const Result<std::string> bytes = read_file(file, kMostBytes))
    if (Result<Zone> zone = read(*bytes)) return *zone;
  return {};
}

Result<seconds> offset_by_rule(std::string_view text, Timestamp time) {
  const std::optional<ZoneRule> rule = parse_zone_rule(text);
  if (!rule) return Error{ErrorKind::damaged, "this is no rule of a time zone"};
  return rule->offset_at(seconds_of(time));
}

seconds Zone::offset_at(Timestamp time) const {
  return rules_ ? rules_->offset_at(seconds_of(time)) : seconds(0);
}

Date Zone::date_of(Timestamp time) const {
  return util::date_of({time.micros + std::chrono::microseconds(offset_at(time)).count()});
}

Timestamp Zone::at(Date day, seconds time_of_day) const {
  const std::int64_t local = (std::chrono::sys_days(day).time_since_epoch() + time_of_day).count();
  const auto offset = [&](std::int64_t utc) { return rules_ ? rules_->offset_at(utc).count() : 0; };
  // The offsets a day before and after are all that can hold; the earlier moment is that of the
  // larger one.
  const std::int64_t before = offset(local - 86'400), after = offset(local + 86'400);
  for (const std::int64_t one : {std::max(before, after), std::min(before, after)})
    if (offset(local - one) == one) return {(local - one) * 1'000'000};
  // Left out: look for the change, which lies between the two readings.
  std::int64_t low = local - std::max(before, after), high = local - std::min(before, after);
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (offset(middle) == before ? low : high) = middle;
  }
  return {high * 1'000'000};
}

Timestamp Zone::next_day(Timestamp time) const {
  return at(Date(std::chrono::sys_days(date_of(time)) + std::chrono::days(1)), seconds(0));
}

std::optional<seconds> parse_time_of_day(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 2 || text.size() != colon + 3)
    return std::nullopt;
  const auto number = [](std::string_view digits) {
    int value = -1;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && stop == digits.data() + digits.size() ? value : -1;
  };
  const int hour = number(text.substr(0, colon)), minute = number(text.substr(colon + 1));
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  return seconds((hour * 60 + minute) * 60);
}

Timestamp next_at(const Zone& zone, Timestamp now, seconds time_of_day) {
  const Timestamp today = zone.at(zone.date_of(now), time_of_day);
  if (today > now) return today;
  return zone.at(zone.date_of(zone.next_day(now)), time_of_day);
}

}  // namespace vitrine::util

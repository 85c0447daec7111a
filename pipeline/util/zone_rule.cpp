#include "pipeline/util/zone_rule.hpp"

#include <charconv>

namespace vitrine::util {
namespace {

using std::chrono::seconds;

/// Reads from the front of a text; every reader says whether it found what it looked for.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  bool at_end() const { return text_.empty(); }
  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool name() {
    std::size_t n = 0;
    if (take('<')) {
      n = text_.find('>');
      if (n == std::string_view::npos) return false;
      text_.remove_prefix(n + 1);
      return true;
    }
    while (n < text_.size() && ((text_[n] | 32) >= 'a' && (text_[n] | 32) <= 'z')) ++n;
    text_.remove_prefix(n);
    return n >= 3;
  }
  bool number(int& value) {
    const auto [stop, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (error != std::errc{}) return false;
    text_.remove_prefix(static_cast<std::size_t>(stop - text_.data()));
    return true;
  }
  /// "[+-]hh[:mm[:ss]]"
  bool time(seconds& value) {
    const bool negative = take('-');
    if (!negative) take('+');
    int hours = 0, minutes = 0, rest = 0;
    if (!number(hours)) return false;
    if (take(':') && !number(minutes)) return false;
    if (take(':') && !number(rest)) return false;
    value = seconds((hours * 60 + minutes) * 60 + rest) * (negative ? -1 : 1);
    return true;
  }
  bool change(ZoneRule::Change& change) {
    using Kind = ZoneRule::Change::Kind;
    bool good = false;
    if (take('M')) {
      good = number(change.month) && take('.') && number(change.week) && take('.') &&
             number(change.day) && change.month >= 1 && change.month <= 12 && change.week >= 1 &&
             change.week <= 5 && change.day >= 0 && change.day <= 6;
    } else {
      change.kind = take('J') ? Kind::julian : Kind::zero_based;
      good = number(change.day);
    }
    return good && (!take('/') || time(change.time));
  }

 private:
  std::string_view text_;
};

int year_of(std::int64_t utc_seconds) {
  using namespace std::chrono;
  return static_cast<int>(year_month_day{floor<days>(sys_seconds{seconds(utc_seconds)})}.year());
}

}  // namespace

std::int64_t ZoneRule::Change::local_seconds(int of_year) const {
  using namespace std::chrono;
  const year y(of_year);
  sys_days date = sys_days(y / January / 1);
  if (kind == Kind::month_week_day) {
    const std::chrono::month m(static_cast<unsigned>(month));
    const weekday w(static_cast<unsigned>(day));
    date = week == 5 ? sys_days(y / m / w[last]) : sys_days(y / m / w[static_cast<unsigned>(week)]);
  } else {
    int n = day;
    if (kind == Kind::julian) n += y.is_leap() && day >= 60 ? 0 : -1;
    date += days(n);
  }
  return (date.time_since_epoch() + time).count();
}

seconds ZoneRule::offset_at(std::int64_t utc_seconds) const {
  if (!has_summer) return standard;
  const int year = year_of(utc_seconds + standard.count());
  const std::int64_t from = begins.local_seconds(year) - standard.count();
  const std::int64_t to = ends.local_seconds(year) - summer.count();
  const bool in_summer =
      from < to ? utc_seconds >= from && utc_seconds < to : utc_seconds >= from || utc_seconds < to;
  return in_summer ? summer : standard;
}

std::optional<ZoneRule> parse_zone_rule(std::string_view text) {
  ZoneRule rule;
  Reader reader(text);
  seconds west{0};
  if (!reader.name() || !reader.time(west)) return std::nullopt;
  rule.standard = -west;
  if (reader.at_end()) return rule;
  rule.has_summer = true;
  rule.summer = rule.standard + std::chrono::hours(1);
  if (!reader.name()) return std::nullopt;
  if (!reader.take(',')) {
    if (!reader.time(west) || !reader.take(',')) return std::nullopt;
    rule.summer = -west;
  }
  if (!reader.change(rule.begins) || !reader.take(',') || !reader.change(rule.ends) ||
      !reader.at_end())
    return std::nullopt;
  return rule;
}

}  // namespace vitrine::util

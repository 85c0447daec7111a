#include "pipeline/util/zone.hpp"

#include "pipeline/util/files.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <optional>
#include <vector>

namespace vitrine::util {
namespace {

using std::chrono::days;
using std::chrono::seconds;

Error damaged(std::string_view what) {
  return {ErrorKind::damaged, "this is no time zone file: " + std::string(what)};
}

/// Big-endian numbers from front to back; past the end it reads zeros and says so.
class Numbers {
 public:
  explicit Numbers(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t next(int size) {
    std::uint64_t value = 0;
    for (int i = 0; i < size; ++i) value = value << 8 | byte();
    return value;
  }
  void skip(std::uint64_t count) { at_ += std::min<std::uint64_t>(count, bytes_.size() + 1); }
  bool is_past_end() const { return at_ > bytes_.size(); }
  std::string_view rest() const { return is_past_end() ? "" : bytes_.substr(at_); }

 private:
  std::uint8_t byte() {
    const std::size_t here = at_++;
    return here < bytes_.size() ? static_cast<std::uint8_t>(bytes_[here]) : 0;
  }
  std::string_view bytes_;
  std::size_t at_ = 0;
};

struct Header {
  char version = 0;
  std::uint64_t utc_flags = 0, standard_flags = 0, leaps = 0, times = 0, types = 0, letters = 0;
};

std::optional<Header> read_header(Numbers& numbers) {
  constexpr std::uint64_t kMagic = 0x545a6966;  // "TZif"
  if (numbers.next(4) != kMagic) return std::nullopt;
  Header header;
  header.version = static_cast<char>(numbers.next(1));
  numbers.skip(15);
  for (std::uint64_t* count : {&header.utc_flags, &header.standard_flags, &header.leaps,
                               &header.times, &header.types, &header.letters})
    *count = numbers.next(4);
  return header;
}

/// Reads a POSIX rule from front to back; nothing it does not understand is skipped.
class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : text_(text) {}
  bool failed() const { return failed_; }
  bool at_end() const { return text_.empty(); }

  void name() {
    if (take('<')) {
      while (!text_.empty() && text_.front() != '>') text_.remove_prefix(1);
      need('>');
      return;
    }
    std::size_t letters = 0;
    while (letters < text_.size() && std::isalpha(static_cast<unsigned char>(text_[letters])))
      ++letters;
    if (letters < 3) failed_ = true;
    text_.remove_prefix(letters);
  }
  seconds time() {
    const int sign = take('-') ? -1 : 1;
    if (sign > 0) take('+');
    long long sum = number() * 3600LL;
    if (take(':')) sum += number() * 60LL;
    if (take(':')) sum += number();
    return seconds(sign * sum);
  }
  /// Local seconds since the year began at which a change falls due.
  seconds change(std::chrono::year year) {
    need(',');
    seconds day{};
    if (take('M')) {
      day = month_rule(year);
    } else {
      const bool counts_no_leap_day = take('J');
      int number_of_day = number();
      if (counts_no_leap_day && (number_of_day < 60 || !year.is_leap())) --number_of_day;
      day = days(number_of_day);
    }
    return day + (take('/') ? time() : seconds(7200));
  }
  bool next_is(char c) const { return !text_.empty() && text_.front() == c; }

 private:
  bool take(char c) {
    if (!next_is(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  void need(char c) { failed_ = !take(c) || failed_; }
  int number() {
    int value = 0, digits = 0;
    for (; !text_.empty() && std::isdigit(static_cast<unsigned char>(text_.front())); ++digits) {
      value = std::min(value * 10 + (text_.front() - '0'), 100'000);
      text_.remove_prefix(1);
    }
    failed_ = failed_ || digits == 0;
    return value;
  }
  seconds month_rule(std::chrono::year year) {
    using namespace std::chrono;
    const auto month = static_cast<unsigned>(number());
    need('.');
    const auto week = static_cast<unsigned>(number());
    need('.');
    const auto weekday = static_cast<unsigned>(number());
    if (month < 1 || month > 12 || week < 1 || week > 5 || weekday > 6) {
      failed_ = true;
      return {};
    }
    const std::chrono::month of{month};
    const std::chrono::weekday on{weekday};
    const sys_days day =
        week == 5 ? sys_days(year / of / on[last]) : sys_days(year / of / on[week]);
    return day - sys_days(year / January / 1);
  }

  std::string_view text_;
  bool failed_ = false;
};

}  // namespace

struct Zone::Rules {
  std::vector<std::int64_t> changes;  ///< seconds since 1970, ascending
  std::vector<seconds> after;         ///< offset from each of them on
  seconds before{};
  std::string rule;  ///< after the last change; empty: its offset stays
};

Result<seconds> offset_by_rule(std::string_view rule, Timestamp time) {
  RuleReader reader(rule);
  reader.name();
  const seconds standard = -reader.time();
  seconds result = standard;
  if (!reader.failed() && !reader.at_end()) {
    reader.name();
    const bool says_offset = !reader.at_end() && !reader.next_is(',');
    const seconds summer = says_offset ? -reader.time() : standard + std::chrono::hours(1);
    using namespace std::chrono;
    const sys_seconds now{floor<seconds>(microseconds(time.micros))};
    const year this_year = year_month_day(floor<days>(now + standard)).year();
    const sys_seconds begins = sys_days(this_year / January / 1);
    const sys_seconds on = begins + reader.change(this_year) - standard;
    const sys_seconds off = begins + reader.change(this_year) - summer;
    // South of the equator summer lasts over the new year.
    const bool is_summer = on < off ? now >= on && now < off : now >= on || now < off;
    if (is_summer) result = summer;
  }
  if (reader.failed() || !reader.at_end())
    return Error{ErrorKind::damaged, "\"" + std::string(rule) + "\" is no time zone rule"};
  return result;
}

Result<Zone> Zone::read(std::string_view bytes) {
  Numbers numbers(bytes);
  std::optional<Header> header = read_header(numbers);
  if (!header) return damaged("it does not begin as one");
  int width = 4;
  if (header->version >= '2') {  // the same again, in 64 bits
    numbers.skip(header->times * 5 + header->types * 6 + header->letters + header->leaps * 8 +
                 header->standard_flags + header->utc_flags);
    header = read_header(numbers);
    if (!header) return damaged("its second part is missing");
    width = 8;
  }
  if (header->types == 0 || header->times > bytes.size() || header->types > 256)
    return damaged("its counts are wrong");
  auto rules = std::make_shared<Rules>();
  for (std::uint64_t i = 0; i < header->times; ++i) {
    const std::uint64_t raw = numbers.next(width);
    rules->changes.push_back(width == 8 ? static_cast<std::int64_t>(raw)
                                        : static_cast<std::int32_t>(raw));
  }
  std::vector<std::uint64_t> kinds;
  for (std::uint64_t i = 0; i < header->times; ++i) kinds.push_back(numbers.next(1));
  std::vector<seconds> offsets;
  for (std::uint64_t i = 0; i < header->types; ++i) {
    offsets.emplace_back(static_cast<std::int32_t>(numbers.next(4)));
    numbers.skip(2);
  }
  for (const std::uint64_t kind : kinds) {
    if (kind >= offsets.size()) return damaged("it names a kind of time that it does not tell");
    rules->after.push_back(offsets[kind]);
  }
  rules->before = offsets.front();
  numbers.skip(header->letters + header->leaps * static_cast<std::uint64_t>(width + 4) +
               header->standard_flags + header->utc_flags);
  if (numbers.is_past_end()) return damaged("it is cut short");
  if (const std::string_view rest = numbers.rest(); rest.size() > 2 && rest.front() == '\n')
    rules->rule = rest.substr(1, rest.find('\n', 1) - 1);
  if (!rules->rule.empty())
    if (const auto understood = offset_by_rule(rules->rule, {}); !understood)
      return understood.error();
  Zone zone;
  zone.rules_ = std::move(rules);
  return zone;
}

Result<Zone> Zone::named(const std::string& name, const std::filesystem::path& database) {
  if (name == "UTC") return Zone();
  const bool is_name = !name.empty() && name.front() != '/' &&
                       name.find("..") == std::string::npos &&
                       std::all_of(name.begin(), name.end(), [](unsigned char c) {
                         return std::isalnum(c) || c == '/' || c == '_' || c == '-' || c == '+';
                       });
  if (!is_name)
    return Error{ErrorKind::bad_spec,
                 "\"" + name + "\" is no time zone: name one as Europe/Berlin or UTC"};
  const Result<std::string> bytes = read_file(database / name);
  if (!bytes)
    return Error{ErrorKind::not_found, "this machine knows no time zone \"" + name +
                                           "\"; name one as Europe/Berlin or UTC (" +
                                           database.string() + " lists them)"};
  return read(*bytes);
}

Zone Zone::of_file(const std::filesystem::path& file) {
  const Result<std::string> bytes = read_file(file);
  if (!bytes) return {};
  Result<Zone> zone = read(*bytes);
  return zone ? std::move(*zone) : Zone();
}

seconds Zone::offset_at(Timestamp time) const {
  if (!rules_) return {};
  const std::int64_t now =
      std::chrono::floor<seconds>(std::chrono::microseconds(time.micros)).count();
  const auto next = std::upper_bound(rules_->changes.begin(), rules_->changes.end(), now);
  if (next == rules_->changes.end() && !rules_->rule.empty()) {
    const Result<seconds> by_rule = offset_by_rule(rules_->rule, time);
    if (by_rule) return *by_rule;
  }
  if (next == rules_->changes.begin()) return rules_->before;
  return rules_->after[static_cast<std::size_t>(next - rules_->changes.begin()) - 1];
}

Date Zone::date_of(Timestamp time) const {
  const std::chrono::microseconds moved = offset_at(time);
  return util::date_of({time.micros + moved.count()});
}

}  // namespace vitrine::util

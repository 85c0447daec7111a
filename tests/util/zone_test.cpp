#include "pipeline/util/zone.hpp"

#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using util::Timestamp;
using util::Zone;

namespace {

constexpr const char* kBerlin = "CET-1CEST,M3.5.0,M10.5.0/3";

Timestamp at(int year, unsigned month, unsigned day, int hour, int minute = 0) {
  using namespace std::chrono;
  const sys_days date = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  const auto since = date.time_since_epoch() + hours(hour) + minutes(minute);
  return {duration_cast<microseconds>(since).count()};
}

int hours_by(const char* rule, Timestamp time) {
  return static_cast<int>(util::offset_by_rule(rule, time).value().count() / 3600);
}

void add(std::string& bytes, std::uint64_t value, int size) {
  for (int shift = 8 * (size - 1); shift >= 0; shift -= 8)
    bytes += static_cast<char>(value >> shift & 0xff);
}

/// A file with one change in 2026, then a rule.
std::string a_file(const char* rule) {
  std::string bytes;
  for (const int width : {4, 8}) {
    bytes += "TZif2";
    bytes.append(15, '\0');
    for (const int count : {0, 0, 0, 1, 2, 4}) add(bytes, static_cast<std::uint64_t>(count), 4);
    add(bytes, static_cast<std::uint64_t>(at(2026, 6, 1, 0).micros / 1'000'000), width);
    add(bytes, 1, 1);
    for (const int seconds : {-3600, 7200}) {
      add(bytes, static_cast<std::uint32_t>(seconds), 4);
      add(bytes, 0, 2);
    }
    bytes.append("ABC\0", 4);
  }
  return bytes + "\n" + rule + "\n";
}

}  // namespace

TEST_CASE("a rule changes the clock on its Sundays, at its own hour", "[util]") {
  CHECK(hours_by(kBerlin, at(2026, 11, 26, 12)) == 1);
  CHECK(hours_by(kBerlin, at(2026, 7, 1, 12)) == 2);
  CHECK(hours_by(kBerlin, at(2026, 3, 29, 0, 59)) == 1);
  CHECK(hours_by(kBerlin, at(2026, 3, 29, 1)) == 2);
  CHECK(hours_by(kBerlin, at(2026, 10, 25, 0, 59)) == 2);
  CHECK(hours_by(kBerlin, at(2026, 10, 25, 1)) == 1);
}

TEST_CASE("summer may last over the new year, or never come", "[util]") {
  constexpr const char* kSydney = "AEST-10AEDT,M10.1.0,M4.1.0/3";
  CHECK(hours_by(kSydney, at(2026, 12, 31, 12)) == 11);
  CHECK(hours_by(kSydney, at(2026, 1, 1, 12)) == 11);
  CHECK(hours_by(kSydney, at(2026, 7, 1, 12)) == 10);
  CHECK(hours_by("<+0530>-5:30", at(2026, 7, 1, 12)) == 5);
  CHECK(hours_by("EST5EDT,J60,J300", at(2026, 7, 1, 12)) == -4);
}

TEST_CASE("what is no rule is refused", "[util]") {
  for (const char* rule : {"", "CE-1", "CET", "CET-1CEST", "CET-1CEST,M13.1.0,M10.5.0", "CET-1!"})
    CHECK_FALSE(util::offset_by_rule(rule, {}).has_value());
}

TEST_CASE("a zone file's changes hold in turn, and after the last its rule", "[util]") {
  const Zone zone = Zone::read(a_file("XXX-3")).value();
  CHECK(zone.offset_at(at(2026, 5, 31, 23)) == std::chrono::hours(-1));
  CHECK(zone.offset_at(at(2026, 6, 1, 0)) == std::chrono::hours(3));
  const Zone without = Zone::read(a_file("")).value();
  CHECK(without.offset_at(at(2026, 6, 1, 0)) == std::chrono::hours(2));
}

TEST_CASE("the day is that of the zone", "[util]") {
  const Zone zone = Zone::read(a_file("XXX-3")).value();
  CHECK(util::to_text(zone.date_of(at(2026, 11, 30, 20, 59))) == "2026-11-30");
  CHECK(util::to_text(zone.date_of(at(2026, 11, 30, 21))) == "2026-12-01");
  CHECK(util::to_text(Zone().date_of(at(2026, 11, 30, 21))) == "2026-11-30");
}

TEST_CASE("a damaged zone file is told, wherever it ends", "[util]") {
  const std::string whole = a_file("XXX-3");
  CHECK_FALSE(Zone::read("").has_value());
  CHECK_FALSE(Zone::read("TZif").has_value());
  for (std::size_t length = 0; length + 8 < whole.size(); length += 7)
    CHECK_FALSE(Zone::read(std::string_view(whole).substr(0, length)).has_value());
}

TEST_CASE("a zone is found by its name, and a wrong name is told with a right one", "[util]") {
  const test::TempFolder folder;
  folder.write("Area/Town", a_file("XXX-3"));
  CHECK(Zone::named("Area/Town", folder.path()).has_value());
  CHECK(Zone::named("UTC", folder.path()).has_value());
  const auto missing = Zone::named("Area/Twon", folder.path());
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().kind == util::ErrorKind::not_found);
  CHECK(missing.error().message.find("Europe/Berlin") != std::string::npos);
  for (const char* name : {"", "/etc/passwd", "../Town", "Area Town"})
    CHECK(Zone::named(name, folder.path()).error().kind == util::ErrorKind::bad_spec);
  CHECK(Zone::of_file(folder / "none").offset_at(at(2026, 6, 1, 0)) == std::chrono::seconds(0));
}

#include "pipeline/util/zone.hpp"
#include "pipeline/util/zone_rule.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::util;
using namespace std::chrono_literals;

namespace {

Timestamp utc(const char* day, std::chrono::seconds time) {
  return Zone().at(*parse_date(day), time);
}
Date day(const char* text) { return *parse_date(text); }

}  // namespace

TEST_CASE("UTC needs no file and every day begins at midnight", "[util]") {
  const Zone zone;
  CHECK(zone.offset_at({}) == 0s);
  CHECK(to_text(zone.next_day(utc("2026-11-26", 23h))) == "2026-11-27T00:00:00Z");
}

TEST_CASE("a zone knows summer and winter, long after the years that its file lists", "[util]") {
  const auto berlin = Zone::named("Europe/Berlin");
  REQUIRE(berlin.has_value());
  CHECK(berlin->offset_at(utc("2026-01-15", 12h)) == 1h);
  CHECK(berlin->offset_at(utc("2026-07-15", 12h)) == 2h);
  CHECK(berlin->offset_at(utc("2060-01-15", 12h)) == 1h);
  CHECK(berlin->offset_at(utc("2060-07-15", 12h)) == 2h);
  CHECK(to_text(berlin->at(day("2026-11-26"), 6h)) == "2026-11-26T05:00:00Z");
  CHECK(berlin->date_of(utc("2026-11-26", 23h + 30min)) == day("2026-11-27"));
}

TEST_CASE("an hour that clocks show twice is the first, and one they leave out is the change",
          "[util]") {
  const auto berlin = Zone::named("Europe/Berlin");
  REQUIRE(berlin.has_value());
  CHECK(to_text(berlin->at(day("2026-10-25"), 2h + 30min)) == "2026-10-25T00:30:00Z");
  CHECK(to_text(berlin->at(day("2026-03-29"), 2h + 30min)) == "2026-03-29T01:00:00Z");
  // A day of 23 hours and one of 25 both end at midnight.
  CHECK(to_text(berlin->next_day(utc("2026-03-29", 3h))) == "2026-03-29T22:00:00Z");
  CHECK(to_text(berlin->next_day(utc("2026-10-25", 3h))) == "2026-10-25T23:00:00Z");
}

TEST_CASE("the next 06:00 is today's or tomorrow's", "[util]") {
  const auto pacific = Zone::named("America/Los_Angeles");
  REQUIRE(pacific.has_value());
  const Timestamp morning = utc("2026-11-26", 14h);  // 06:00 there
  CHECK(next_at(*pacific, {morning.micros - 1}, 6h) == morning);
  CHECK(to_text(next_at(*pacific, morning, 6h)) == "2026-11-27T14:00:00Z");
  CHECK(parse_time_of_day("6:00") == 6h);
  CHECK(parse_time_of_day("06:30") == 6h + 30min);
  for (const char* wrong : {"", "6", "24:00", "06:60", "6:0", "+6:00", "06:00 "})
    CHECK_FALSE(parse_time_of_day(wrong).has_value());
}

TEST_CASE("the rule for later years reads what zone files end in", "[util]") {
  const auto south = parse_zone_rule("AEST-10AEDT,M10.1.0,M4.1.0/3");  // summer over new year
  REQUIRE(south.has_value());
  CHECK(south->offset_at(utc("2050-01-15", 0h).micros / 1'000'000) == 11h);
  CHECK(south->offset_at(utc("2050-07-15", 0h).micros / 1'000'000) == 10h);
  const auto plain = parse_zone_rule("<+0530>-5:30");
  REQUIRE(plain.has_value());
  CHECK(plain->offset_at(0) == 5h + 30min);
  CHECK_FALSE(parse_zone_rule("CET-1CEST").has_value());
  CHECK_FALSE(parse_zone_rule("x").has_value());
}

TEST_CASE("a name that is no zone is refused and leads to no other file", "[util]") {
  const auto kind_of = [](const char* name) {
    const auto zone = Zone::named(name);
    REQUIRE_FALSE(zone.has_value());
    return zone.error().kind;
  };
  CHECK(kind_of("Mars/Olympus") == ErrorKind::not_found);
  for (const char* name : {"../../etc/passwd", "/etc/localtime", ""})
    CHECK(kind_of(name) == ErrorKind::bad_spec);
  CHECK(Zone::read("TZif").error().kind == ErrorKind::damaged);
  CHECK(Zone::of_file("/nowhere/at/all").offset_at({}) == 0s);
}

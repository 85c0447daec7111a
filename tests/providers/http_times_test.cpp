#include "pipeline/providers/http_times.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace vitrine;
using namespace vitrine::providers;
using namespace std::chrono_literals;

namespace {

util::Timestamp at(const char* rfc3339) { return parse_rfc3339(rfc3339).value(); }

}  // namespace

TEST_CASE("dates of headers and of JSON name the same instant", "[providers]") {
  CHECK(parse_http_date("Sun, 22 Nov 2026 10:46:50 GMT") == at("2026-11-22T10:46:50Z"));
  CHECK(at("2026-11-24T10:46:50.926Z").micros - at("2026-11-24T10:46:50Z").micros == 926'000);
  CHECK(at("2026-11-24T12:46:50+02:00") == at("2026-11-24T10:46:50Z"));
  CHECK(at("2026-11-24T04:46:50.123456789-06:00").micros ==
        at("2026-11-24T10:46:50Z").micros + 123'456);
  CHECK(util::to_text(at("2026-11-22T10:46:50Z")) == "2026-11-22T10:46:50Z");
}

TEST_CASE("a date that is none is nothing", "[providers]") {
  for (const char* text : {"", "now", "Sun, 31 Feb 2026 10:46:50 GMT",
                           "Sun, 22 Nov 2026 25:46:50 GMT", "Sun, 22 Noo 2026 10:46:50 GMT",
                           "22 Nov 2026 10:46:50 GMT", "Sun, 22 Nov 2026 10:46:50 CET"}) {
    INFO(text);
    CHECK_FALSE(parse_http_date(text));
  }
  for (const char* text : {"", "2026-11-22", "2026-11-22T10:46:50", "2026-13-22T10:46:50Z",
                           "2026-11-22T10:46:50.Z", "2026-11-22T10:46:50+2"}) {
    INFO(text);
    CHECK_FALSE(parse_rfc3339(text));
  }
}

TEST_CASE("protobuf durations are read to the millisecond and never rounded down", "[providers]") {
  CHECK(parse_duration("22s") == 22s);
  CHECK(parse_duration("0.5s") == 500ms);
  CHECK(parse_duration("0.25s") == 250ms);
  CHECK(parse_duration("1.0001s") == 1001ms);
  CHECK(parse_duration("12.123456789s") == 12124ms);
  for (const char* text : {"", "s", "22", "22ms", "-1s", "1e9s", ".5s", "1.s", "9999999999999s"}) {
    INFO(text);
    CHECK_FALSE(parse_duration(text));
  }
}

TEST_CASE("Retry-After is read in seconds or as a date against the answer's own clock",
          "[providers]") {
  CHECK(retry_after({{"Retry-After", "2"}}) == 2s);
  CHECK(retry_after({{"retry-after", " 120 "}}) == 120s);
  CHECK(retry_after({{"Date", "Sun, 22 Nov 2026 10:46:50 GMT"},
                     {"Retry-After", "Sun, 22 Nov 2026 10:48:00 GMT"}}) == 70s);
  CHECK_FALSE(retry_after({{"Retry-After", "Sun, 22 Nov 2026 10:48:00 GMT"}}));
  CHECK_FALSE(retry_after({{"Date", "Sun, 22 Nov 2026 10:46:50 GMT"},
                           {"Retry-After", "Sun, 22 Nov 2026 10:46:00 GMT"}}));
  CHECK_FALSE(retry_after({{"Retry-After", "soon"}}));
  CHECK_FALSE(retry_after({}));
}

TEST_CASE("a quota of the day is new at midnight on the Pacific coast in winter and summer",
          "[providers]") {
  CHECK(until_pacific_midnight(at("2026-11-22T10:00:00Z")) == 22h);
  CHECK(until_pacific_midnight(at("2026-11-22T07:59:59Z")) == 1s);
  CHECK(until_pacific_midnight(at("2026-11-22T08:00:00Z")) == 24h);
  CHECK(until_pacific_midnight(at("2026-07-01T06:00:00Z")) == 1h);
  // The clocks go forward on 8 March 2026 and back on 1 November 2026, both at 2:00.
  CHECK(until_pacific_midnight(at("2026-03-08T08:00:00Z")) == 23h);
  CHECK(until_pacific_midnight(at("2026-03-08T12:00:00Z")) == 19h);
  CHECK(until_pacific_midnight(at("2026-11-01T07:00:00Z")) == 25h);
  CHECK(until_pacific_midnight(at("2026-11-01T20:00:00Z")) == 12h);
}

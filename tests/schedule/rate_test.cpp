#include "pipeline/schedule/rate.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace vitrine;
using namespace vitrine::schedule;
using namespace std::chrono_literals;

namespace {

constexpr Instant kStart{1h};
constexpr util::Timestamp kNoon{1'795'694'400'000'000};  // 2026-11-26T12:00:00Z

struct Taken {
  Instant at;
  CallWeight weight;
};

/// Calls sent as early as the limits allow, or a little later, for `span`.
std::vector<Taken> drive(const RateLimits& limits, std::uint64_t seed, std::chrono::seconds span) {
  std::mt19937_64 chance(seed);
  Rate rate(limits, {});
  std::vector<Taken> taken;
  Instant now = kStart;
  while (now < kStart + span) {
    CallWeight weight;
    weight.pictures = 1 + static_cast<std::int64_t>(chance() % 2);
    weight.tokens = static_cast<std::int64_t>(chance() % 3000);
    weight.spend = {static_cast<std::int64_t>(chance() % 100'000)};
    const Instant at = rate.earliest(now, weight);
    REQUIRE(at >= now);
    if (chance() % 50 == 0) {
      now = at + std::chrono::milliseconds(chance() % 90'000);  // idle for a while
      continue;
    }
    now = at;
    rate.take(now, kNoon, weight);
    taken.push_back({now, weight});
  }
  return taken;
}

template <class Weigh>
double most_in(const std::vector<Taken>& taken, std::chrono::nanoseconds window, Weigh weigh) {
  double sum = 0, most = 0;
  for (std::size_t from = 0, to = 0; to < taken.size(); ++to) {
    sum += weigh(taken[to].weight);
    while (taken[to].at - taken[from].at >= window) sum -= weigh(taken[from++].weight);
    most = std::max(most, sum);
  }
  return most;
}

}  // namespace

TEST_CASE("no window ever holds more than a limit, whatever is asked for", "[schedule]") {
  RateLimits limits;
  limits.requests_per_minute = 100;
  limits.pictures_per_minute = 120;
  limits.tokens_per_minute = 90'000;
  limits.spend_per_10_minutes = util::Money{20'000'000};
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto taken = drive(limits, seed, 2h);
    const auto most = [&](std::chrono::nanoseconds window, auto weigh) {
      return most_in(taken, window, weigh);
    };
    CHECK(most(1min, [](const CallWeight&) { return 1.0; }) <= 100);
    CHECK(most(1min, [](const CallWeight& w) { return static_cast<double>(w.pictures); }) <= 120);
    CHECK(most(1min, [](const CallWeight& w) { return static_cast<double>(w.tokens); }) <= 90'000);
    CHECK(most(10min, [](const CallWeight& w) { return static_cast<double>(w.spend.micros); }) <=
          20'000'000);
  }
}

TEST_CASE("nine tenths of a limit are used when there is enough to do", "[schedule]") {
  RateLimits limits;
  limits.requests_per_minute = 60;
  Rate rate(limits, {});
  Instant now = kStart;
  int sent = 0;
  for (; now < kStart + 1h; ++sent) {
    now = rate.earliest(now, {});
    rate.take(now, kNoon, {});
  }
  CHECK(sent >= 60 * 54);
  CHECK(sent <= 60 * 54 + 2);
}

TEST_CASE("the tightest limit decides, and a call that waits takes nothing of the others",
          "[schedule]") {
  RateLimits limits;
  limits.requests_per_minute = 6000;
  limits.spend_per_10_minutes = util::Money{1'000'000};
  Rate rate(limits, {});
  CallWeight dear;
  dear.spend = {900'000};  // all of the ten minutes
  rate.take(kStart, kNoon, dear);
  CHECK(rate.earliest(kStart, dear) >= kStart + 10min - 1s);
  CHECK(rate.earliest(kStart, {}) < kStart + 1s);  // free of charge: only the requests count
}

TEST_CASE("without limits a call may always be sent", "[schedule]") {
  Rate rate({}, {});
  for (int i = 0; i < 1000; ++i) {
    CHECK(rate.earliest(kStart, {}) == kStart);
    rate.take(kStart, kNoon, {});
  }
  CHECK(rate.day() == nullptr);
}

TEST_CASE("a day's requests may be used in one hour and are new on the vendor's next day",
          "[schedule]") {
  RateLimits limits;
  limits.requests_per_day = 100;
  Rate rate(limits, *util::Zone::named("America/Los_Angeles"));
  for (int i = 0; i < 90; ++i) {
    REQUIRE(rate.day()->earliest(kNoon) == kNoon);
    rate.take(kStart, kNoon, {});
  }
  CHECK(util::to_text(rate.day()->earliest(kNoon)) == "2026-11-27T08:00:00Z");
  const util::Timestamp tomorrow = rate.day()->earliest(kNoon);
  CHECK(rate.day()->earliest(tomorrow) == tomorrow);
}

TEST_CASE("what was used of a day is told to the next run", "[schedule]") {
  DayQuota first(10, {});
  for (int i = 0; i < 9; ++i) first.take(kNoon);
  CHECK(first.state() == "2026-11-26 9");
  DayQuota next(10, {});
  next.restore(first.state());
  CHECK(next.earliest(kNoon) == kNoon);
  next.take(kNoon);
  CHECK(next.earliest(kNoon) > kNoon);
  for (const char* nonsense :
       {"", "2026-11-26", "2026-11-26 x", "2026-11-26 -4", "yesterday 9 10"}) {
    DayQuota blank(1, {});
    blank.restore(nonsense);
    CHECK(blank.earliest(kNoon) == kNoon);
  }
  DayQuota refused(10, {});
  refused.use_up(kNoon);
  CHECK(refused.earliest(kNoon) > kNoon);
}

TEST_CASE("what was not sent after all is given back to its own day", "[schedule]") {
  DayQuota day(1, {});
  day.take(kNoon);
  CHECK(day.earliest(kNoon) > kNoon);
  day.give_back(kNoon);
  CHECK(day.earliest(kNoon) == kNoon);
  day.give_back(kNoon);  // nothing is left to give
  CHECK(day.state().empty());
  const util::Timestamp tomorrow{kNoon.micros + 24LL * 3600 * 1'000'000};
  day.take(tomorrow);
  day.give_back(kNoon);  // of a day gone by
  CHECK(day.earliest(tomorrow) > tomorrow);
}

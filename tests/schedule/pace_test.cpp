#include "pipeline/schedule/pace.hpp"

#include <catch2/catch.hpp>

#include <cstring>

using namespace vitrine;
using namespace vitrine::schedule;
using namespace std::chrono_literals;

namespace {

constexpr Instant kStart{1h};
constexpr util::Timestamp kNoon{1'795'694'400'000'000};  // 2026-11-26T12:00:00Z

Moment at(std::chrono::milliseconds since) {
  return {kStart + since, {kNoon.micros + std::chrono::microseconds(since).count()}};
}

void end_all(Pace& pace, std::vector<Pace::Ticket>& calls, CallEnd end, Moment now) {
  for (const Pace::Ticket& call : calls) pace.ended(call, end, now, 0.5);
  calls.clear();
}

}  // namespace

TEST_CASE("a call waits for the latest of all that holds it, and is told which", "[schedule]") {
  PaceOptions options;
  options.limits.requests_per_minute = 60;
  options.concurrency.ceiling = 2;
  Pace pace(options);
  CHECK(pace.next(at(0ms), {}).kind == Turn::Kind::go);
  pace.send(at(0ms), {});
  const Turn by_rate = pace.next(at(0ms), {});
  CHECK(by_rate.kind == Turn::Kind::wait);
  CHECK(by_rate.why == WaitFor::rate);
  CHECK(by_rate.at > kStart + 1s);
  pace.hold_until(kStart + 30s);
  CHECK(pace.next(at(0ms), {}).why == WaitFor::hint);
  CHECK(pace.next(at(0ms), {}).at == kStart + 30s);
  REQUIRE(pace.next(at(30s), {}).kind == Turn::Kind::go);
  pace.send(at(30s), {});
  const Turn full = pace.next(at(60s), {});
  CHECK(full.why == WaitFor::slot);
  CHECK(full.at == Instant::max());
}

TEST_CASE("nothing is begun that would not be done by the deadline", "[schedule]") {
  PaceOptions options;
  options.deadline = kStart + 100s;
  options.concurrency.ceiling = 20;
  Pace pace(options);
  CHECK(pace.next(at(70s), {}).kind == Turn::Kind::go);  // 30 s are assumed
  const Turn late = pace.next(at(71s), {});
  CHECK(late.kind == Turn::Kind::park);
  CHECK(late.why == WaitFor::deadline);
  std::vector<Pace::Ticket> calls;
  for (int i = 0; i < 20; ++i) calls.push_back(pace.send(at(0ms), {}));
  end_all(pace, calls, CallEnd::answered, at(5s));
  CHECK(pace.next(at(94s), {}).kind == Turn::Kind::go);
  CHECK(pace.next(at(96s), {}).kind == Turn::Kind::park);
}

TEST_CASE("a hint past the deadline parks instead of being waited for", "[schedule]") {
  PaceOptions options;
  options.deadline = kStart + 10min;
  Pace pace(options);
  pace.hold_until(kStart + 9min);
  CHECK(pace.next(at(0ms), {}).kind == Turn::Kind::wait);
  pace.hold_until(kStart + 11min);
  const Turn turn = pace.next(at(0ms), {});
  CHECK(turn.kind == Turn::Kind::park);
  CHECK(turn.why == WaitFor::hint);
  REQUIRE(turn.until);
  CHECK(util::to_text(*turn.until) == "2026-11-26T12:11:00Z");
}

TEST_CASE("a used up day parks until the vendor's next one", "[schedule]") {
  PaceOptions options;
  options.limits.requests_per_day = 1000;
  Pace pace(options);
  REQUIRE(pace.next(at(0ms), {}).kind == Turn::Kind::go);
  pace.use_up_day(at(0ms));
  const Turn turn = pace.next(at(1h), {});
  CHECK(turn.kind == Turn::Kind::park);
  CHECK(turn.why == WaitFor::quota);
  REQUIRE(turn.until);
  CHECK(util::to_text(*turn.until) == "2026-11-27T00:00:00Z");
}

TEST_CASE("a call that was never sent costs nothing of the day, and opens none that is closed",
          "[schedule]") {
  PaceOptions options;
  options.limits.requests_per_day = 2;  // of which one is aimed at
  Pace pace(options);
  Pace::Ticket ticket = pace.send(at(0ms), {});
  CHECK(pace.next(at(1s), {}).kind == Turn::Kind::park);
  pace.ended(ticket, CallEnd::not_sent, at(1s), 0.5);
  CHECK(pace.next(at(2s), {}).kind == Turn::Kind::go);
  ticket = pace.send(at(2s), {});
  pace.use_up_day(at(3s));
  pace.ended(ticket, CallEnd::unreachable, at(4s), 0.5);
  CHECK(pace.next(at(5s), {}).kind == Turn::Kind::park);
}

TEST_CASE("refusals for load in a row hold everyone back longer each time, a lone one nobody",
          "[schedule]") {
  Pace pace({});
  std::chrono::milliseconds now = 0ms;
  const auto refused = [&] {
    std::vector<Pace::Ticket> together;
    for (int i = 0; i < 4; ++i) together.push_back(pace.send(at(now), {}));
    now += 100ms;
    end_all(pace, together, CallEnd::throttled, at(now));
    return pace.held_until() - at(now).steady;
  };
  CHECK(refused() <= 0ms);
  CHECK(refused() <= 0ms);
  CHECK(refused() == 250ms);  // half of 500, by the jitter
  now += 250ms;
  CHECK(refused() == 500ms);
  now += 500ms;
  pace.ended(pace.send(at(now), {}), CallEnd::answered, at(now), 0.5);
  now += 1ms;
  CHECK(refused() <= 0ms);
}

TEST_CASE("while the API is away exactly one call at a time looks whether it is back",
          "[schedule]") {
  PaceOptions options;
  options.concurrency.ceiling = 16;
  Pace pace(options);
  std::vector<Pace::Ticket> calls;
  for (int i = 0; i < 16; ++i) calls.push_back(pace.send(at(0ms), {}));
  end_all(pace, calls, CallEnd::unreachable, at(1s));
  const Turn open = pace.next(at(1s), {});
  CHECK(open.why == WaitFor::breaker);
  CHECK(open.at == kStart + 16s);
  for (int i = 0; i < 3; ++i) {
    REQUIRE(pace.next(at(20s), {}).kind == Turn::Kind::go);
    const Pace::Ticket probe = pace.send(at(20s), {});
    CHECK(pace.next(at(20s), {}).why == WaitFor::breaker);
    CHECK(pace.next(at(20s), {}).at == Instant::max());
    pace.ended(probe, CallEnd::answered, at(20s), 0.5);
  }
  CHECK(pace.breaker().state() == Breaker::State::closed);
  CHECK(pace.limit() == 1);
}

TEST_CASE("a call that is taken back gives its slot back and says nothing", "[schedule]") {
  PaceOptions options;
  options.concurrency.ceiling = 1;
  Pace pace(options);
  for (int i = 0; i < 100; ++i) {
    REQUIRE(pace.next(at(0ms), {}).kind == Turn::Kind::go);
    pace.ended(pace.send(at(0ms), {}), CallEnd::not_sent, at(0ms), 0.5);
  }
  CHECK(pace.in_use() == 0);
  CHECK(pace.breaker().state() == Breaker::State::closed);
}

TEST_CASE("every reason to wait has one word and a sentence", "[schedule]") {
  for (int i = 1; i <= static_cast<int>(WaitFor::signal); ++i) {
    const auto why = static_cast<WaitFor>(i);
    CHECK(std::strlen(to_text(why)) > 0);
    CHECK(std::strchr(to_text(why), ' ') == nullptr);
    CHECK(std::strlen(words_of(why)) > std::strlen(to_text(why)));
  }
}

// Concurrency, retry budget, breaker and durations, each alone.
#include "pipeline/schedule/breaker.hpp"
#include "pipeline/schedule/concurrency.hpp"
#include "pipeline/schedule/durations.hpp"
#include "pipeline/schedule/retry_budget.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <vector>

using namespace vitrine::schedule;
using namespace std::chrono_literals;

namespace {

constexpr Instant kStart{1h};

void answers(Concurrency& calls, Instant at, int times, bool throttled = false) {
  for (int i = 0; i < times; ++i) calls.ended(at, calls.limit(), throttled);
}

}  // namespace

TEST_CASE("a run starts with as many calls as the operator said", "[schedule]") {
  CHECK(Concurrency({.ceiling = 32}).limit() == 32);
  CHECK(Concurrency({.ceiling = 0}).limit() == 1);
}

TEST_CASE("a server that cannot keep up is sent fewer calls, once in ten seconds", "[schedule]") {
  Concurrency calls({.ceiling = 32});
  answers(calls, kStart, 32, true);
  CHECK(calls.limit() == 22);
  answers(calls, kStart + 9s, 32, true);
  CHECK(calls.limit() == 22);
  answers(calls, kStart + 10s, 1, true);
  CHECK(calls.limit() == 15);
  for (int i = 2; i < 40; ++i) answers(calls, kStart + i * 10s, 32, true);
  CHECK(calls.limit() == 1);
}

TEST_CASE("lone refusals among good answers do not slow a night down", "[schedule]") {
  Concurrency calls({.ceiling = 32});
  for (int i = 0; i < 300; ++i) {
    answers(calls, kStart + i * 1s, 5);
    answers(calls, kStart + i * 1s, 1, true);
  }
  CHECK(calls.limit() == 32);
}

TEST_CASE("after a cut each round of good answers gives one call more, if they were needed",
          "[schedule]") {
  Concurrency calls({.ceiling = 10});
  answers(calls, kStart, 20, true);
  REQUIRE(calls.limit() == 7);
  for (int i = 0; i < 100; ++i) calls.ended(kStart, 2, false);  // slots were idle
  CHECK(calls.limit() == 7);
  answers(calls, kStart, 6);
  CHECK(calls.limit() == 7);
  answers(calls, kStart, 1);
  CHECK(calls.limit() == 8);
  answers(calls, kStart, 1000);
  CHECK(calls.limit() == 10);
}

TEST_CASE("after an outage calls begin with one and double up to what was possible before",
          "[schedule]") {
  Concurrency calls({.ceiling = 32});
  calls.restart();
  CHECK(calls.limit() == 1);
  answers(calls, kStart, 21);
  CHECK(calls.limit() == 22);  // one for each answer
  answers(calls, kStart, 21);
  CHECK(calls.limit() == 22);
  answers(calls, kStart, 1);
  CHECK(calls.limit() == 23);
}

TEST_CASE("one ask in five may be paid again at once, and three a minute always", "[schedule]") {
  RetryBudget budget({});
  Instant now = kStart;
  int free_of_wait = 0;
  while (budget.earliest(now) == now && free_of_wait < 1000) {
    budget.take(now);
    ++free_of_wait;
  }
  CHECK(free_of_wait == 21);  // twenty saved up, and the minute's first
  CHECK(budget.earliest(now) == now + 20s);
  for (int i = 0; i < 4; ++i) budget.first_ask();
  CHECK(budget.earliest(now) == now + 20s);
  budget.first_ask();
  CHECK(budget.earliest(now) == now);
  budget.take(now);
  for (int i = 0; i < 60; ++i) {
    now = budget.earliest(now);
    budget.take(now);
  }
  CHECK(now == kStart + 20min);
}

TEST_CASE("p90 is assumed until ten calls were seen", "[schedule]") {
  Durations calls(30s);
  CHECK(calls.p90() == 30s);
  calls.add(45s);
  CHECK(calls.p90() == 45s);
  for (int i = 1; i <= 100; ++i) calls.add(std::chrono::seconds(i));  // the last 64: 37 to 100
  CHECK(calls.p90() == 94s);
}

TEST_CASE("a breaker opens when half of the outcomes are failures, or five connections fail",
          "[schedule]") {
  const auto state_after = [](const std::vector<Sign>& signs) {
    Breaker breaker({});
    for (const Sign sign : signs) breaker.ended(breaker.send(kStart), sign, kStart, 0.5);
    return breaker.state();
  };
  std::vector<Sign> nine(9, Sign::bad);
  CHECK(state_after(nine) == Breaker::State::closed);
  nine.push_back(Sign::bad);
  CHECK(state_after(nine) == Breaker::State::open);
  CHECK(state_after(std::vector<Sign>(5, Sign::unreachable)) == Breaker::State::open);
  CHECK(state_after(std::vector<Sign>(100, Sign::nothing)) == Breaker::State::closed);
  std::vector<Sign> mixed;
  for (int i = 0; i < 100; ++i) mixed.insert(mixed.end(), {Sign::good, Sign::good, Sign::bad});
  CHECK(state_after(mixed) == Breaker::State::closed);
}

TEST_CASE("an open breaker doubles its patience, gives or takes a fifth", "[schedule]") {
  Breaker breaker({});
  for (int i = 0; i < 5; ++i) breaker.ended(breaker.send(kStart), Sign::unreachable, kStart, 0.0);
  Instant now = kStart;
  CHECK(breaker.earliest(now) == now + 12s);
  for (const auto span : {30s, 60s, 60s, 60s}) {
    now = breaker.earliest(now);
    breaker.ended(breaker.send(now), Sign::bad, now, 0.5);
    CHECK(breaker.earliest(now) == now + span);
  }
  CHECK(breaker.failing_since() == kStart);
}

TEST_CASE("three good probes close a breaker, one bad one opens it again", "[schedule]") {
  Breaker breaker({});
  for (int i = 0; i < 5; ++i) breaker.ended(breaker.send(kStart), Sign::unreachable, kStart, 0.5);
  Instant now = breaker.earliest(kStart);
  const auto probe = [&](Sign sign) { return breaker.ended(breaker.send(now), sign, now, 0.5); };
  CHECK_FALSE(probe(Sign::good));
  CHECK_FALSE(probe(Sign::good));
  CHECK_FALSE(probe(Sign::bad));
  CHECK(breaker.state() == Breaker::State::open);
  // It was alive in between, so its patience begins anew.
  CHECK(breaker.earliest(now) == now + 15s);
  now = breaker.earliest(now);
  CHECK_FALSE(probe(Sign::good));
  CHECK_FALSE(probe(Sign::nothing));
  CHECK_FALSE(probe(Sign::good));
  CHECK(probe(Sign::good));
  CHECK(breaker.state() == Breaker::State::closed);
  CHECK_FALSE(breaker.failing_since());
}

TEST_CASE("never more than one probe is out, and old answers decide nothing", "[schedule]") {
  struct Out {
    Breaker::Ticket ticket;
    bool is_probe;
  };
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    std::mt19937_64 chance(seed);
    Breaker breaker({});
    std::vector<Out> out;
    Instant now = kStart;
    int probes = 0, openings = 0;
    const std::uint64_t bad_in_ten = chance() % 11;
    for (int step = 0; step < 2000; ++step) {
      now += std::chrono::milliseconds(chance() % 2000);
      const bool may_send = breaker.earliest(now) <= now;
      if (may_send && chance() % 2 == 0) {
        const Breaker::Ticket ticket = breaker.send(now);
        out.push_back({ticket, breaker.state() != Breaker::State::closed});
        probes += out.back().is_probe ? 1 : 0;
        REQUIRE(probes <= 1);
      } else if (!out.empty()) {
        const std::size_t which = chance() % out.size();
        const Out one = out[which];
        out.erase(out.begin() + static_cast<std::ptrdiff_t>(which));
        const Breaker::State before = breaker.state();
        const Sign sign = chance() % 10 < bad_in_ten ? Sign::bad : Sign::good;
        breaker.ended(one.ticket, sign, now, 0.5);
        if (before != Breaker::State::closed && !one.is_probe)
          REQUIRE(breaker.state() == before);  // sent before it opened: nothing
        probes -= one.is_probe ? 1 : 0;
        openings += breaker.state() == Breaker::State::open ? 1 : 0;
      }
    }
    if (bad_in_ten >= 8) CHECK(openings > 0);
    if (bad_in_ten == 0) CHECK(openings == 0);
  }
}

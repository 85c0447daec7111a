// Ten thousand tasks in a night that never was: what the state machines come to together.
#include "tests/schedule/simulated_night.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace vitrine;
using namespace std::chrono_literals;
using test::FaultMix;
using test::kIssueMix;
using test::NightFigures;
using test::NightOptions;
using test::simulate;

namespace {

/// 600 requests a minute and 12 000 a day are published; the API browns out for three minutes.
NightOptions hard_night(std::uint64_t seed) {
  NightOptions night;
  night.seed = seed;
  night.mix = kIssueMix;
  night.limits.requests_per_minute = 600;
  night.limits.requests_per_day = 12'000;
  night.brown_out_from = 6min;
  night.brown_out_for = 3min;
  return night;
}

double in_minutes(std::chrono::milliseconds span) {
  return static_cast<double>(span.count()) / 60'000;
}

std::string told(const NightFigures& night) {
  std::string text =
      "sent " + std::to_string(night.sent) + ", permitted " + std::to_string(night.permitted) +
      ", pictures " + std::to_string(night.pictures) + ", given up " +
      std::to_string(night.given_up) + ", most counted " + std::to_string(night.most_counted) +
      ", extra " + std::to_string(night.extra) + ", over limit " +
      std::to_string(night.over_limit) + ", openings " + std::to_string(night.openings) +
      ", least limit " + std::to_string(night.least_limit) + ", minutes " +
      std::to_string(in_minutes(night.took)) + ", of quota " +
      std::to_string(in_minutes(night.quota));
  for (const auto& [why, span] : night.waited)
    text += ", " + why + " " + std::to_string(in_minutes(span));
  return text;
}

}  // namespace

TEST_CASE("a night of ten thousand under every fault ends with its pictures", "[schedule][night]") {
  for (const std::uint64_t seed : {1, 2, 3, 4, 5, 6, 7, 8}) {
    const NightFigures night = simulate(hard_night(seed));
    INFO(told(night));
    CHECK(night.pictures + night.given_up == 10'000);
    CHECK(night.pictures >= 9'990);
    CHECK(night.most_counted <= 4);
    CHECK(night.most_probes == 1);
    // Nothing is paid beside the pictures but what the API itself lost or spoilt.
    const double share = kIssueMix.billed() / kIssueMix.pictures();
    const double chance = 4 * std::sqrt(kIssueMix.billed() / 10'000);
    CHECK(night.extra <= 10'000 * (share + chance));
    // Of what the API let through, and of what its limits would have let through.
    CHECK(night.pictures >= 0.85 * night.permitted);
    const auto waited = night.waited.at("breaker");  // three minutes of brown-out, then for proof
    const double busy = in_minutes(night.took - night.quota - waited);
    CHECK(night.sent >= 0.85 * 540 * busy);
    CHECK(waited <= 10min);
    CHECK(night.over_limit == 0);
    CHECK(night.quota > 5h);
  }
}

TEST_CASE("a night is the same to the last call when its seed is", "[schedule][night]") {
  NightOptions options = hard_night(7);
  options.tasks = 2'000;
  const NightFigures one = simulate(options), same = simulate(options);
  CHECK(one.fingerprint == same.fingerprint);
  options.seed = 8;
  CHECK(simulate(options).fingerprint != one.fingerprint);
}

TEST_CASE("a faultless night is as fast as its limits or its calls at once", "[schedule][night]") {
  NightOptions options;
  options.in_flight = 32;
  options.least_latency = options.most_latency = 5s;
  const NightFigures open = simulate(options);
  CHECK(open.sent == 10'000);
  CHECK(open.took == 313 * 5s);  // 10 000 in rounds of 32
  options.limits.requests_per_minute = 60;
  options.tasks = 600;
  const NightFigures limited = simulate(options);
  CHECK(limited.took <= 600 * 60s / 54 + 5s);
  CHECK(limited.over_limit == 0);
}

TEST_CASE("faults that befall by chance do not leave the calls idle", "[schedule][night]") {
  NightOptions options;
  options.in_flight = 32;
  options.mix = kIssueMix;
  const NightFigures night = simulate(options);
  INFO(told(night));
  CHECK(night.pictures >= 9'990);
  // Of the slots that the operator allows, busy all the time.
  const auto best = night.spent_calling / 32;
  CHECK(night.took <= best / 0.85);
}

TEST_CASE("a limit that nobody told the schedule of is found, and mostly kept",
          "[schedule][night]") {
  NightOptions options;
  options.tasks = 3'000;
  options.in_flight = 32;
  options.tells_limits = false;
  options.limits.requests_per_minute = 120;  // 32 calls of 6 s would be 320 a minute
  const NightFigures night = simulate(options);
  INFO(told(night));
  CHECK(night.pictures + night.given_up == 3'000);
  CHECK(night.given_up == 0);
  CHECK(in_minutes(night.took) <= 1.15 * 3'000 / 120);
}

TEST_CASE("a network that is gone is asked for by one call at a time and found again",
          "[schedule][night]") {
  NightOptions options;
  options.tasks = 2'000;
  options.brown_out_from = 2min;
  options.brown_out_for = 10min;
  options.unreachable = true;
  const NightFigures night = simulate(options);
  INFO(told(night));
  CHECK(night.pictures == 2'000);
  CHECK(night.most_probes == 1);
  // 64 were under way or begun when it went, then a probe now and then.
  CHECK(night.sent <= 2'000 + 64 + 20);
  CHECK(night.extra == 0);
}

TEST_CASE("an API that only spoils pictures is not paid for a night of them", "[schedule][night]") {
  NightOptions options;
  options.tasks = 1'000;
  options.mix.corrupt = 1;
  const NightFigures night = simulate(options);
  CHECK(night.pictures == 0);
  CHECK(night.extra == 3'000);
  // What slows this down is the budget of paid repeats: three a minute, when the first are used up.
  CHECK(in_minutes(night.took) > 500);
}

TEST_CASE("a night with a deadline ends by it and leaves the rest parked", "[schedule][night]") {
  NightOptions options = hard_night(4);
  options.deadline = 15min;
  const NightFigures night = simulate(options);
  INFO(told(night));
  CHECK(night.pictures + night.given_up + night.parked == 10'000);
  CHECK(night.parked > 0);
  CHECK(night.took <= 15min + 9s);  // one call in ten takes longer than was allowed for
}

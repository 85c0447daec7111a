// kill -9 at any moment, night after night in one store, against an emulator that fails as well.
#include "tests/crash/checkers.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <random>

using namespace vitrine;
using std::chrono::milliseconds;
using test::Bill;
using test::EmulatorProcess;
using test::Record;
using test::SmallShop;

namespace {

/// Of every hundred requests thirty go wrong, in each way that money can: refused for nothing,
/// billed for nothing, and nobody knows.
constexpr const char* kFaults = R"(seed: 11
picture: flat
latency: {uniform: [5ms, 60ms]}
faults:
  - {fault: overloaded, share: 0.07}
  - {fault: rate-limited, share: 0.05, retry_after: 0s}
  - {fault: internal, share: 0.03}
  - {fault: close-before-head, share: 0.04}
  - {fault: reset-before-head, share: 0.02}
  - {fault: reset-in-body, share: 0.03}
  - {fault: close-in-body, share: 0.02}
  - {fault: no-image, share: 0.02}
  - {fault: garbage-picture, share: 0.02}
)";

milliseconds time_of(const SmallShop& shop, const EmulatorProcess& google, int in_flight) {
  const auto begun = std::chrono::steady_clock::now();
  shop.run(google, in_flight);
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begun);
}

/// Runs that nobody kills, until one has nothing left to make.
void come_to_an_end(const SmallShop& shop, const EmulatorProcess& google, int in_flight) {
  for (int night = 0; night < 8; ++night) {
    const test::Ending ended = shop.run(google, in_flight);
    INFO(ended.out << ended.err);
    REQUIRE((ended.exit_code == 0 || ended.exit_code == 4 || ended.exit_code == 1));
    if (ended.exit_code != 1) return;
  }
  FAIL("eight nights in a row were not enough");
}

void kill_again_and_again(int kills, int in_flight, int products) {
  const int seed = test::from_environment("VITRINE_CRASH_SEED", 1);
  INFO("VITRINE_CRASH_SEED=" << seed << ", " << in_flight << " in flight");
  std::mt19937 random(static_cast<unsigned>(seed * 1000 + in_flight));
  SmallShop shop(products);
  const EmulatorProcess google({"--scenario", shop.scenario(kFaults)});
  const milliseconds whole = time_of(shop, google, in_flight);
  come_to_an_end(shop, google, in_flight);
  shop.next_wave();

  std::set<std::string> sealed;
  int killed = 0, unknown_most = 0, waves = 1;
  std::int64_t unknown_before = 0;
  while (killed < kills) {
    auto run = shop.start(google, in_flight);
    // Oftener early, when most calls are under way, than in the long wait for the last of them.
    const double share = std::uniform_real_distribution<>(0, 1)(random);
    const milliseconds moment(
        static_cast<long long>(share * share * static_cast<double>(whole.count())));
    if (run.ends_within(moment)) {
      const test::Ending ended = run.wait();
      INFO(ended.out << ended.err);
      REQUIRE((ended.exit_code == 0 || ended.exit_code == 4 || ended.exit_code == 1));
      if (ended.exit_code != 1) shop.next_wave(), ++waves;
    } else {
      run.send(SIGKILL);
      run.wait();
      ++killed;
      sealed.merge(test::sealed_answers(shop.store()));
    }
    if (!test::has_record(shop.store())) continue;
    const std::int64_t unknown = test::named_unknown(Record(shop.store()));
    // Of the kill before this run: its recovery names what that left.
    unknown_most = std::max(unknown_most, static_cast<int>(unknown - unknown_before));
    unknown_before = unknown;
  }
  come_to_an_end(shop, google, in_flight);
  const Record record(shop.store());
  const std::int64_t unknown = test::named_unknown(record) - unknown_before;
  unknown_most = std::max(unknown_most, static_cast<int>(unknown));
  CHECK(unknown_most <= in_flight);

  Bill bill;
  bill.add(google.bill());
  const auto complaints = test::all_complaints(shop, bill);
  INFO(test::joined(complaints));
  CHECK(complaints.empty());
  const auto lost = test::lost_answers(record, sealed);
  INFO(test::joined(lost));
  CHECK(lost.empty());
  // The kills did hit: calls were under way, and answers lay unread.
  CHECK(test::named_unknown(record) > 0);
  WARN(killed << " kills, " << in_flight << " in flight: " << waves << " waves, "
              << bill.attempts().size() << " calls, " << test::named_unknown(record)
              << " named unknown (at most " << unknown_most << " a kill), " << sealed.size()
              << " answers found sealed");
}

}  // namespace

TEST_CASE("a run killed at any moment loses nothing that was paid, with 8 calls in flight",
          "[crash][kills]") {
  kill_again_and_again(test::from_environment("VITRINE_CRASH_KILLS", 100) / 2, 8, 24);
}

TEST_CASE("a run killed at any moment loses nothing that was paid, with 64 calls in flight",
          "[crash][kills]") {
  kill_again_and_again(test::from_environment("VITRINE_CRASH_KILLS", 100) / 2, 64, 72);
}

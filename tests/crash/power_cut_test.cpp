// The power is cut at any call to the disk, and what was not synced is lost as the seed will have
// it: the next run goes on from there.
#include "tests/crash/blackout.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace vitrine;
using test::Cut;
using test::EmulatorProcess;
using test::SmallShop;

namespace {

constexpr int kProducts = 6, kInFlight = 4;
constexpr int kCutsOfOneShop = 10;  ///< then a new one, whose store has to be made first

/// How many calls to the disk a first night makes, and a later one.
struct Calls {
  std::size_t first, later;
};
Calls count_calls() {
  SmallShop shop(kProducts);
  const EmulatorProcess google({"--flat"});
  Calls calls{};
  calls.first = test::journaled_run(shop, google, kInFlight).events;
  shop.next_wave();
  calls.later = test::journaled_run(shop, google, kInFlight).events;
  return calls;
}

/// The power goes `cuts` times in one shop, night after night.
void cut_in_one_shop(int cuts, std::uint32_t seed, const Calls& calls, int& midway) {
  std::mt19937 random(seed);
  SmallShop shop(kProducts);
  const EmulatorProcess google({"--flat", "--latency", "uniform 2ms 25ms"});
  std::size_t whole = calls.first;
  for (int i = 0; i < cuts; ++i, shop.next_wave()) {
    const std::string stop = std::to_string(1 + random() % whole);
    const auto stopped =
        test::journaled_run(shop, google, kInFlight, {{"VITRINE_SHIM_STOP", stop}});
    if (stopped.ended.signal != 0) ++midway;
    const std::uint32_t luck = static_cast<std::uint32_t>(random());
    for (const Cut cut : test::kCuts) {
      INFO("seed " << seed << ", cut " << i << " at call " << stop << ", " << to_text(cut));
      stopped.disk.leave(cut, luck);
      const auto broken = test::broken_promises(shop);
      INFO(test::joined(broken));
      CHECK(broken.empty());
    }
    const Cut cut = test::kCuts[random() % std::size(test::kCuts)];
    INFO("seed " << seed << ", cut " << i << " at call " << stop << ", " << to_text(cut));
    stopped.disk.leave(cut, luck);
    const auto complaints = test::complaints_after(shop, google, kInFlight, i + 1 == cuts ? 4 : 0);
    INFO(test::joined(complaints));
    REQUIRE(complaints.empty());
    whole = calls.later;
  }
}

}  // namespace

TEST_CASE("after a power cut at any call the next run loses nothing that was paid",
          "[crash][power]") {
  const int cuts = test::from_environment("VITRINE_CRASH_CUTS", 200);
  const int seed = test::from_environment("VITRINE_CRASH_SEED", 1);
  int midway = 0;
  const Calls calls = count_calls();
  for (int done = 0; done < cuts; done += kCutsOfOneShop)
    cut_in_one_shop(std::min(kCutsOfOneShop, cuts - done),
                    static_cast<std::uint32_t>(seed * 100'000 + done), calls, midway);
  WARN(cuts << " power cuts, " << midway << " of them in the middle of a run of " << calls.first
            << " or " << calls.later << " calls to the disk");
  CHECK(midway > cuts / 2);
}

TEST_CASE("a store whose making was interrupted is durable before anything is bought",
          "[crash][power]") {
  SmallShop shop(1);
  const EmulatorProcess google({"--flat"});
  // Killed with the last shard; the next run finds them all, and buys before the power goes.
  auto run = test::journaled_run(shop, google, 1,
                                 {{"VITRINE_SHIM_STOP_AFTER", "mkdir:/blobs/sha256/:256"}});
  REQUIRE(run.ended.signal == SIGKILL);
  test::journaled_run_after(run, shop, google, 1, {{"VITRINE_KILL_AT", "after_settle"}});
  REQUIRE(run.ended.signal == SIGKILL);
  run.disk.leave(Cut::nothing_unsynced, 1);
  const auto broken = test::broken_promises(shop);
  INFO(test::joined(broken));
  CHECK(broken.empty());
  const auto complaints = test::complaints_after(shop, google, 1, 1);
  INFO(test::joined(complaints));
  CHECK(complaints.empty());
}

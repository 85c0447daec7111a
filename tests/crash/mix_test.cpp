// A night against the mix of faults that the promises are made for: what it gives and what it
// costs.
#include "tests/crash/blackout.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using test::EmulatorProcess;
using test::Record;
using test::SmallShop;

namespace {

/// What is reset before it was sent is missing: over plain http a request as small as these is sent
/// before anybody can refuse it. The simulated night of tests/schedule has it.
constexpr const char* kMix = R"(seed: 23
picture: flat
latency: {uniform: [5ms, 40ms]}
faults:
  - {fault: rate-limited, share: 0.08, retry_after: 0s}
  - {fault: overloaded, share: 0.08}
  - {fault: internal, share: 0.03}
  - {fault: reset-before-head, share: 0.015}
  - {fault: reset-in-body, share: 0.015}
  - {fault: no-image, share: 0.02}
  - {fault: truncated-base64, share: 0.02}
)";
/// Of them, what is billed and gives no picture: the resets, no image, the broken one.
constexpr double kBilledForNothing = 0.07;

}  // namespace

TEST_CASE("a night of the usual mix of faults makes its pictures, and the books agree to the last",
          "[crash][mix]") {
  const int tasks = test::from_environment("VITRINE_CRASH_TASKS", 120);
  SmallShop shop(tasks);
  const EmulatorProcess google({"--scenario", shop.scenario(kMix)});
  const test::Ending night = test::quick_run(shop, google, 16);
  INFO(night.out << night.err);
  CHECK((night.exit_code == 0 || night.exit_code == 1 || night.exit_code == 4));
  test::Bill bill;
  bill.add(google.bill());
  const auto complaints = test::all_complaints(shop, bill, 4);
  INFO(test::joined(complaints));
  CHECK(complaints.empty());
  const Record record(shop.store());
  const auto count = [&](const std::string& state) {
    return record.number("SELECT count(*) FROM attempt WHERE reserved > 0 AND state = '" + state +
                         "'");
  };
  const auto pictures = count("settled");
  const auto price = record.number("SELECT max(charged) FROM attempt WHERE state = 'settled'");
  // One in a thousand may end without a picture; chance may add one to a small night.
  CHECK(pictures >= tasks - 1 - tasks / 1'000);
  CHECK(record.number("SELECT max(asks) FROM (SELECT count(*) AS asks FROM attempt WHERE state IN "
                      "('settled', 'billed_failure', 'unknown') GROUP BY render_key)") <= 4);
  // What was billed beyond the pictures is no more than the mix's own share of the bill, and what
  // chance adds to a small night.
  const auto beyond = bill.micros() - record.number(
                                          "SELECT sum(charged) FROM attempt WHERE state "
                                          "= 'settled'");
  CHECK(static_cast<double>(beyond) <=
        kBilledForNothing * static_cast<double>(bill.micros()) + 3 * static_cast<double>(price));
  WARN(tasks << " tasks: " << pictures << " pictures, " << bill.attempts().size() << " calls, "
             << count("free_failure") << " refused for nothing, " << count("billed_failure")
             << " billed without a picture, " << count("unknown") << " unknown, " << beyond
             << " of " << bill.micros() << " micro-dollars beyond the pictures");
}

#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::lineage;
using util::Money;

namespace {

/// Attempts 1 settled on an estimate, 2 unknown, 3 free, 4 under way.
std::unique_ptr<Lineage> a_night() {
  auto lineage = test::with_run();
  for (int i = 1; i <= 4; ++i) {
    const TaskRecord task = test::task("shot " + std::to_string(i));
    lineage->add_tasks({{task}});
    AttemptStart start = test::attempt(i, task);
    start.reserved = {90};
    REQUIRE(lineage->begin_attempt(start));
  }
  Settlement settled = test::settlement(1);
  settled.charged = {40};
  settled.doubt = {50};
  lineage->settle(settled);
  AttemptFailure unknown = test::failure(2, "unknown");
  unknown.charged = {90};
  lineage->fail_attempt(unknown);
  lineage->fail_attempt(test::failure(3, "free_failure"));
  return lineage;
}

Correction billed(int attempt, Money amount) {
  return {test::attempt_id(attempt), amount, "november.csv", test::after_seconds(9'000)};
}

Booked of(Lineage& lineage, int attempt) {
  for (const Booked& one : lineage.booked())
    if (one.attempt == test::attempt_id(attempt)) return one;
  FAIL("no such attempt");
  return {};
}

BudgetStanding all(Lineage& lineage) { return lineage.budget(BudgetScope::project, ""); }

}  // namespace

TEST_CASE("an unknown attempt that was billed is reconciled at what was billed", "[lineage]") {
  const auto lineage = a_night();
  CHECK(of(*lineage, 2).unknown == Money{90});
  lineage->reconcile(billed(2, {44}));
  CHECK(of(*lineage, 2).state == "reconciled");
  CHECK(of(*lineage, 2).charged == Money{44});
  CHECK(of(*lineage, 2).unknown == Money{});
  CHECK(all(*lineage).unknown == Money{});
  CHECK(all(*lineage).spent == Money{84});
  CHECK(lineage->ledger_problems().empty());
  // A later invoice may say better; the same one changes nothing.
  lineage->reconcile(billed(2, {44}));
  lineage->reconcile(billed(2, {45}));
  CHECK(of(*lineage, 2).charged == Money{45});
  CHECK(lineage->check_ledger().reconciled == 1);
  CHECK(lineage->ledger_problems().empty());
}

TEST_CASE("an estimate that was billed otherwise is corrected, and its doubt is over",
          "[lineage]") {
  const auto lineage = a_night();
  CHECK(of(*lineage, 1).estimated);
  CHECK(all(*lineage).doubt == Money{50});
  lineage->reconcile(billed(1, {37}));
  CHECK(of(*lineage, 1).state == "settled");
  CHECK_FALSE(of(*lineage, 1).estimated);
  CHECK(all(*lineage).doubt == Money{});
  CHECK(all(*lineage).spent == Money{37});
  CHECK(lineage->ledger_problems().empty());
}

TEST_CASE("a call taken for free that was billed is reconciled too", "[lineage]") {
  const auto lineage = a_night();
  lineage->reconcile(billed(3, {5}));
  CHECK(of(*lineage, 3).state == "reconciled");
  CHECK(all(*lineage).spent == Money{45});
  CHECK(lineage->ledger_problems().empty());
}

TEST_CASE("what nobody was billed for is written off once, and can still be reconciled",
          "[lineage]") {
  const auto lineage = a_night();
  const util::Timestamp now = test::after_seconds(9'000);
  lineage->write_off(test::attempt_id(2), "no invoice names it", now);
  CHECK(of(*lineage, 2).state == "written_off");
  CHECK(all(*lineage).unknown == Money{});
  CHECK(all(*lineage).spent == Money{40});
  CHECK(lineage->ledger_problems().empty());
  CHECK_THROWS_AS(lineage->write_off(test::attempt_id(2), "", now), Failure);
  CHECK_THROWS_AS(lineage->write_off(test::attempt_id(1), "", now), Failure);
  lineage->reconcile(billed(2, {44}));
  CHECK(of(*lineage, 2).state == "reconciled");
  CHECK(lineage->check_ledger().written_off == 0);
  CHECK(lineage->ledger_problems().empty());
}

TEST_CASE("an attempt under way is not corrected", "[lineage]") {
  const auto lineage = a_night();
  CHECK_THROWS_AS(lineage->reconcile(billed(4, {5})), Failure);
  CHECK_THROWS_AS(lineage->reconcile(billed(99, {5})), Failure);
  CHECK(lineage->ledger_problems().empty());
}

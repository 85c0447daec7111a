// Each thing that `costs verify` looks at, spoiled once.
#include "pipeline/lineage/database.hpp"
#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::lineage;
using test::TempFolder;
using util::Money;

namespace {

/// One attempt of each kind, three of them with money.
void fill(Lineage& lineage) {
  lineage.begin_run(test::run_start("r1"));
  for (int i = 1; i <= 5; ++i) {
    const TaskRecord task = test::task("shot " + std::to_string(i));
    lineage.add_tasks({{task}});
    AttemptStart start = test::attempt(i, task);
    start.reserved = {90};
    REQUIRE(lineage.begin_attempt(start));
  }
  Settlement settled = test::settlement(1);
  settled.charged = {40};
  lineage.settle(settled);
  lineage.fail_attempt(test::failure(2, "free_failure"));
  AttemptFailure billed = test::failure(3, "billed_failure");
  billed.charged = {10};
  lineage.fail_attempt(billed);
  AttemptFailure unknown = test::failure(4, "unknown");
  unknown.charged = {90};
  lineage.fail_attempt(unknown);
}

std::vector<std::string> problems_after(const std::string& spoil) {
  const TempFolder folder;
  fill(*Lineage::open(folder.path(), Access::read_write));
  {
    Database database(folder.path(), Access::read_write);
    database.connection().execute(spoil);
  }
  return Lineage::open(folder.path(), Access::read_only)->check_ledger().problems;
}

std::string id(int number) { return "'" + test::attempt_id(number) + "'"; }

std::string row(int attempt, const char* kind, int amount) {
  return "INSERT INTO ledger (attempt, kind, amount, at) VALUES (" + id(attempt) + ", '" + kind +
         "', " + std::to_string(amount) + ", 0)";
}

bool says(const std::vector<std::string>& problems, const char* words) {
  for (const std::string& problem : problems)
    if (problem.find(words) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("a ledger that agrees is added up by state", "[lineage]") {
  const auto lineage = Lineage::open(":memory:", Access::read_write);
  fill(*lineage);
  const LedgerCheck check = lineage->check_ledger();
  CHECK(check.problems.empty());
  CHECK(check.charged == Money{50});
  CHECK(check.unknown == Money{90});
  CHECK(check.settled == 1);
  CHECK(check.free_failures == 1);
  CHECK(check.billed_failures == 1);
  CHECK(check.unknowns == 1);
  CHECK(check.open == 1);
  CHECK(check.not_recomputed == 2);
}

TEST_CASE("every way in which money can disagree is named", "[lineage]") {
  CHECK(problems_after("SELECT 1").empty());
  CHECK(says(problems_after("UPDATE attempt SET charged = 41 WHERE id = " + id(1)),
             "was charged 0.000041 USD but the ledger says 0.00004 USD"));
  CHECK(says(problems_after(row(1, "charge", 1)), "but the ledger says 0.000041 USD"));
  CHECK(says(problems_after(row(1, "reserve", 7)), "0.000007 USD are still reserved for it"));
  CHECK(
      says(problems_after(row(2, "release", -7)), "gave back 0.000007 USD more than it reserved"));
  CHECK(says(
      problems_after("UPDATE attempt SET state = 'free_failure', charged = 0 WHERE id = " + id(3)),
      "cost nothing, but the ledger charges 0.00001 USD"));
  CHECK(says(problems_after("UPDATE attempt SET state = 'written_off' WHERE id = " + id(4)),
             "has 0.00009 USD unknown on the ledger"));
  CHECK(says(problems_after("UPDATE attempt SET state = 'unknown' WHERE id = " + id(3)),
             "although nobody knows whether it was billed"));
  CHECK(says(problems_after("UPDATE budget SET spent = spent - 1 WHERE scope = 'month'"),
             "the budget of month 2026-11 says 0.000049 USD spent"));
  CHECK(says(problems_after("DELETE FROM budget WHERE scope = 'project'"),
             "the budget of project says 0.00 USD reserved"));
  CHECK(says(problems_after("INSERT INTO budget (scope, name, unknown) VALUES ('day', 'x', 5)"),
             "the budget of day x says 0.000005 USD unknown"));
}

TEST_CASE("the ledger only grows, and a price row stays", "[lineage]") {
  for (const char* spoil : {"DELETE FROM ledger", "UPDATE ledger SET amount = 0"})
    CHECK_THROWS_AS(problems_after(spoil), Failure);
}

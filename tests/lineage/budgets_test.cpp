// What an intent must pass: every budget with a limit, in the same transaction.
#include "pipeline/lineage/database.hpp"
#include "pipeline/lineage/migrations.hpp"
#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <random>
#include <thread>

using namespace vitrine;
using namespace vitrine::lineage;
using test::TempFolder;
namespace fs = std::filesystem;
using util::Money;

namespace {

AttemptStart paid(int number, const TaskRecord& task, Money worst, BudgetLimits limits = {}) {
  AttemptStart start = test::attempt(number, task);
  start.reserved = worst;
  start.limits = limits;
  return start;
}

/// A task of its own for each number, so that any may be asked for.
TaskRecord one(Lineage& lineage, int number) {
  const TaskRecord task = test::task("shot " + std::to_string(number));
  lineage.add_tasks({{task}});
  return task;
}

Settlement settled(int number, Money charged, Money doubt = {}) {
  Settlement settlement = test::settlement(number);
  settlement.charged = charged;
  settlement.doubt = doubt;
  return settlement;
}

AttemptFailure failed(int number, const char* state, Money charged) {
  AttemptFailure failure = test::failure(number, state);
  failure.charged = charged;
  return failure;
}

std::int64_t number(const std::string& folder, const std::string& sql) {
  Database database(folder, Access::read_only);
  Query query = database.query(sql);
  REQUIRE(query.step());
  return query.integer();
}

}  // namespace

TEST_CASE("an attempt counts in its run, day, month and project, whoever set a limit",
          "[lineage]") {
  const auto lineage = test::with_run();
  AttemptStart start = paid(1, one(*lineage, 1), {50'000});
  start.day = "2026-12-01";
  REQUIRE(lineage->begin_attempt(start));
  for (const auto& [scope, name] :
       {std::pair(BudgetScope::run, "r1"), std::pair(BudgetScope::day, "2026-12-01"),
        std::pair(BudgetScope::month, "2026-12"), std::pair(BudgetScope::project, "")}) {
    CHECK(lineage->budget(scope, name).reserved == Money{50'000});
    CHECK(lineage->budget(scope, name).gone() == Money{50'000});
  }
  lineage->settle(settled(1, {40'000}, {6'000}));
  const BudgetStanding month = lineage->budget(BudgetScope::month, "2026-12");
  CHECK(month.reserved == Money{});
  CHECK(month.spent == Money{40'000});
  CHECK(month.doubt == Money{6'000});
  CHECK(month.gone() == Money{46'000});
  CHECK(lineage->budget(BudgetScope::month, "2026-11").gone() == Money{});
}

TEST_CASE("where one budget has no room nothing is reserved in any", "[lineage]") {
  const auto lineage = test::with_run();
  REQUIRE(lineage->begin_attempt(paid(1, one(*lineage, 1), {60})));
  lineage->fail_attempt(failed(1, "unknown", {60}));
  BudgetLimits limits;
  limits.run = {1'000};
  limits.month = {100};
  const TaskRecord task = one(*lineage, 2);
  const Intent refused = lineage->begin_attempt(paid(2, task, {41}, limits));
  CHECK_FALSE(refused);
  REQUIRE(refused.shortage);
  CHECK(refused.shortage->budget.scope == BudgetScope::month);
  CHECK(to_text(*refused.shortage) ==
        "the month's 0.0001 USD (2026-11): 0.00 spent, 0.00006 unknown; no room for a call of "
        "0.000041 USD at most");
  CHECK(lineage->attempts(task.render_key).empty());
  CHECK(lineage->task(task.render_key)->state == domain::TaskState::ready);
  CHECK(lineage->budget(BudgetScope::run, "r1").reserved == Money{});
  CHECK(lineage->limited_budgets().empty());
  CHECK(lineage->begin_attempt(paid(2, task, {40}, limits)));
  const std::vector<BudgetStanding> limited = lineage->limited_budgets();
  REQUIRE(limited.size() == 1);
  CHECK(to_text(limited[0]) ==
        "the month's 0.0001 USD (2026-11): 0.00 spent, 0.00004 reserved, 0.00006 unknown");
}

TEST_CASE("a task that somebody has is told before any lack of money", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = one(*lineage, 1);
  REQUIRE(lineage->begin_attempt(paid(1, task, {60})));
  BudgetLimits limits;
  limits.project = {60};
  const Intent again = lineage->begin_attempt(paid(2, task, {60}, limits));
  CHECK_FALSE(again);
  CHECK_FALSE(again.shortage);
}

TEST_CASE("an attempt that has ended has nothing reserved, whatever it came to", "[lineage]") {
  const TempFolder folder;
  const auto lineage = Lineage::open(folder.path(), Access::read_write);
  lineage->begin_run(test::run_start("r1"));
  for (int i = 1; i <= 4; ++i) REQUIRE(lineage->begin_attempt(paid(i, one(*lineage, i), {90})));
  lineage->settle(settled(1, {40}));
  lineage->fail_attempt(failed(2, "free_failure", {}));
  lineage->fail_attempt(failed(3, "billed_failure", {10}));
  lineage->fail_attempt(failed(4, "unknown", {90}));
  CHECK(number(folder.path(), "SELECT count(*) FROM ledger WHERE kind = 'reserve'") == 4);
  CHECK(number(folder.path(), "SELECT count(*) FROM ledger WHERE kind = 'release'") == 4);
  CHECK(number(folder.path(),
               "SELECT count(*) FROM (SELECT 1 FROM ledger WHERE kind IN ('reserve', 'release')"
               " GROUP BY attempt HAVING sum(amount) <> 0)") == 0);
  CHECK(lineage->ledger_problems().empty());
}

TEST_CASE("two processes cannot pass a budget together", "[lineage]") {
  const TempFolder folder;
  Lineage::open(folder.path(), Access::read_write)->begin_run(test::run_start("r1"));
  constexpr int kEach = 40;
  BudgetLimits limits;
  limits.day = {1'000'000};
  const auto spend = [&](int first) {
    const auto lineage = Lineage::open(folder.path(), Access::read_write);
    for (int i = first; i < first + kEach; ++i) {
      AttemptStart start = paid(i, one(*lineage, i), {30'000}, limits);
      start.day = "2026-11-22";
      if (!lineage->begin_attempt(start)) continue;
      if (i % 2 == 0) lineage->settle(settled(i, {29'999}));
    }
  };
  std::thread other(spend, 1);
  spend(1'001);
  other.join();
  const auto lineage = Lineage::open(folder.path(), Access::read_only);
  const Money gone = lineage->budget(BudgetScope::day, "2026-11-22").gone();
  CHECK(gone <= Money{1'000'000});
  CHECK(gone > Money{970'000});
  CHECK(lineage->ledger_problems().empty());
}

TEST_CASE("no order of outcomes passes a budget, row by row of the ledger", "[lineage]") {
  const TempFolder folder;
  constexpr std::int64_t kLimit = 700'000;
  {
    Database database(folder.path(), Access::read_write);
    database.connection().execute(
        "CREATE TRIGGER never_passed BEFORE UPDATE ON budget"
        " WHEN NEW.reserved + NEW.spent + NEW.unknown + NEW.doubt > " +
        std::to_string(kLimit) + " BEGIN SELECT raise(ABORT, 'the budget was passed'); END");
  }
  const auto lineage = Lineage::open(folder.path(), Access::read_write);
  lineage->begin_run(test::run_start("r1"));
  std::mt19937 random(7);
  BudgetLimits limits;
  limits.project = {kLimit};
  std::vector<std::pair<int, std::int64_t>> open;
  int begun = 0, refused = 0;
  const auto end_one = [&] {
    const std::size_t which = random() % open.size();
    const auto [id, worst] = open[which];
    open.erase(open.begin() + static_cast<std::ptrdiff_t>(which));
    const std::int64_t cost = static_cast<std::int64_t>(random()) % (worst + 1);
    switch (random() % 5) {
      case 0:
        return lineage->settle(settled(id, {cost}, {worst - cost}));
      case 1:
        return lineage->fail_attempt(failed(id, "unknown", {worst}));
      case 2:
        return lineage->fail_attempt(failed(id, "billed_failure", {cost}));
      case 3:
        return lineage->settle(settled(id, {cost}));
      default:
        return lineage->fail_attempt(failed(id, "free_failure", {}));
    }
  };
  for (int i = 1; i <= 400; ++i) {
    const std::int64_t worst = 1 + static_cast<std::int64_t>(random() % 50'000);
    if (lineage->begin_attempt(paid(i, one(*lineage, i), {worst}, limits))) {
      ++begun;
      open.emplace_back(i, worst);
    } else {
      ++refused;
    }
    if (open.size() >= 64 || random() % 3 == 0)
      if (!open.empty()) end_one();
  }
  while (!open.empty()) end_one();
  CHECK(begun > 64);
  CHECK(refused > 0);
  CHECK(lineage->ledger_problems().empty());
}

TEST_CASE("the sums of a database made before there were budgets are made from its ledger",
          "[lineage]") {
  const TempFolder folder;
  {
    Connection old(folder / "lineage.db", Access::read_write);
    migrate(old, migrations().first(1), [](int) -> std::string { throw Failure("no copy"); });
    old.execute(
        "INSERT INTO delivery_set VALUES (1, 'spring');"
        "INSERT INTO job_revision (digest, yaml) VALUES (zeroblob(32), '');"
        "INSERT INTO run (id, set_id, job_file, job_revision, command, tool, started)"
        " VALUES ('r1', 1, '', zeroblob(32), '', '', 0);"
        "INSERT INTO task (id, render_key, base_key, take, operation, surface, model, key_fields,"
        " state, why) VALUES (1, zeroblob(32), zeroblob(32), 0, 'fuse', 'g', 'm', '[]', 'ready', "
        "'');"
        "INSERT INTO attempt (id, task, render_key, run, take, ordinal, state, provider, model,"
        " sent, reserved, charged) VALUES (printf('%032d', 1), 1, zeroblob(32), 'r1', 0, 0,"
        " 'settled', 'g', 'm', 1795312800000000, 60, 45);"
        "INSERT INTO ledger (attempt, kind, amount, at) VALUES (printf('%032d', 1), 'reserve', 60,"
        " 1), (printf('%032d', 1), 'release', -60, 2), (printf('%032d', 1), 'charge', 45, 2)");
  }
  const auto lineage = Lineage::open(folder.path(), Access::read_write);
  CHECK(lineage->version() == newest_version(migrations()));
  CHECK(fs::exists(folder / "lineage-v1.db"));
  CHECK(lineage->budget(BudgetScope::day, "2026-11-22").spent == Money{45});
  CHECK(lineage->budget(BudgetScope::run, "r1").spent == Money{45});
  CHECK(lineage->budget(BudgetScope::project, "").gone() == Money{45});
  CHECK(lineage->ledger_problems().empty());
}

#include "pipeline/schedule/purse.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include <utility>

using namespace vitrine;
using schedule::Purse;
using util::Money;

namespace {

std::vector<lineage::BudgetStanding> only_run(std::optional<Money> limit) {
  lineage::BudgetStanding run;
  run.limit = limit;
  return {run};
}

}  // namespace

TEST_CASE("a purse gives no more than its limit, to the millionth", "[schedule]") {
  boost::asio::io_context io;
  Purse purse(io.get_executor(), only_run(Money{100}));
  std::optional<Purse::Reserved> first = purse.reserve({60});
  REQUIRE(first);
  CHECK_FALSE(purse.reserve({41}));
  CHECK_FALSE(purse.is_idle());
  const std::optional<Purse::Reserved> second = purse.reserve({40});
  CHECK(second);
  CHECK_FALSE(purse.reserve({1}));
  purse.charge({50});
  first.reset();
  CHECK(purse.reserve({10}));
  CHECK_FALSE(purse.reserve({11}));
}

TEST_CASE("what is named unknown is spent as far as a purse goes", "[schedule]") {
  boost::asio::io_context io;
  Purse purse(io.get_executor(), only_run(Money{100}));
  purse.name_unknown({60});
  CHECK(purse.is_idle());
  CHECK_FALSE(purse.reserve({41}));
  CHECK(purse.reserve({40}));
}

TEST_CASE("what an estimate may have left out is not spent again", "[schedule]") {
  boost::asio::io_context io;
  Purse purse(io.get_executor(), only_run(Money{100}));
  purse.charge({40});
  purse.hold_back({20});
  CHECK(purse.charged() == Money{40});
  CHECK_FALSE(purse.reserve({41}));
  CHECK(purse.reserve({40}));
}

TEST_CASE("a purse without a limit gives whatever is asked", "[schedule]") {
  boost::asio::io_context io;
  Purse purse(io.get_executor(), only_run(std::nullopt));
  CHECK(purse.reserve({1'000'000'000'000}));
}

TEST_CASE("whoever waits for money looks again when some is given back", "[schedule]") {
  boost::asio::io_context io;
  Purse purse(io.get_executor(), only_run(Money{100}));
  std::optional<Purse::Reserved> held = purse.reserve({60});
  bool has_it = false;
  auto wait = [&]() -> boost::asio::awaitable<void> {
    while (!has_it) {
      const std::optional<Purse::Reserved> mine = purse.reserve({60});
      has_it = mine.has_value();
      if (!has_it) co_await purse.released();
    }
  };
  boost::asio::co_spawn(io, wait(), boost::asio::detached);
  io.poll();
  CHECK_FALSE(has_it);
  held.reset();
  io.poll();
  CHECK(has_it);
}

TEST_CASE("a purse counts what was gone of each budget before the run", "[schedule]") {
  using lineage::BudgetScope;
  boost::asio::io_context io;
  lineage::BudgetStanding run, month;
  run.limit = Money{100};
  month.scope = BudgetScope::month;
  month.name = "2026-11";
  month.limit = Money{1'000};
  month.spent = {900};
  month.unknown = {30};
  month.reserved = {20};  // by a call whose answer nobody could read so far
  Purse purse(io.get_executor(), std::vector{run, month});
  CHECK(purse.reserve({50}));
  CHECK_FALSE(purse.reserve({51}));
  const auto shortage = purse.shortage({51});
  REQUIRE(shortage);
  CHECK(shortage->budget.scope == BudgetScope::month);
  purse.charge({40});
  CHECK_FALSE(purse.reserve({11}));
  CHECK(lineage::to_text(*purse.shortage({11})) ==
        "the month's 0.001 USD (2026-11): 0.00094 spent, 0.00002 reserved, 0.00003 unknown; no "
        "room for a call of 0.000011 USD at most");
}

TEST_CASE("a new day has a budget of its own, and the month goes on", "[schedule]") {
  using lineage::BudgetScope;
  boost::asio::io_context io;
  lineage::BudgetStanding day, month;
  day.scope = BudgetScope::day;
  day.name = "2026-11-29";
  day.limit = Money{100};
  month.scope = BudgetScope::month;
  month.name = "2026-11";
  month.limit = Money{150};
  Purse purse(io.get_executor(), std::vector{day, month});
  purse.turn_to("2026-11-29");
  purse.charge({90});
  CHECK_FALSE(purse.reserve({11}));
  purse.turn_to("2026-11-30");
  CHECK(purse.reserve({60}));
  CHECK_FALSE(purse.reserve({61}));  // the month's
  purse.turn_to("2026-12-01");
  CHECK(purse.reserve({100}));
  CHECK_FALSE(purse.reserve({101}));
}

#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::lineage;
using util::Money;

namespace {

BookRow book(std::int64_t text_rate = 7'500'000) {
  BookRow row;
  row.seller = "maker";
  row.version = "2026-11-01";
  row.model = "painter-1";
  row.source = "the price page";
  row.from = *util::parse_date("2026-11-01");
  row.prices = {{"input", "", 1'500'000},
                {"text", "", text_rate},
                {"picture", "", 30'000'000},
                {"picture_tokens", "1K", 1'120}};
  return row;
}

AttemptStart by_book(int number, const TaskRecord& task, const BookRow& row) {
  AttemptStart start = test::attempt(number, task);
  start.reserved = {100'000};
  start.book = std::make_shared<const BookRow>(row);
  return start;
}

}  // namespace

TEST_CASE("a book that calls were made by is never edited", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord first = test::task("first"), second = test::task("second");
  lineage->add_tasks({{first, second}});
  CHECK_FALSE(lineage->book_problem(book()));
  REQUIRE(lineage->begin_attempt(by_book(1, first, book())));
  CHECK_FALSE(lineage->book_problem(book()));
  BookRow reworded = book();
  reworded.source = "the same page, read again";
  CHECK_FALSE(lineage->book_problem(reworded));

  const std::optional<std::string> problem = lineage->book_problem(book(8'000'000));
  REQUIRE(problem);
  CHECK(problem->find("\"2026-11-01\" has other numbers for painter-1") != std::string::npos);
  CHECK_THROWS_AS(lineage->begin_attempt(by_book(2, second, book(8'000'000))), Failure);
  CHECK(lineage->attempts(second.render_key).empty());
  CHECK(lineage->task(second.render_key)->state == domain::TaskState::ready);

  BookRow newer = book(8'000'000);
  newer.version = "2026-12-01";
  CHECK(lineage->begin_attempt(by_book(2, second, newer)));
}

TEST_CASE("a charge is multiplied anew from usage and book, and a wrong one is named",
          "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("tokyo");
  lineage->add_tasks({{task}});
  REQUIRE(lineage->begin_attempt(by_book(1, task, book())));
  Settlement settled = test::settlement(1);
  settled.usage = {{"size", "1K"}, {"input", "1321"}, {"picture", "1120"}, {"text", "639"}};
  // 1321 x 1.5 + 1120 x 30 + 639 x 7.5 = 40 374 millionths
  settled.charged = {40'374};
  SECTION("right") {
    lineage->settle(settled);
    const LedgerCheck check = lineage->check_ledger();
    CHECK(check.problems.empty());
    CHECK(check.recomputed == 1);
    CHECK(check.charged == Money{40'374});
  }
  SECTION("one millionth too much") {
    settled.charged = {40'375};
    lineage->settle(settled);
    const LedgerCheck check = lineage->check_ledger();
    REQUIRE(check.problems.size() == 1);
    CHECK(check.problems[0].find("comes to 0.040374 USD") != std::string::npos);
  }
  SECTION("a usage that says too little") {
    settled.usage.pop_back();
    lineage->settle(settled);
    CHECK(lineage->check_ledger().problems.size() == 1);
  }
}

TEST_CASE("a flat price is charged whatever was used", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("tokyo");
  lineage->add_tasks({{task}});
  BookRow flat = book();
  const char* size = GENERATE("1K", "");
  flat.prices = {{"call", size == std::string("1K") ? "any" : "1K", 30'000}};
  REQUIRE(lineage->begin_attempt(by_book(1, task, flat)));
  Settlement settled = test::settlement(1);
  settled.usage = {{"size", size}, {"input", "0"}, {"picture", "0"}, {"text", "0"}};
  settled.charged = {30'000};
  lineage->settle(settled);
  CHECK(lineage->check_ledger().problems.empty());
  CHECK(lineage->check_ledger().recomputed == 1);
}

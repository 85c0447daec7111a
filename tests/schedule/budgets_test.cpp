// Many calls at once against one budget, as the books see it.
#include "pipeline/schedule/budgets.hpp"

#include "pipeline/lineage/database.hpp"
#include "tests/lineage/records.hpp"
#include "tests/schedule/paid_shop.hpp"

#include <random>
#include <utility>

using namespace vitrine;
using domain::OutcomeKind;
using test::FakeRemote;
using test::PaidShop;
using util::Money;

namespace {

constexpr const char* kMonth = "2026-11";

/// Its books lie on the disk, and refuse at once whatever would pass the month's limit: not at the
/// end of a transaction, but with every single row of the ledger.
struct GuardedShop : PaidShop {
  test::TempFolder books;

  explicit GuardedShop(Money month) {
    {
      lineage::Database database(books.path().string(), lineage::Access::read_write);
      for (const char* event : {"INSERT", "UPDATE"})
        database.connection().execute(
            std::string("CREATE TRIGGER never_passed_") + event + " BEFORE " + event +
            " ON budget WHEN NEW.scope = 'month'"
            " AND NEW.reserved + NEW.spent + NEW.unknown + NEW.doubt > " +
            std::to_string(month.micros) + " BEGIN SELECT raise(ABORT, 'passed'); END");
    }
    lineage = lineage::Lineage::open(books.path().string(), lineage::Access::read_write);
    options.month_budget = month;
  }

  /// What another night has spent of the same month.
  void spend_before(Money amount) {
    lineage->begin_run(test::run_start("earlier"));
    const lineage::TaskRecord task = test::task("earlier");
    lineage->add_tasks({{task}});
    lineage::AttemptStart start = test::attempt(1, task, "earlier");
    start.reserved = amount;
    REQUIRE(lineage->begin_attempt(start));
    lineage::Settlement settled = test::settlement(1);
    settled.charged = amount;
    lineage->settle(settled);
  }

  lineage::BudgetStanding month() const {
    return lineage->budget(lineage::BudgetScope::month, kMonth);
  }
};

test::Scripted any_outcome(std::mt19937& random) {
  switch (random() % 8) {
    case 0:
      return {.kind = OutcomeKind::no_image};
    case 1:
      return {.failure = test::lost(net::Progress::maybe_sent)};
    case 2:
      return {.failure = test::lost(net::Progress::not_sent)};
    case 3:
      return {.kind = OutcomeKind::overloaded};
    case 4: {
      test::Scripted estimated;
      estimated.charged = Money{31'000};
      estimated.estimated = true;
      return estimated;
    }
    default: {
      test::Scripted picture;
      picture.charged = Money{static_cast<std::int64_t>(30'000 + random() % 20'001)};
      return picture;
    }
  }
}

}  // namespace

TEST_CASE("64 calls at once with any outcomes never pass a budget by one millionth", "[schedule]") {
  std::mt19937 random(11);
  for (int round = 0; round < 5; ++round) {
    GuardedShop shop({1'500'000});
    shop.spend_before({300'000});
    shop.want_scenes(16);
    shop.options.asked_in_flight = 64;
    shop.options.retry.most_free = 3;
    // The crowd is what is looked at here: pace shall not thin it out, whatever fails.
    shop.options.pace.breaker.share = 2;
    shop.options.pace.breaker.connects_in_row = 1'000'000;
    shop.options.pace.concurrency.tolerated = 1;
    // The first nine wait for one another.
    const auto crowd = [&shop] { return shop.remote->most_in_flight > 8; };
    for (int i = 0; i < 200; ++i) shop.remote->script.push_back(any_outcome(random));
    for (int i = 0; i < 9; ++i) shop.remote->script[static_cast<std::size_t>(i)].until = crowd;
    const schedule::Summary summary = shop.go();
    CHECK(summary.stopped == "budget");
    CHECK(summary.stopped_why.find("the month's 1.50 USD (2026-11): ") == 0);
    CHECK(shop.remote->most_in_flight > 8);
    // It was used up as far as it went: not one more call of the worst price had room.
    CHECK(shop.month().gone() <= Money{1'500'000});
    CHECK(shop.month().gone() + FakeRemote::kWorst > Money{1'500'000});
    CHECK(shop.month().reserved == Money{});
    CHECK(shop.month().spent == Money{300'000} + summary.charged);
    CHECK(shop.month().unknown == summary.unknown);
    CHECK(shop.month().doubt == summary.doubt);
    CHECK(shop.lineage->ledger_problems().empty());
  }
}

TEST_CASE("money that somebody else spends meanwhile is seen by the books alone", "[schedule]") {
  GuardedShop shop({500'000});
  shop.want_scenes(4);
  shop.options.asked_in_flight = 4;
  // Another process, with the first call: the run's own count of the month knows nothing of it.
  bool has_spent = false;
  shop.remote->on_call = [&] {
    if (std::exchange(has_spent, true)) return;
    const auto other =
        lineage::Lineage::open(shop.books.path().string(), lineage::Access::read_write);
    other->begin_run(test::run_start("other"));
    const lineage::TaskRecord task = test::task("other");
    other->add_tasks({{task}});
    lineage::AttemptStart start = test::attempt(1, task, "other");
    start.reserved = {200'000};
    REQUIRE(other->begin_attempt(start));
    lineage::AttemptFailure unknown = test::failure(1, "unknown");
    unknown.charged = {200'000};
    other->fail_attempt(unknown);
  };
  const schedule::Summary summary = shop.go();
  CHECK(summary.stopped == "budget");
  CHECK(summary.stopped_why.find("0.20 unknown") != std::string::npos);
  CHECK(shop.month().gone() <= Money{500'000});
  // Calls under way gave back what they did not use, and it was used: 7 of 0.04 leave no 0.05.
  CHECK(summary.charged == Money{280'000});
  CHECK(shop.lineage->ledger_problems().empty());
}

TEST_CASE("what somebody else holds on to ends a run for want of money, and nobody waits for it",
          "[schedule]") {
  GuardedShop shop({500'000});
  shop.want_scenes(6);
  shop.options.asked_in_flight = 4;
  shop.lineage->begin_run(test::run_start("other"));
  const lineage::TaskRecord task = test::task("other");
  shop.lineage->add_tasks({{task}});
  lineage::AttemptStart start = test::attempt(1, task, "other");
  start.reserved = {480'000};
  REQUIRE(shop.lineage->begin_attempt(start));
  const schedule::Summary summary = shop.go();
  CHECK(summary.stopped == "budget");
  CHECK(summary.stopped_why.find("0.48 reserved") != std::string::npos);
  CHECK(shop.remote->calls == 0);
}

TEST_CASE("a price row is recorded as it was read", "[schedule]") {
  catalog::ModelPrice price;
  price.model = "painter-1";
  price.book = "2026-11-01";
  price.input_rate = 1'500'000;
  price.picture_rate = 30'000'000;
  price.text_rate = 7'500'000;
  price.sizes["1K"].tokens = 1'120;
  const auto row = schedule::book_row(price);
  REQUIRE(row);
  CHECK(row->seller == "maker");
  CHECK(row->prices.size() == 7);
  CHECK_FALSE(schedule::book_row(std::nullopt));
  price.picture_input_rate = 8'000'000;
  price.qualities["2K"]["high"].tokens = 7'033;
  const auto told_apart = schedule::book_row(price);
  REQUIRE(told_apart->prices.size() == 9);
  CHECK(told_apart->prices[1].tier == "2K high");
  CHECK(told_apart->prices[1].amount == 7'033);

  catalog::ModelPrice by_pixel;
  by_pixel.megapixel = {30'000, 15'000, 10'000};
  const auto pixels = schedule::book_row(by_pixel);
  REQUIRE(pixels->prices.size() == 3);
  CHECK(pixels->prices[2].unit == "input_megapixel");
  CHECK(pixels->prices[2].amount == 10'000);

  price.qualities.clear();
  price.flat = price.per_call = true;
  price.seller = "cometapi";
  price.sizes["1K"].flat = {30'000};
  const auto flat = schedule::book_row(price);
  CHECK(flat->seller == "cometapi");
  REQUIRE(flat->prices.size() == 1);
  CHECK(flat->prices[0].unit == "call");
  CHECK(flat->prices[0].amount == 30'000);
}

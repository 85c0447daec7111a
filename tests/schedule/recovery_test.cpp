#include "pipeline/schedule/recovery.hpp"

#include "tests/schedule/paid_shop.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace vitrine;
using test::FakeRemote;
using test::PaidShop;
using util::Money;

namespace {

/// A night that ends in the middle of its only call, as far as the record can tell.
void be_killed(PaidShop& shop) { CHECK_THROWS(shop.go()); }

schedule::Recovered recover(PaidShop& shop) {
  return schedule::recover(*shop.lineage, *shop.counted, shop.clock.now());
}

}  // namespace

TEST_CASE("an answer that a killed run had already is read and not asked for again", "[schedule]") {
  PaidShop shop;
  shop.want_one();
  shop.counted->is_broken = true;
  be_killed(shop);
  shop.counted->is_broken = false;
  REQUIRE(shop.remote->calls == 1);
  const schedule::Recovered found = recover(shop);
  CHECK(found.answered == 1);
  CHECK(found.unknown == 0);

  const schedule::Summary next = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(next.rendered > 0);
  CHECK(next.failed == 0);
  CHECK(next.charged == FakeRemote::kPrice);
  const std::vector<lineage::AttemptRecord> attempts = shop.attempts();
  REQUIRE(attempts.size() == 1);
  CHECK(attempts[0].state == "settled");
  CHECK(util::find(attempts[0].facts, "taken_up_by").has_value());
  CHECK(shop.lineage->ledger_problems().empty());
}

TEST_CASE("a call that a killed run never heard of again is named unknown, and asked for once more",
          "[schedule]") {
  PaidShop shop;
  shop.want_one();
  shop.remote->on_call = [] { throw std::runtime_error("the power is gone"); };
  be_killed(shop);
  shop.remote->on_call = nullptr;
  const schedule::Recovered found = recover(shop);
  CHECK(found.answered == 0);
  CHECK(found.unknown == 1);
  CHECK(recover(shop).unknown == 0);

  const schedule::Summary next = shop.go();
  CHECK(next.failed == 0);
  CHECK(next.charged == FakeRemote::kPrice);
  const std::vector<lineage::AttemptRecord> attempts = shop.attempts();
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].state == "unknown");
  CHECK(attempts[0].charged == FakeRemote::kWorst);
  CHECK(attempts[1].state == "settled");
  CHECK(shop.lineage->ledger_problems().empty());
}

TEST_CASE("what was refused to a killed run closes nothing for the next", "[schedule]") {
  PaidShop shop;
  shop.want_one();
  shop.say(1, {.kind = domain::OutcomeKind::auth_or_billing});
  shop.counted->is_broken = true;
  be_killed(shop);
  shop.counted->is_broken = false;
  REQUIRE(shop.remote->calls == 1);
  CHECK(recover(shop).answered == 1);

  const schedule::Summary next = shop.go();
  CHECK(next.stopped.empty());
  CHECK(next.failed == 0);
  CHECK(shop.remote->calls == 2);
  CHECK(next.charged == FakeRemote::kPrice);
  const std::vector<lineage::AttemptRecord> attempts = shop.attempts();
  REQUIRE(attempts.size() == 2);
  CHECK(attempts[0].state == "free_failure");
  CHECK(attempts[1].state == "settled");
  CHECK(shop.lineage->ledger_problems().empty());
}

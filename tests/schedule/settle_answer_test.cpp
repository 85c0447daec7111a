#include "tests/schedule/killed_shop.hpp"

using namespace vitrine;
using domain::OutcomeKind;
using test::FakeRemote;
using test::KilledShop;
using test::Scripted;
using util::Money;

namespace {

util::Result<std::string> settle(KilledShop& shop, bool somebody_reads = true) {
  return schedule::settle_answer(shop.attempt, shop.settling(somebody_reads));
}

}  // namespace

TEST_CASE("an answer that a killed run had is settled without a run, and nobody is asked",
          "[schedule]") {
  KilledShop shop;
  shop.render_key();
  const auto settled = settle(shop);
  REQUIRE(settled.has_value());
  CHECK(*settled == "settled as settled, 0.04 USD");
  CHECK(shop.remote->calls == 1);
  CHECK(shop.row().state == "settled");
  CHECK(shop.row().charged == FakeRemote::kPrice);
  CHECK(shop.store->contains(shop.row().rendering->blob));
  CHECK(shop.spool->open(shop.attempt).has_error());
  CHECK(shop.lineage->ledger_problems().empty());
  // The next night has its picture and asks for nothing.
  const schedule::Summary next = shop.go();
  CHECK(next.failed == 0);
  CHECK(shop.remote->calls == 1);
}

TEST_CASE("an answer that the record knows nothing of is adopted from its own line", "[schedule]") {
  KilledShop shop;
  shop.render_key();
  shop.forget_the_night();
  const auto adopted = settle(shop);
  if (!adopted) FAIL(adopted.error().message);
  CHECK(adopted->starts_with("adopted"));
  CHECK(shop.row().state == "settled");
  CHECK(shop.row().charged == FakeRemote::kPrice);
  CHECK(util::find(shop.row().facts, "adopted").has_value());
  CHECK(shop.lineage->total_costs("").charged == FakeRemote::kPrice);
  CHECK(shop.lineage->ledger_problems().empty());
  CHECK(shop.spool->open(shop.attempt).has_error());
  // The same picture is wanted again: it is there, and nobody is asked.
  const schedule::Summary next = shop.go();
  CHECK(next.failed == 0);
  CHECK(shop.remote->calls == 1);
  CHECK(next.charged == Money{});
}

TEST_CASE("an answer without a picture is booked as its run would have", "[schedule]") {
  Scripted scripted;
  scripted.kind = OutcomeKind::no_image;
  SECTION("on record") {
    KilledShop shop(scripted);
    shop.render_key();
    REQUIRE(settle(shop).has_value());
    CHECK(shop.row().state == "billed_failure");
    CHECK(shop.row().charged == FakeRemote::kPrice);
    CHECK(shop.lineage->task(shop.row().render_key)->state == domain::TaskState::ready);
  }
  SECTION("adopted") {
    KilledShop shop(scripted);
    shop.render_key();
    shop.forget_the_night();
    REQUIRE(settle(shop).has_value());
    CHECK(shop.row().state == "billed_failure");
    CHECK(shop.lineage->total_costs("").charged == FakeRemote::kPrice);
  }
}

TEST_CASE("an answer that nobody reads stays where it is, and so does the record", "[schedule]") {
  KilledShop shop;
  const auto settled = settle(shop, false);
  REQUIRE(settled.has_error());
  CHECK(settled.error().message.find("\"gemini\"") != std::string::npos);
  CHECK(shop.spool->open(shop.attempt).has_value());
  CHECK(shop.lineage->attempts(shop.render_key()).front().state == "sent");
}

TEST_CASE("an answer is settled once", "[schedule]") {
  KilledShop shop;
  shop.render_key();
  REQUIRE(settle(shop).has_value());
  CHECK(settle(shop).has_error());
  CHECK(shop.row().state == "settled");
}

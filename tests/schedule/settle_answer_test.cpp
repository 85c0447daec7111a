#include "pipeline/schedule/settle_answer.hpp"

#include "tests/schedule/paid_shop.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

using namespace vitrine;
using domain::OutcomeKind;
using test::FakeRemote;
using test::PaidShop;
using test::Scripted;
using util::Money;

namespace {

/// A shop on disk whose only call was answered and never settled: the run was killed.
struct KilledShop : PaidShop {
  test::TempFolder folder, other;
  std::string attempt;

  explicit KilledShop(Scripted scripted = {}) {
    want_one();
    lineage = lineage::Lineage::open(folder.path(), lineage::Access::read_write);
    say(1, std::move(scripted));
    counted->is_broken = true;
    CHECK_THROWS(go());
    counted->is_broken = false;
    REQUIRE(remote->attempts.size() == 1);
    attempt = *remote->attempts.begin();
  }

  /// An older backup is put back: it knows nothing of that night.
  void forget_the_night() {
    lineage = lineage::Lineage::open(other.path(), lineage::Access::read_write);
  }

  util::Result<std::string> settle(bool somebody_reads = true) {
    const bool is_forgotten = !lineage::exists(folder.path()) || lineage->runs("", 1).empty();
    const auto keeping = lineage::Keeping::open(is_forgotten ? other.path() : folder.path(),
                                                lineage::Access::read_write);
    return schedule::settle_answer(
        attempt, {*lineage, *keeping, *store, *spool,
                  [&](const std::string& surface) -> std::shared_ptr<providers::RemoteProvider> {
                    if (!somebody_reads || surface != "gemini") return nullptr;
                    return remote;
                  },
                  clock.now()});
  }

  lineage::AttemptRecord row() {
    const auto all = lineage->attempts(render_key());
    REQUIRE(all.size() == 1);
    return all.front();
  }
  util::Digest render_key() {
    const auto sealed = spool->open(attempt);
    if (sealed) key_ = *util::Digest::from_hex(*util::find((*sealed)->about(), "render_key"));
    return key_;
  }

 private:
  util::Digest key_;
};

}  // namespace

TEST_CASE("an answer that a killed run had is settled without a run, and nobody is asked",
          "[schedule]") {
  KilledShop shop;
  shop.render_key();
  const auto settled = shop.settle();
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
  const auto adopted = shop.settle();
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
    REQUIRE(shop.settle().has_value());
    CHECK(shop.row().state == "billed_failure");
    CHECK(shop.row().charged == FakeRemote::kPrice);
    CHECK(shop.lineage->task(shop.row().render_key)->state == domain::TaskState::ready);
  }
  SECTION("adopted") {
    KilledShop shop(scripted);
    shop.render_key();
    shop.forget_the_night();
    REQUIRE(shop.settle().has_value());
    CHECK(shop.row().state == "billed_failure");
    CHECK(shop.lineage->total_costs("").charged == FakeRemote::kPrice);
  }
}

TEST_CASE("an answer that nobody reads stays where it is, and so does the record", "[schedule]") {
  KilledShop shop;
  const auto settled = shop.settle(false);
  REQUIRE(settled.has_error());
  CHECK(settled.error().message.find("\"gemini\"") != std::string::npos);
  CHECK(shop.spool->open(shop.attempt).has_value());
  CHECK(shop.lineage->attempts(shop.render_key()).front().state == "sent");
}

TEST_CASE("an answer is settled once", "[schedule]") {
  KilledShop shop;
  shop.render_key();
  REQUIRE(shop.settle().has_value());
  CHECK(shop.settle().has_error());
  CHECK(shop.row().state == "settled");
}

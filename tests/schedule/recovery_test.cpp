#include "pipeline/schedule/recovery.hpp"

#include "pipeline/schedule/answer_file.hpp"
#include "tests/schedule/killed_shop.hpp"

using namespace vitrine;
using domain::OutcomeKind;
using schedule::recover;
using schedule::Recovered;
using test::FakeRemote;
using test::KilledShop;
using util::Money;

TEST_CASE("an answer that a killed run had already is read and not asked for again", "[schedule]") {
  KilledShop shop;
  const Recovered found = recover(shop.settling());
  CHECK(found.settled == 1);
  CHECK(found.unknown == 0);
  CHECK(shop.spool->sealed().empty());

  const schedule::Summary next = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(next.failed == 0);
  CHECK(next.finished > 0);
  CHECK(next.charged == Money{});  // it was the killed run that bought it
  const std::vector<lineage::AttemptRecord> attempts = shop.attempts();
  REQUIRE(attempts.size() == 1);
  CHECK(attempts[0].state == "settled");
  CHECK(attempts[0].charged == FakeRemote::kPrice);
  CHECK(shop.lineage->ledger_problems().empty());
}

TEST_CASE("what a killed run had begun is neither named unknown nor asked for again",
          "[schedule]") {
  KilledShop shop({}, true);
  const lineage::AttemptRecord sent = shop.lineage->unanswered_attempts().at(0);
  const auto task = shop.lineage->task(sent.render_key).value();
  lineage::AttemptStart start;
  start.id = sent.id;
  start.render_key = sent.render_key;
  shop.spool->keep_begun(sent.id, "{}", schedule::about_begun(start, task));
  const Recovered found = recover(shop.settling());
  CHECK(found.settled == 0);
  CHECK(found.unknown == 0);
  REQUIRE(found.unread.contains(sent.render_key));
  CHECK(found.unread.at(sent.render_key).find("was begun and has not been fetched yet") !=
        std::string::npos);
  CHECK(shop.spool->sealed().size() == 1);
  CHECK(shop.lineage->unanswered_attempts().size() == 1);
}

TEST_CASE("a call that a killed run never heard of again is named unknown, and asked for once more",
          "[schedule]") {
  KilledShop shop({}, true);
  const Recovered found = recover(shop.settling());
  CHECK(found.settled == 0);
  CHECK(found.unknown == 1);
  CHECK(recover(shop.settling()).unknown == 0);

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
  KilledShop shop({.kind = OutcomeKind::auth_or_billing});
  CHECK(recover(shop.settling()).settled == 1);

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

TEST_CASE("what a killed run had reserved beyond its bill makes room for the next", "[schedule]") {
  KilledShop shop({.kind = OutcomeKind::no_image});
  // Room for what was charged and one call more, but not for two at their worst.
  shop.options.project_budget = FakeRemote::kPrice + FakeRemote::kWorst;
  SECTION("once it is settled") {
    recover(shop.settling());
    const schedule::Summary next = shop.go();
    CHECK(next.failed == 0);
    CHECK(next.stopped.empty());
    CHECK(shop.remote->calls == 2);
  }
  SECTION("and not before") {
    const schedule::Summary next = shop.go();
    CHECK(next.stopped == "budget");
    CHECK(shop.remote->calls == 1);
  }
}

TEST_CASE("an answer that the record has lost is adopted before anything is asked", "[schedule]") {
  KilledShop shop;
  shop.forget_the_night();
  CHECK(recover(shop.settling()).settled == 1);
  const schedule::Summary next = shop.go();
  CHECK(next.failed == 0);
  CHECK(shop.remote->calls == 1);
  CHECK(shop.lineage->total_costs("").charged == FakeRemote::kPrice);
  CHECK(shop.lineage->ledger_problems().empty());
}

TEST_CASE("an answer that nobody can read is told, and its call neither ended nor repeated",
          "[schedule]") {
  KilledShop shop;
  const Recovered found = recover(shop.settling(false));
  CHECK(found.settled == 0);
  CHECK(found.unknown == 0);
  REQUIRE(found.unread.size() == 1);
  CHECK(found.unread.begin()->second.find(shop.attempt) != std::string::npos);
  CHECK(shop.spool->sealed().size() == 1);

  const schedule::Summary next = shop.go();
  CHECK(shop.remote->calls == 1);
  REQUIRE(next.failures.size() == 1);
  CHECK(next.failures[0].message.find("not read yet") != std::string::npos);
  CHECK(shop.row().state == "sent");
}

TEST_CASE("an orphan that nobody can read is not bought a second time", "[schedule]") {
  KilledShop shop;
  shop.forget_the_night();
  const Recovered found = recover(shop.settling(false));
  REQUIRE(found.unread.size() == 1);
  for (const auto& [key, why] : found.unread) shop.unread.insert(key);
  const schedule::Summary next = shop.go();
  CHECK(shop.remote->calls == 1);
  REQUIRE(next.failures.size() == 1);
  CHECK(next.failures[0].message.find("not read yet") != std::string::npos);
}

TEST_CASE("the file of an answer that is settled goes, should it have been left", "[schedule]") {
  KilledShop shop;
  CHECK(recover(shop.settling()).settled == 1);
  shop.spool->begin(shop.attempt, 0)->seal({});
  const Recovered found = recover(shop.settling());
  CHECK(found.settled == 0);
  CHECK(found.unread.empty());
  CHECK(shop.spool->sealed().empty());
  CHECK(shop.lineage->total_costs("").charged == FakeRemote::kPrice);
}

#include "pipeline/schedule/decisions.hpp"

#include "pipeline/store/publish.hpp"
#include "tests/schedule/shop.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using domain::Decision;
using domain::DeliveryState;
using test::FakeProvider;
using test::Shop;

namespace {

constexpr const char* kShot = "MUG-01/natural/tokyo";

domain::Review review(Decision decision, std::vector<std::string> failed = {}) {
  domain::Review made;
  made.asset = util::sha256("bytes");
  made.decision = decision;
  made.reviewer = "anna";
  made.failed = std::move(failed);
  return made;
}

std::vector<domain::Verdict> rejected_by(const std::string& check) {
  domain::Verdict verdict;
  verdict.check = check;
  verdict.outcome = domain::VerdictOutcome::reject;
  return {verdict};
}

/// As photographed only: the gate has nothing against them.
void leave_natural(Shop& shop) {
  for (domain::Product& product : shop.job.job.products) product.colorways.resize(1);
}

/// A shop whose scene told in words waits for a person, after its first night.
struct AskingShop : Shop {
  AskingShop() {
    leave_natural(*this);
    job.job.scenes[2].approve = domain::Approval::person;
    first = night();
  }
  schedule::Summary night() { return run(std::make_shared<FakeProvider>()); }
  lineage::DeliveryRecord tokyo() { return *lineage->find_delivery("code", kShot, "life"); }
  util::Digest bytes() { return lineage->asset(tokyo().asset)->blob; }

  void decide(Decision decision) {
    const lineage::AssetRecord asset = *lineage->asset(tokyo().asset);
    domain::Review made = review(decision);
    made.asset = asset.blob;
    made.rendering = asset.rendering;
    made.profile = "life";
    lineage->add_review(made);
  }
  schedule::Followed follow() {
    return schedule::follow_decisions(*lineage, *store, "code", out.path().string(), clock.now());
  }

  schedule::Summary first;
};

}  // namespace

TEST_CASE("the gate's word stands until a person decides, and theirs beats it both ways",
          "[schedule]") {
  using schedule::rule;
  const auto fails = rejected_by("identity");
  CHECK(rule("", {}, {}, {}).state == DeliveryState::accepted);
  CHECK(rule("", {}, {}, {}).by == "gate");
  CHECK(rule("too dark", {}, {}, fails) ==
        schedule::Ruling{DeliveryState::needs_person, "too dark", ""});
  CHECK(rule("", review(Decision::reject), {}, {}).state == DeliveryState::rejected);
  const auto passed = rule("too dark", review(Decision::approve, {"identity/1"}), {}, fails);
  CHECK(passed.state == DeliveryState::accepted);
  CHECK(passed.by == "anna");
  CHECK(passed.why == "approved by anna on 1970-01-01");
}

TEST_CASE("another check that rejects asks again, and so does a rejected rendering in new bytes",
          "[schedule]") {
  using schedule::rule;
  const auto other =
      rule("scene: too dark", review(Decision::approve, {"identity/1"}), {}, rejected_by("scene"));
  CHECK(other.state == DeliveryState::needs_person);
  CHECK(other.why.find("scene: too dark (approved by anna") == 0);
  const auto again = rule("", {}, review(Decision::reject), {});
  CHECK(again.state == DeliveryState::needs_person);
  CHECK(again.why.find("rejected by anna") != std::string::npos);
  CHECK(rule("", review(Decision::approve), review(Decision::reject), {}).state ==
        DeliveryState::accepted);
}

TEST_CASE("an approved picture is delivered, and the next night leaves it alone", "[schedule]") {
  AskingShop shop;
  CHECK(shop.first.needs_person == 2);
  shop.decide(Decision::approve);
  const schedule::Followed followed = shop.follow();
  REQUIRE(followed.accepted.size() == 1);
  CHECK(followed.accepted[0].why == "approved by anna on 1970-01-01");
  CHECK(shop.tokyo().state == DeliveryState::accepted);
  CHECK(shop.delivered().contains(shop.tokyo().path));
  CHECK(shop.lineage->published_at("code", shop.tokyo().path)->by == "anna");
  CHECK(shop.follow().accepted.empty());
  const schedule::Summary idle = shop.night();
  CHECK(idle.reused == 6);
  CHECK(idle.restored == 0);
}

TEST_CASE("the same bytes are not asked about again, in this delivery or another", "[schedule]") {
  AskingShop shop;
  shop.decide(Decision::approve);
  shop.follow();
  shop.job.profiles["life"].version = 2;  // judged anew, to the same bytes
  const schedule::Summary again = shop.night();
  CHECK(again.finished == 4);
  CHECK(again.needs_person == 1);
  CHECK(shop.tokyo().state == DeliveryState::accepted);
  CHECK(shop.tokyo().why == "approved by anna on 1970-01-01");
  shop.job.job.name = "another";
  const schedule::Summary other = shop.night();
  CHECK(other.needs_person == 1);
  CHECK(shop.lineage->find_delivery("another", kShot, "life")->state == DeliveryState::accepted);
}

TEST_CASE("new bytes are asked about again, though the old ones were approved", "[schedule]") {
  AskingShop shop;
  shop.decide(Decision::approve);
  shop.follow();
  const util::Digest before = shop.bytes();
  shop.job.profiles["life"].target_px = {280, 280};
  CHECK(shop.night().needs_person == 2);
  CHECK_FALSE(shop.bytes() == before);
  CHECK(shop.tokyo().state == DeliveryState::needs_person);
  CHECK(shop.delivered().contains(shop.tokyo().path));  // the old ones stay until then
}

TEST_CASE("a rejected picture leaves the shop, is not asked about and not made again",
          "[schedule]") {
  AskingShop shop;
  shop.decide(Decision::approve);
  shop.follow();
  shop.decide(Decision::reject);
  const schedule::Followed followed = shop.follow();
  CHECK(followed.rejected.size() == 1);
  CHECK(followed.removed == std::vector<std::string>{shop.tokyo().path});
  CHECK_FALSE(shop.delivered().contains(shop.tokyo().path));
  const auto provider = std::make_shared<FakeProvider>();
  const schedule::Summary idle = shop.run(provider);
  CHECK(provider->calls == 0);
  CHECK(idle.needs_person == 0);
  CHECK(idle.reused == 6);
  shop.job.profiles["life"].version = 2;
  const schedule::Summary judged = shop.night();
  CHECK(judged.rejected == 1);
  CHECK(judged.needs_person == 1);
  CHECK(judged.delivered() == judged.finished - 2);
  CHECK(shop.tokyo().state == DeliveryState::rejected);
  CHECK_FALSE(shop.delivered().contains(shop.tokyo().path));
}

TEST_CASE("a rejected rendering that is finished otherwise is looked at again", "[schedule]") {
  AskingShop shop;
  shop.decide(Decision::reject);
  shop.follow();
  shop.job.job.scenes[2].approve = domain::Approval::checks;
  shop.job.profiles["life"].target_px = {280, 280};
  CHECK(shop.night().needs_person == 1);
  CHECK(shop.tokyo().why.find("was rejected by anna") != std::string::npos);
}

TEST_CASE("a rejection takes away its own bytes, not those that were delivered before",
          "[schedule]") {
  AskingShop shop;
  shop.decide(Decision::approve);
  shop.follow();
  shop.job.profiles["life"].target_px = {280, 280};
  shop.night();
  shop.decide(Decision::reject);
  const schedule::Followed followed = shop.follow();
  CHECK(followed.rejected.size() == 1);
  CHECK(followed.removed.empty());
  CHECK(shop.delivered().contains(shop.tokyo().path));
}

TEST_CASE("rejected bytes that a killed run has left in the shop go, and what was there comes back",
          "[schedule]") {
  AskingShop shop;
  // Written, and the run killed before it was recorded; then rejected.
  const auto leave = [&] {
    store::publish((shop.out.path() / shop.tokyo().path).string(), *shop.store->get(shop.bytes()));
    shop.decide(Decision::reject);
  };
  leave();
  CHECK(shop.follow().removed == std::vector<std::string>{shop.tokyo().path});
  CHECK_FALSE(shop.delivered().contains(shop.tokyo().path));
  CHECK(shop.follow().removed.empty());

  // The same where another picture was delivered before, and the decision came first.
  shop.decide(Decision::approve);
  shop.follow();
  const util::Digest before = shop.bytes();
  shop.job.profiles["life"].target_px = {280, 280};
  shop.night();
  REQUIRE_FALSE(shop.bytes() == before);
  shop.decide(Decision::reject);
  shop.follow();
  leave();
  CHECK(shop.follow().removed == std::vector<std::string>{shop.tokyo().path});
  CHECK(util::sha256(test::read_text(shop.out.path() / shop.tokyo().path)) == before);
  CHECK(shop.lineage->published_at("code", shop.tokyo().path)->blob == before);
  CHECK(shop.follow().removed.empty());
}

TEST_CASE("a file whose name has its version goes when the next picture is approved",
          "[schedule]") {
  Shop shop;
  leave_natural(shop);
  shop.job.job.output.name = "{sku}_{color}_{scene}_{version}.{ext}";
  const auto night = [&] { return shop.run(std::make_shared<FakeProvider>()); };
  night();
  const std::size_t files = shop.delivered().size();
  const std::string old = shop.lineage->find_delivery("code", kShot, "life")->path;
  shop.job.job.scenes[2].approve = domain::Approval::person;
  shop.job.profiles["life"].target_px = {280, 280};
  CHECK(night().needs_person == 2);
  const lineage::DeliveryRecord now = *shop.lineage->find_delivery("code", kShot, "life");
  CHECK(now.path != old);
  CHECK(shop.delivered().contains(old));
  const lineage::AssetRecord asset = *shop.lineage->asset(now.asset);
  domain::Review yes = review(Decision::approve);
  yes.asset = asset.blob;
  shop.lineage->add_review(yes);
  schedule::follow_decisions(*shop.lineage, *shop.store, "code", shop.out.path().string(),
                             shop.clock.now());
  CHECK_FALSE(shop.delivered().contains(old));
  CHECK(shop.delivered().contains(now.path));
  CHECK(shop.delivered().size() == files);
}

TEST_CASE("bytes that the store lost are not delivered: the decision stands and says why",
          "[schedule]") {
  AskingShop shop;
  shop.decide(Decision::approve);
  shop.store = store::memory_store();
  const schedule::Followed followed = shop.follow();
  CHECK(followed.accepted.empty());
  REQUIRE(followed.problems.size() == 1);
  CHECK(followed.problems[0].find(kShot) == 0);
  CHECK(shop.tokyo().state == DeliveryState::needs_person);
}

// How fast an API is asked, what is left for the next run, and what is said while nothing moves.
#include "pipeline/schedule/stall.hpp"
#include "tests/schedule/paid_shop.hpp"

using namespace vitrine;
using namespace std::chrono_literals;
using domain::OutcomeKind;
using test::FakeRemote;
using test::lost;
using test::PaidShop;

namespace {

bool says(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

util::Timestamp from_now(const PaidShop& shop, std::chrono::microseconds span) {
  return {shop.clock.now().micros + span.count()};
}

}  // namespace

TEST_CASE("what would not be done by the deadline is parked and never sent", "[schedule]") {
  PaidShop shop;
  shop.options.deadline = from_now(shop, 20s);  // a call is taken to last 30
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 0);
  CHECK(summary.stopped == "deadline");
  CHECK(summary.parked == test::kAsked);
  CHECK(summary.failed == test::kAsked);
  CHECK(summary.finished == 8);  // what is free was in time
  const auto parked = shop.lineage->parked_tasks("code");
  REQUIRE(parked.size() == 1);
  CHECK(parked[0].reason == "deadline");
  CHECK(parked[0].tasks == test::kAsked);
  // The next night has no such haste.
  shop.options.deadline.reset();
  CHECK(shop.go().failed == 0);
  CHECK(shop.remote->calls == test::kAsked);
  CHECK(shop.lineage->parked_tasks("code").empty());
}

TEST_CASE("after the deadline nothing is begun, free or not", "[schedule]") {
  PaidShop shop;
  shop.options.deadline = from_now(shop, -1s);
  const schedule::Summary summary = shop.go();
  CHECK(summary.finished == 0);
  CHECK(summary.parked == summary.planned);
  CHECK(summary.stopped == "deadline");
}

TEST_CASE("a hint past the deadline parks and says until when", "[schedule]") {
  PaidShop shop;
  shop.options.asked_in_flight = 1;
  shop.options.deadline = from_now(shop, 10min);
  shop.say(1, {.kind = OutcomeKind::rate_limited, .retry_after = 12min});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(summary.stopped == "deadline");
  CHECK(says(summary.stopped_why, "the server asked for patience until 2026-11-"));
  const auto parked = shop.lineage->parked_tasks("code");
  REQUIRE(parked.size() == 1);
  CHECK(parked[0].reason == "hint");
  CHECK(parked[0].tasks == test::kAsked);
  REQUIRE(parked[0].until);
  CHECK(*parked[0].until >= from_now(shop, 11min));
}

TEST_CASE("requests of a vendor's day are counted from run to run", "[schedule]") {
  PaidShop shop;
  shop.options.asked_in_flight = 1;
  shop.options.pace.limits.requests_per_day = 3;  // nine tenths of it, rounded down, are two
  const schedule::Summary first = shop.go();
  CHECK(shop.remote->calls == 2);
  CHECK(first.stopped == "quota");
  CHECK(first.parked == 2);
  const auto parked = shop.lineage->parked_tasks("code");
  REQUIRE(parked.size() == 1);
  CHECK(parked[0].reason == "quota");
  REQUIRE(parked[0].until);
  CHECK(*parked[0].until == util::Zone().next_day(shop.clock.now()));
  const schedule::Summary second = shop.go();
  CHECK(shop.remote->calls == 2);
  CHECK(second.stopped == "quota");
}

TEST_CASE("a quota that the vendor names parks its tasks until it is new", "[schedule]") {
  PaidShop shop;
  shop.options.asked_in_flight = 1;
  shop.say(1, {.kind = OutcomeKind::rate_limited, .facts = {{"scope", "day"}}, .retry_after = 1h});
  const schedule::Summary summary = shop.go();
  CHECK(summary.stopped == "quota");
  CHECK(summary.parked == test::kAsked);
  const auto parked = shop.lineage->parked_tasks("code");
  REQUIRE(parked.size() == 1);
  CHECK(parked[0].reason == "quota");
  CHECK(parked[0].until == from_now(shop, 1h));
}

TEST_CASE("what failed by itself is no parked task, whatever stops the others", "[schedule]") {
  PaidShop shop;
  shop.options.asked_in_flight = 1;
  shop.say(1, {.kind = OutcomeKind::invalid_request, .message = "too many words"});
  shop.say(1, {.kind = OutcomeKind::auth_or_billing});
  const schedule::Summary summary = shop.go();
  CHECK(summary.failed == test::kAsked);
  CHECK(summary.parked == test::kAsked - 1);
  const auto parked = shop.lineage->parked_tasks("code");
  REQUIRE(parked.size() == 1);
  CHECK(parked[0].reason == "key");
  CHECK(parked[0].tasks == test::kAsked - 1);
}

TEST_CASE("an API that stays away is given up, with few calls and no bill", "[schedule]") {
  PaidShop shop;
  shop.want_scenes(8);  // 32 pictures
  shop.options.asked_in_flight = 4;
  shop.options.longest_outage = 0ms;
  shop.say(1000, {.failure = lost(net::Progress::not_sent)});
  const schedule::Summary summary = shop.go();
  CHECK(summary.stopped == "network");
  CHECK(says(summary.stopped_why, "did not answer as it should"));
  CHECK(shop.remote->calls >= 5);
  CHECK(shop.remote->calls <= 5 + 4);
  CHECK(summary.parked == 32);
  CHECK(summary.unknown == util::Money{});
}

TEST_CASE("asks that are paid again are slowed down where all go wrong", "[schedule]") {
  PaidShop shop;
  shop.want_scenes(8);
  shop.options.asked_in_flight = 4;
  shop.options.retry_budget = {.first_asks_for_one = 1'000, .most = 0, .floor_per_minute = 1};
  shop.options.pace.first_p90 = 0ms;
  shop.options.deadline = from_now(shop, 50s);  // the second repeat would be due after a minute
  shop.say(1000, {.kind = OutcomeKind::no_image});
  const schedule::Summary summary = shop.go();
  CHECK(summary.stopped == "deadline");
  CHECK(summary.parked > 0);
  CHECK(shop.remote->calls == 32 + 1);  // every first ask was made, and one repeat was allowed
  const auto parked = shop.lineage->parked_tasks("code");
  REQUIRE_FALSE(parked.empty());
  CHECK(parked[0].reason == "retry_budget");
}

TEST_CASE("first asks pay for repeats", "[schedule]") {
  PaidShop shop;
  shop.options.asked_in_flight = 1;
  shop.options.retry_budget = {.first_asks_for_one = 1, .most = 2, .floor_per_minute = 1};
  shop.options.pace.first_p90 = 0ms;
  shop.options.deadline = from_now(shop, 50s);
  std::set<std::string> seen;  // every request gives nothing the first time
  shop.remote->on_call = [&] {
    const bool is_new = seen.insert(shop.remote->bodies.back()).second;
    shop.remote->script.clear();
    shop.say(1, {.kind = is_new ? OutcomeKind::no_image : OutcomeKind::image});
  };
  CHECK(shop.go().failed == 0);
  CHECK(shop.remote->calls == 2 * test::kAsked);
}

TEST_CASE("while a server asks for patience the run says so, to those who look at the record too",
          "[schedule]") {
  PaidShop shop;
  shop.want_one();
  shop.options.pulse = 5ms;
  shop.say(1, {.kind = OutcomeKind::rate_limited, .retry_after = 150ms, .message = "slow down"});
  const schedule::Summary summary = shop.go();
  CHECK(summary.failed == 0);
  CHECK(shop.remote->calls == 2);
  CHECK(says(shop.progress.waiting, "for gemini: the server asked for patience (slow down)"));
  // What it waited for is over, and the record does not go on about it.
  for (const lineage::PaceRow& row : shop.lineage->paces()) CHECK(row.dimension != "now");
}

TEST_CASE("connections that nobody needs any more are closed while the run goes on", "[schedule]") {
  PaidShop shop;
  shop.want_one();
  shop.options.pulse = 1ms;
  const auto give_up = std::chrono::steady_clock::now() + 20s;
  shop.say(1, {.until = [&] {
             return shop.remote->tidied >= 3 || std::chrono::steady_clock::now() > give_up;
           }});
  shop.go();
  CHECK(shop.remote->tidied >= 3);
}

TEST_CASE("a call that waits for room in the budget, or for its turn, is told as that",
          "[schedule]") {
  PaidShop shop;
  const test::TempFolder folder;
  shop.lineage = lineage::Lineage::open(folder.path(), lineage::Access::read_write);
  const auto reader = lineage::Lineage::open(folder.path(), lineage::Access::read_only);
  shop.options.pulse = 1ms;
  const char* wanted = "budget";
  SECTION("for room") {
    shop.options.asked_in_flight = 2;
    shop.options.budget = FakeRemote::kWorst;
  }
  SECTION("for its turn") {
    shop.options.asked_in_flight = 1;
    wanted = "slot";
  }
  bool was_told = false;
  const auto give_up = std::chrono::steady_clock::now() + 20s;
  shop.say(1, {.until = [&] {
             for (const lineage::PaceRow& row : reader->paces())
               if (const auto stall = schedule::stall_from(row.state))
                 was_told = was_told || stall->why == wanted;
             return was_told || std::chrono::steady_clock::now() > give_up;
           }});
  shop.go();
  CHECK(was_told);
}

#include "tests/schedule/paid_shop.hpp"

#include <utility>

using namespace vitrine;
using domain::OutcomeKind;
using test::FakeRemote;
using test::kAllCharged;
using test::kAsked;
using test::lost;
using test::PaidShop;

TEST_CASE("what a model draws is bought once and kept with its price", "[schedule]") {
  PaidShop shop;
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == kAsked);
  CHECK(shop.remote->attempts.size() == kAsked);
  CHECK(summary.charged == kAllCharged);
  CHECK(summary.unknown == util::Money{});
  CHECK(summary.failed == 0);
  CHECK(summary.finished == 12);
  CHECK(summary.stopped.empty());
  CHECK(shop.lineage->total_costs("code").charged == kAllCharged);
  CHECK(shop.lineage->ledger_problems().empty());
  // The next night buys nothing.
  CHECK(shop.go().charged == util::Money{});
  CHECK(shop.remote->calls == kAsked);
}

TEST_CASE("free refusals are asked again until the picture comes", "[schedule]") {
  PaidShop shop;
  shop.say(6, {.kind = OutcomeKind::overloaded});
  shop.say(1, {.failure = lost(net::Progress::not_sent)});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == kAsked + 7);
  CHECK(summary.charged == kAllCharged);
  CHECK(summary.failed == 0);
}

TEST_CASE("an answer without a picture is booked and asked for twice more", "[schedule]") {
  PaidShop shop;
  shop.want_one();
  SECTION("the last time with a picture") {
    shop.say(2, {.kind = OutcomeKind::no_image});
    const schedule::Summary summary = shop.go();
    CHECK(shop.remote->calls == 3);
    CHECK(summary.failed == 0);
    CHECK(summary.charged == util::Money{3 * 40'000});
  }
  SECTION("and then given up") {
    shop.say(3, {.kind = OutcomeKind::no_image});
    const schedule::Summary summary = shop.go();
    CHECK(shop.remote->calls == 3);
    CHECK(summary.failed == 1);
    CHECK(summary.charged == util::Money{3 * 40'000});
  }
  CHECK(shop.lineage->ledger_problems().empty());
}

TEST_CASE("what was billed counts, whatever its outcome is called", "[schedule]") {
  for (const OutcomeKind kind : {OutcomeKind::transient, OutcomeKind::timeout,
                                 OutcomeKind::overloaded, OutcomeKind::rate_limited}) {
    PaidShop shop;
    shop.want_one();
    shop.say(10, {.kind = kind, .charged = FakeRemote::kPrice});
    const schedule::Summary summary = shop.go();
    CHECK(shop.remote->calls == shop.options.retry.most_billed);
    CHECK(summary.charged == util::Money{3 * 40'000});
    CHECK(summary.failed == 1);
    CHECK(shop.lineage->ledger_problems().empty());
  }
}

TEST_CASE("what may have been bought is named unknown at its worst price", "[schedule]") {
  PaidShop shop;
  shop.say(1, {.failure = lost(net::Progress::maybe_sent)});
  const schedule::Summary summary = shop.go();
  CHECK(summary.unknown == util::Money{50'000});
  CHECK(summary.charged == kAllCharged);
  CHECK(shop.lineage->total_costs("code").unknown == util::Money{50'000});
  CHECK(summary.failed == 0);
}

TEST_CASE("a call without an answer ends at its deadline", "[schedule]") {
  PaidShop shop;
  shop.want_one();
  shop.options.attempt_deadline = std::chrono::seconds(0);
  shop.say(1, {.hangs = true});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 2);
  CHECK(summary.unknown == util::Money{50'000});
  CHECK(summary.failed == 0);
}

TEST_CASE("a refused task stops nobody else and is not asked again", "[schedule]") {
  PaidShop shop;
  shop.say(1, {.kind = OutcomeKind::policy_hard});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == kAsked);
  CHECK(summary.failed == 0);
  const auto refused = [](const schedule::Question& question) {
    return question.why == "it said policy_hard";
  };
  CHECK(std::count_if(summary.questions.begin(), summary.questions.end(), refused) == 1);
  CHECK(summary.refused == 1);
  CHECK(summary.delivered() == summary.finished - summary.needs_person + 1);

  shop.go();
  CHECK(shop.remote->calls == kAsked);
}

TEST_CASE("a failure that may have been billed is named unknown, and asked again a few times",
          "[schedule]") {
  PaidShop shop;
  shop.want_one();
  SECTION("until there is a picture") {
    shop.say(2, {.kind = OutcomeKind::transient, .may_be_billed = true});
    const schedule::Summary summary = shop.go();
    CHECK(summary.failed == 0);
    CHECK(summary.charged == FakeRemote::kPrice);
    CHECK(summary.unknown == util::Money{2 * FakeRemote::kWorst.micros});
    CHECK(shop.attempts()[0].state == "unknown");
    CHECK(shop.lineage->ledger_problems().empty());
  }
  SECTION("but not for ever") {
    shop.say(9, {.kind = OutcomeKind::transient, .may_be_billed = true});
    CHECK(shop.go().failed == 1);
    CHECK(shop.remote->calls == 4);
  }
}

TEST_CASE("what is refused for nothing time and again is parked, and had the next night",
          "[schedule]") {
  PaidShop shop;
  shop.want_one();
  shop.options.retry.most_free = 2;
  shop.say(3, {.kind = OutcomeKind::overloaded});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 3);
  CHECK(summary.parked == 1);
  CHECK(shop.go().failed == 0);
  CHECK(shop.remote->calls == 4);
}

TEST_CASE("only so many calls are under way at once", "[schedule]") {
  PaidShop shop;
  shop.want_scenes(3);
  shop.options.asked_in_flight = 2;
  shop.say(1, {.until = [&shop] { return shop.remote->most_in_flight > 1; }});
  shop.go();
  CHECK(shop.remote->most_in_flight == 2);
  CHECK(shop.remote->calls == 12);
}

TEST_CASE("requests that wait to be sent are bounded by their bytes", "[schedule]") {
  PaidShop shop;
  shop.want_scenes(4);
  shop.options.asked_in_flight = 8;
  shop.options.asked_bytes = 64;  // one body
  const schedule::Summary summary = shop.go();
  CHECK(summary.failed == 0);
  CHECK(shop.remote->calls == 16);
  CHECK(shop.remote->most_in_flight == 1);
  CHECK(shop.remote->most_bodies_alive <= 3);  // and two in the making
}

TEST_CASE("a request that was sent makes room for the next while its answer is waited for",
          "[schedule]") {
  PaidShop shop;
  shop.want_scenes(2);
  shop.options.asked_in_flight = 8;
  shop.options.asked_bytes = 64;  // one body
  shop.remote->keeps_bodies = false;
  shop.say(8, {.until = [&shop] { return shop.remote->most_in_flight == 8; }});
  shop.go();
  CHECK(shop.remote->most_in_flight == 8);
}

TEST_CASE("an attempt without a picture keeps what was said of it", "[schedule]") {
  PaidShop shop;
  shop.want_one();
  const util::Fields said{{"code", "IMAGE_OTHER"}, {"response_id", "r-17"}};
  shop.say(1, {.kind = OutcomeKind::no_image, .facts = said});
  shop.say(1, {.failure = lost(net::Progress::maybe_sent)});
  shop.go();
  const auto attempts = shop.attempts();
  REQUIRE(attempts.size() == 3);
  CHECK(attempts[0].state == "billed_failure");
  CHECK(util::find(attempts[0].facts, "prepared") == "yes");
  CHECK(util::find(attempts[0].facts, "code") == "IMAGE_OTHER");
  CHECK(util::find(attempts[0].facts, "response_id") == "r-17");
  CHECK(util::find(attempts[0].facts, "milliseconds"));
  CHECK(attempts[1].state == "unknown");
  CHECK(util::find(attempts[1].facts, "progress") == "maybe_sent");
  CHECK(attempts[2].state == "settled");
}

TEST_CASE("a request is told what its last answer was, and keeps its key", "[schedule]") {
  PaidShop shop;
  shop.want_one();
  shop.say(1, {.kind = OutcomeKind::no_image});
  shop.go();
  const auto attempts = shop.attempts();
  REQUIRE(attempts.size() == 2);
  CHECK_FALSE(util::find(attempts[0].facts, "prompt_added"));
  CHECK(util::find(attempts[1].facts, "prompt_added") == "again.picture");
  CHECK(attempts[0].render_key == attempts[1].render_key);
}

TEST_CASE("the turn a conversation goes on from is kept word for word", "[schedule]") {
  PaidShop shop;
  shop.want_one();
  const std::string turn = R"({"role": "model", "parts": []})";
  shop.say(1, {.turn = turn});
  shop.go();
  const auto attempts = shop.attempts();
  REQUIRE(attempts.size() == 1);
  CHECK(util::find(attempts[0].facts, "turn_sha256") == util::sha256(turn).hex());
  const util::Result<std::string> stored = shop.store->get(util::sha256(turn));
  REQUIRE(stored.has_value());
  CHECK(*stored == turn);
}

TEST_CASE("a picture of another shape, or from a thought, waits for a person", "[schedule]") {
  PaidShop shop;
  shop.want_one();
  std::string words;
  SECTION("of another shape") {
    shop.say(1, {.facts = {{"picture.fit", "other_ratio"},
                           {"picture.size", "768x1024"},
                           {"picture.expected", "1024x1024"}}});
    words = "768x1024";
  }
  SECTION("of another size") {
    shop.say(1, {.facts = {{"picture.fit", "other_size"},
                           {"picture.size", "512x512"},
                           {"picture.expected", "1024x1024"}}});
    words = "512x512";
  }
  SECTION("from a thought") {
    shop.say(1, {.facts = {{"picture.fit", "as_asked"}, {"picture.from_thought", "yes"}}});
    words = "thoughts";
  }
  // Whatever the checks think of a grey square, they are not what is tested here.
  const auto asks_for_it = [&](const schedule::Summary& summary) {
    REQUIRE(summary.questions.size() == 1);
    return summary.questions[0].why.find(words) != std::string::npos;
  };
  CHECK(asks_for_it(shop.go()));
  CHECK(shop.delivered().empty());
  // Finished anew from the stored rendering it still does.
  shop.job.profiles["life"].target_px = {280, 280};
  CHECK(asks_for_it(shop.go()));
  CHECK(shop.remote->calls == 1);
}

// When an API is not asked any more, and what is said of it.
#include "tests/schedule/paid_shop.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <utility>

using namespace vitrine;
using namespace std::chrono_literals;
using domain::OutcomeKind;
using test::FakeRemote;
using test::kAsked;
using test::lost;
using test::PaidShop;
using test::Scripted;
using util::ErrorKind;
using util::Money;

namespace {

bool says(const std::string& text, const char* words) {
  return text.find(words) != std::string::npos;
}

/// One call at a time, the first of which ends so.
struct StoppedShop : PaidShop {
  explicit StoppedShop(Scripted first) {
    options.asked_in_flight = 1;
    say(1, std::move(first));
  }
};

}  // namespace

TEST_CASE("a wrong key stops the API at once and says so", "[schedule]") {
  StoppedShop shop({.kind = OutcomeKind::auth_or_billing});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(summary.stopped == "key");
  CHECK(summary.stopped_why == "it said auth_or_billing");
  CHECK(summary.failed == 4);
  CHECK(summary.charged == util::Money{});
  CHECK(summary.finished == 8);  // what costs nothing was made all the same
}

TEST_CASE("a key that is missing or cannot be sent stops the API at once", "[schedule]") {
  for (const ErrorKind kind : {ErrorKind::not_found, ErrorKind::bad_spec}) {
    StoppedShop shop({.failure = lost(net::Progress::not_sent, kind)});
    const schedule::Summary summary = shop.go();
    CHECK(shop.remote->calls == 1);
    CHECK(summary.stopped == "key");
  }
}

TEST_CASE("a certificate that is not trusted stops the API as the network's fault", "[schedule]") {
  StoppedShop shop({.failure = lost(net::Progress::not_sent, ErrorKind::refused)});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(summary.stopped == "network");
}

TEST_CASE("an API that cannot be reached beyond patience is the network's fault", "[schedule]") {
  PaidShop shop;
  shop.options.asked_in_flight = 1;
  shop.options.retry.most_free = 2;
  shop.say(1000, {.failure = lost(net::Progress::not_sent)});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls <= 3 * test::kAsked);
  CHECK(summary.stopped == "network");
  CHECK(summary.failed == 4);
}

TEST_CASE("a day's quota stops the API and says when it is new", "[schedule]") {
  StoppedShop shop(
      {.kind = OutcomeKind::rate_limited, .facts = {{"scope", "day"}}, .retry_after = 60min});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(summary.stopped == "quota");
  const util::Timestamp then{shop.clock.now().micros + 3'600'000'000};
  CHECK(says(summary.stopped_why, util::to_text(then).c_str()));
}

TEST_CASE("a server cannot put the run to sleep for a day", "[schedule]") {
  for (const OutcomeKind kind :
       {OutcomeKind::rate_limited, OutcomeKind::overloaded, OutcomeKind::transient}) {
    StoppedShop shop({.kind = kind, .retry_after = 24h});
    const schedule::Summary summary = shop.go();
    CHECK(shop.remote->calls == 1);
    CHECK(summary.stopped == (kind == OutcomeKind::rate_limited ? "quota" : "network"));
    CHECK(says(summary.stopped_why, "would open again at 2026-11-"));
    CHECK(summary.failed == 4);
  }
}

TEST_CASE("a model that is gone is not sent the other requests", "[schedule]") {
  StoppedShop shop({.kind = OutcomeKind::model_gone});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(summary.failed == 4);
  REQUIRE(summary.failures.size() == 4);
  CHECK(says(summary.failures[3].message, "it said model_gone"));
}

TEST_CASE("a price that was assumed stops its model once a picture shows another", "[schedule]") {
  PaidShop shop;
  shop.options.asked_in_flight = 1;
  catalog::ModelPrice& price = shop.remote->price.emplace();
  price.model = "gemini-nano-banana-2.1";
  price.book = "2026-11-01";
  price.picture_rate = 30'000'000;
  price.sizes["2K"] = {1'680, {}, true};
  const auto with = [&](int tokens, const char* fit = "as_asked") {
    shop.say(kAsked,
             {.facts = {{"tokens.picture_out", std::to_string(tokens)}, {"picture.fit", fit}},
              .usage = {{"size", "2K"}}});
    return shop.go();
  };
  SECTION("both numbers are told, and what was bought is kept") {
    const schedule::Summary summary = with(2'520);
    // One call at a time, and one more may be begun while an answer is read.
    CHECK(shop.remote->calls <= 2);
    CHECK(summary.charged == Money{shop.remote->calls * FakeRemote::kPrice.micros});
    REQUIRE(static_cast<int>(summary.failures.size()) == kAsked - shop.remote->calls);
    CHECK(summary.failures[0].message ==
          "not asked: the price of gemini-nano-banana-2.1 at 2K was assumed, and is wrong: a "
          "picture took 2520 tokens (0.0756 USD), not the 1680 tokens (0.0504 USD) of price book "
          "2026-11-01; a newer book in schemas/prices.yaml of the project puts it right");
    int settled = 0;
    for (const lineage::AttemptRecord& attempt : shop.attempts())
      settled += attempt.state == "settled";
    CHECK(settled == shop.remote->calls);
  }
  SECTION("a price that is too high is as wrong") { CHECK(with(1'120).failed > 0); }
  SECTION("a picture of another size tells nothing of it") {
    CHECK(with(1'120, "other_size").failed == 0);
  }
  SECTION("two in a hundred are near enough") { CHECK(with(1'713).failed == 0); }
  SECTION("some shapes of a size may take more") {
    price.sizes["2K"].most_tokens = 1'900;
    CHECK(with(1'938).failed == 0);
  }
  SECTION("more than any shape takes is wrong") {
    price.sizes["2K"].most_tokens = 1'900;
    CHECK(with(1'939).failed > 0);
  }
  SECTION("each quality has a price of its own") {
    price.qualities["2K"] = {{"low", {1'120, {}, true}}, {"high", {2'520, {}, true}}};
    price.sizes.clear();
    shop.say(kAsked, {.facts = {{"tokens.picture_out", "2520"}, {"picture.fit", "as_asked"}},
                      .usage = {{"size", "2K"}, {"quality", "low"}}});
    const schedule::Summary summary = shop.go();
    REQUIRE_FALSE(summary.failures.empty());
    CHECK(says(summary.failures[0].message, "at 2K in quality low was assumed"));
  }
  SECTION("a price that is known is only what it is") {
    price.sizes["2K"].assumed = false;
    CHECK(with(2'520).failed == 0);
  }
}

TEST_CASE("two tasks refused in the same words end requests of their kind", "[schedule]") {
  PaidShop shop;
  shop.options.asked_in_flight = 1;
  shop.want_scenes(3);
  SECTION("two alike") {
    shop.say(2, {.kind = OutcomeKind::invalid_request, .message = "no such field"});
    CHECK(shop.go().failed == 12);
    CHECK(shop.remote->calls == 2);
  }
  SECTION("two that differ") {
    shop.say(1, {.kind = OutcomeKind::invalid_request, .message = "no such field"});
    shop.say(1, {.kind = OutcomeKind::invalid_request, .message = "this picture is broken"});
    CHECK(shop.go().failed == 2);
    CHECK(shop.remote->calls == 12);
  }
  SECTION("two alike after a picture") {
    shop.say(1, {});
    const auto is_settled = [&shop] { return shop.progress.charged == FakeRemote::kPrice; };
    shop.say(2, {.kind = OutcomeKind::invalid_request,
                 .message = "this picture is broken",
                 .until = is_settled});
    CHECK(shop.go().failed == 2);
    CHECK(shop.remote->calls == 12);
  }
}

TEST_CASE("no call is made that could pass the budget", "[schedule]") {
  PaidShop shop;
  shop.options.budget = util::Money{89'000};  // 0.04 charged and 0.05 at most would pass it
  shop.options.asked_in_flight = 1;
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(summary.charged == util::Money{40'000});
  CHECK(summary.stopped == "budget");
}

TEST_CASE("a budget is used up, and never passed, however many calls are under way", "[schedule]") {
  PaidShop shop;
  shop.want_scenes(8);  // 32 pictures
  shop.options.asked_in_flight = 32;
  shop.options.budget = util::Money{500'000};
  shop.say(1, {.until = [&shop] { return shop.remote->most_in_flight > 1; }});
  const schedule::Summary summary = shop.go();
  CHECK(summary.stopped == "budget");
  CHECK(shop.remote->most_at_stake <= *shop.options.budget);
  CHECK(shop.remote->most_in_flight > 1);
  // 11 cost 0.44, which leaves room for one more at 0.05 at most, and then no more.
  CHECK(shop.remote->calls == 12);
  CHECK(summary.charged == util::Money{480'000});
  CHECK(*shop.options.budget - summary.charged < FakeRemote::kWorst);
  CHECK(shop.lineage->ledger_problems().empty());
}

TEST_CASE("what is on record but not sent yet is taken back when the key is refused",
          "[schedule]") {
  PaidShop shop;
  shop.options.asked_in_flight = 1;
  shop.options.begun_ahead = 1;
  // The answer comes when the next one is ready to go.
  shop.say(1, {.kind = OutcomeKind::auth_or_billing,
               .until = [&shop] { return shop.counted->begun == 2; }});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(summary.charged == util::Money{});
  CHECK(summary.unknown == util::Money{});
  // The first was refused, the second was on record and never left.
  const lineage::Lineage::CostRow costs = shop.lineage->total_costs("code");
  const auto outcomes = shop.lineage->costs("code", lineage::Lineage::CostBy::outcome);
  const auto free = std::find_if(outcomes.begin(), outcomes.end(),
                                 [](const auto& row) { return row.key == "free_failure"; });
  REQUIRE(free != outcomes.end());
  CHECK(free->attempts == 2);
  CHECK(costs.unknown == util::Money{});
  CHECK(shop.lineage->ledger_problems().empty());
}

TEST_CASE("after Ctrl-C nothing new is sent, and what is under way is kept", "[schedule]") {
  PaidShop shop;
  shop.options.asked_in_flight = 1;
  shop.options.begun_ahead = 1;
  shop.say(1, {.until = [&shop, raised = false]() mutable {
             if (shop.counted->begun == 2 && !std::exchange(raised, true)) std::raise(SIGINT);
             return shop.progress.draining;
           }});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(summary.stopped == "signal");
  CHECK(summary.charged == FakeRemote::kPrice);
  CHECK(summary.unknown == util::Money{});
  CHECK(shop.lineage->total_costs("code").charged == FakeRemote::kPrice);
  CHECK(shop.lineage->ledger_problems().empty());
  // Whoever goes on the next night has that picture and buys the others.
  const schedule::Summary rest = shop.go();
  CHECK(shop.remote->calls == test::kAsked);
  CHECK(rest.charged == util::Money{(test::kAsked - 1) * 40'000});
  CHECK(rest.failed == 0);
  CHECK(rest.stopped.empty());
  CHECK(summary.finished + rest.finished == 12);
}

TEST_CASE("nothing more is bought once a picture could not be delivered", "[schedule]") {
  PaidShop shop;
  shop.want_scenes(12);
  shop.options.asked_in_flight = 1;
  const std::filesystem::path folder = shop.out.path();
  std::filesystem::remove_all(folder);
  std::ofstream(folder) << "no folder any more";
  CHECK_THROWS(shop.go());
  CHECK(shop.remote->calls < 24);  // of 48; what is under way is still kept
  std::filesystem::remove(folder);
}

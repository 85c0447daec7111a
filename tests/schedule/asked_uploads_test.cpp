// What a request names is uploaded before it is asked.
#include "tests/schedule/paid_shop.hpp"

#include <csignal>
#include <utility>

using namespace vitrine;
using domain::OutcomeKind;
using test::kAllCharged;
using test::kAsked;
using test::lost;
using test::PaidShop;

TEST_CASE("how many requests send a picture is told before the first is asked", "[schedule]") {
  PaidShop shop;
  std::map<util::Digest, int> at_first_call;
  shop.remote->on_call = [&] {
    if (at_first_call.empty()) at_first_call = shop.remote->uses;
  };
  shop.go();
  // The packshot of each product as photographed, sent by the one scene that is asked for.
  const util::Digest packshot = shop.job.digests.at("MUG-01-front.jpg");
  REQUIRE(at_first_call.contains(packshot));
  CHECK(at_first_call.at(packshot) == 1);
}

TEST_CASE("what a request names is uploaded before it is sent", "[schedule]") {
  PaidShop shop;
  shop.remote->wants_uploads = true;
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->uploads == kAsked);
  CHECK(shop.remote->calls == kAsked);
  CHECK(summary.failed == 0);
  CHECK(summary.charged == kAllCharged);
}

TEST_CASE("an upload that fails costs nothing and is tried again", "[schedule]") {
  PaidShop shop;
  shop.remote->wants_uploads = true;
  for (int i = 0; i < 3; ++i) {
    providers::Hindrance busy;
    busy.outcome.kind = OutcomeKind::overloaded;
    shop.remote->upload_script.push_back(busy);
    providers::Hindrance lost_line;
    lost_line.failure = lost(net::Progress::not_sent);
    shop.remote->upload_script.push_back(lost_line);
  }
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->uploads == kAsked + 6);
  CHECK(summary.failed == 0);
  CHECK(summary.charged == kAllCharged);
  CHECK(summary.unknown == util::Money{});
}

TEST_CASE("a key that is refused for an upload stops the API, too", "[schedule]") {
  PaidShop shop;
  shop.remote->wants_uploads = true;
  shop.options.asked_in_flight = 1;
  providers::Hindrance no_key;
  no_key.outcome.kind = OutcomeKind::auth_or_billing;
  no_key.outcome.message = "the key was refused";
  shop.remote->upload_script.push_back(no_key);
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 0);
  CHECK(shop.remote->uploads == 1);
  CHECK(summary.stopped == "key");
  CHECK(summary.stopped_why == "the key was refused");
  CHECK(summary.charged == util::Money{});
  CHECK(summary.finished == 8);
}

TEST_CASE("what was uploaded and is gone is uploaded again", "[schedule]") {
  PaidShop shop;
  shop.remote->wants_uploads = true;
  shop.options.asked_in_flight = 1;
  shop.say(1, {.kind = OutcomeKind::invalid_request, .facts = {{"remedy", "upload"}}});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->uploads == kAsked + 1);
  CHECK(shop.remote->calls == kAsked + 1);
  CHECK(summary.failed == 0);
  CHECK(summary.charged == kAllCharged);
  CHECK(shop.lineage->ledger_problems().empty());
}

TEST_CASE("uploads that never stay are given up in the end", "[schedule]") {
  PaidShop shop;
  shop.remote->wants_uploads = true;
  shop.remote->keeps_uploads = false;
  shop.options.retry.most_free = 2;
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 0);
  CHECK(summary.failed == 4);
  CHECK(summary.finished == 8);
}

TEST_CASE("a run that is stopped before an upload has ended sends nothing", "[schedule]") {
  PaidShop shop;
  shop.remote->wants_uploads = true;
  shop.options.asked_in_flight = 1;
  shop.remote->upload_until = [&shop, raised = false]() mutable {
    if (!std::exchange(raised, true)) std::raise(SIGINT);
    return shop.progress.draining;
  };
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->uploads == 1);
  CHECK(shop.remote->calls == 0);
  CHECK(summary.stopped == "signal");
  CHECK(summary.charged == util::Money{});
}

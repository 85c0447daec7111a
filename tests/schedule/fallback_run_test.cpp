// Who is asked where the first model gives no picture, and what is said and kept of it.
#include "tests/schedule/paid_shop.hpp"

#include <utility>

using namespace vitrine;
using namespace std::chrono_literals;
using domain::OutcomeKind;
using test::FakeRemote;
using test::kAsked;
using test::lost;
using test::PaidShop;
using test::Scripted;

namespace {

const Scripted kNoQuota{
    .kind = OutcomeKind::rate_limited, .facts = {{"scope", "day"}}, .retry_after = 60min};

/// One call at a time, the first of which ends so.
struct FallbackShop : PaidShop {
  explicit FallbackShop(const Scripted& first, bool same_address = false) {
    fall_back(same_address);
    options.asked_in_flight = 1;
    say(1, first);
  }
  /// Of what the plan would have the `nth` of the chain make.
  std::set<util::Digest> keys_of_paid(std::size_t nth) {
    const plan::Input input = job.input();
    plan::NoPriorWork nothing;
    const plan::Plan made = plan::make_plan(input, nothing);
    std::set<util::Digest> keys;
    for (const plan::PlannedTask& task : made.tasks()) {
      if (!task.paid) continue;
      const domain::RenderRequest request = made.request(task, {}, nth);
      keys.insert(domain::render_key(domain::base_key(request), request.take));
    }
    return keys;
  }
  std::set<std::string> models() const {
    std::set<std::string> models;
    for (const lineage::DeliveryRecord& delivery : lineage->deliveries(job.job.name))
      if (const auto task = lineage->task(delivery.render_key); task && task->surface != "studio")
        models.insert(task->model);
    return models;
  }
};

bool says(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("where the day's quota is gone the second vendor makes the rest, and it is said",
          "[schedule]") {
  FallbackShop shop(kNoQuota);
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(shop.second->calls == kAsked);
  CHECK(summary.failed == 0);
  CHECK(summary.parked == 0);
  CHECK(summary.stopped == "quota");
  CHECK(summary.is_made_good);
  CHECK(summary.charged == test::kAllCharged);
  REQUIRE(summary.fallbacks.size() == 1);
  CHECK(summary.fallbacks[0].asked == "gemini-nano-banana-2.1");
  CHECK(summary.fallbacks[0].taken == "gpt-image-2");
  CHECK(summary.fallbacks[0].pictures == kAsked);
  CHECK(says(summary.fallbacks[0].why, "it said rate_limited"));
  CHECK(shop.models() == std::set<std::string>{"gpt-image-2"});
  CHECK(shop.lineage->parked_tasks(shop.job.job.name).empty());
  CHECK(shop.lineage->fallbacks_of_run("run-1").size() == kAsked);
  // What a file says of itself is who made it, not who was asked first.
  for (const lineage::DeliveryRecord& delivery : shop.lineage->deliveries(shop.job.job.name))
    if (delivery.scene == "tokyo")
      CHECK(shop.lineage->asset(delivery.asset)->recipe.ai_system == "gpt-image-2");
  CHECK(std::count_if(shop.progress.remarks.begin(), shop.progress.remarks.end(),
                      [](const std::string& remark) {
                        return says(remark, "by gpt-image-2 instead of gemini-nano-banana-2.1: ");
                      }) == kAsked);

  for (const lineage::FallbackRecord& record : shop.lineage->fallbacks_of_run("run-1"))
    CHECK(record.why.starts_with("it said rate_limited"));

  SECTION("the next night asks nobody") {
    const schedule::Summary next = shop.go();
    CHECK(next.reused == next.planned);
    CHECK(next.fallbacks.empty());
  }
  SECTION("another size is finished anew from what is there") {
    shop.job.profiles["life"].target_px = {280, 280};
    const schedule::Summary next = shop.go();
    CHECK(next.finished > 0);
    CHECK(next.failed == 0);
    CHECK(next.rendered == 0);
    CHECK(next.fallbacks.empty());
    CHECK(shop.models() == std::set<std::string>{"gpt-image-2"});
  }
  CHECK(shop.remote->calls == 1);
  CHECK(shop.second->calls == kAsked);
}

TEST_CASE("what was taken from another stands where only the cut-out is another", "[schedule]") {
  FallbackShop shop(kNoQuota);
  shop.want_one();
  shop.go();
  shop.job.touch(shop.job.job.products[0].packshots[0].mask->string());
  const schedule::Summary next = shop.go();
  CHECK(next.finished == 1);
  CHECK(next.failed == 0);
  CHECK(shop.remote->calls == 1);
  CHECK(shop.second->calls == 1);
}

TEST_CASE("a key that is refused, a model that is gone and a wrong request are taken over",
          "[schedule]") {
  for (const OutcomeKind kind :
       {OutcomeKind::auth_or_billing, OutcomeKind::model_gone, OutcomeKind::invalid_request}) {
    INFO(to_text(kind));
    FallbackShop shop({.kind = kind});
    shop.want_one();
    const schedule::Summary summary = shop.go();
    CHECK(shop.remote->calls == 1);
    CHECK(shop.second->calls == 1);
    CHECK(summary.failed == 0);
    CHECK(summary.is_made_good == !summary.stopped.empty());
  }
}

TEST_CASE("a vendor that cannot be reached is taken over from", "[schedule]") {
  FallbackShop shop({.failure = lost(net::Progress::not_sent)});
  shop.options.retry.most_free = 2;
  shop.say(1000, {.failure = lost(net::Progress::not_sent)});
  const schedule::Summary summary = shop.go();
  CHECK(summary.stopped == "network");
  CHECK(summary.failed == 0);
  CHECK(shop.second->calls == kAsked);
}

TEST_CASE("tries that are used up without a picture are counted, and then taken over",
          "[schedule]") {
  FallbackShop shop({.kind = OutcomeKind::no_image});
  shop.want_one();
  shop.say(2, {.kind = OutcomeKind::no_image});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 3);
  CHECK(shop.second->calls == 1);
  CHECK(summary.failed == 0);
  CHECK(summary.charged == util::Money{4 * FakeRemote::kPrice.micros});
}

TEST_CASE("a refusal for good is a person's, and nobody else is asked", "[schedule]") {
  FallbackShop shop({.kind = OutcomeKind::policy_hard});
  shop.want_one();
  const schedule::Summary summary = shop.go();
  CHECK(shop.second->calls == 0);
  CHECK(summary.needs_person == 1);
  CHECK(summary.fallbacks.empty());
}

TEST_CASE("nobody else is asked while a call may yet turn out to be billed", "[schedule]") {
  FallbackShop shop({.failure = lost(net::Progress::maybe_sent)});
  shop.want_one();
  shop.say(1000, {.failure = lost(net::Progress::maybe_sent)});
  const schedule::Summary summary = shop.go();
  CHECK(shop.second->calls == 0);
  CHECK(summary.failed == 1);
  CHECK(summary.unknown > util::Money{});

  SECTION("nor the next night, where the quota is gone besides") {
    shop.remote->script.clear();
    shop.say(1, kNoQuota);
    CHECK(shop.go().parked == 1);
    CHECK(shop.second->calls == 0);
  }
}

TEST_CASE("nobody else is asked while an answer of a killed run lies unread", "[schedule]") {
  FallbackShop shop(kNoQuota);
  shop.want_one();
  shop.unread = shop.keys_of_paid(0);
  REQUIRE(shop.unread.size() == 1);
  const schedule::Summary summary = shop.go();
  CHECK(summary.failed == 1);
  CHECK(shop.remote->calls == 0);
  CHECK(shop.second->calls == 0);
}

TEST_CASE("the first is not asked again while what another answered instead lies unread",
          "[schedule]") {
  FallbackShop shop(kNoQuota);
  shop.want_one();
  shop.second->script = {{.kind = OutcomeKind::auth_or_billing}};
  REQUIRE(shop.go().fallbacks.empty());
  const int first_calls = shop.remote->calls, second_calls = shop.second->calls;
  shop.remote->script.clear();
  shop.second->script.clear();
  // As a run leaves it that was killed after the second vendor's answer.
  shop.unread = shop.keys_of_paid(1);
  const schedule::Summary next = shop.go();
  CHECK(next.failed == 1);
  CHECK(shop.remote->calls == first_calls);
  CHECK(shop.second->calls == second_calls);

  SECTION("once it was put aside the first is asked") {
    shop.unread.clear();
    CHECK(shop.go().failed == 0);
    CHECK(shop.remote->calls == first_calls + 1);
    CHECK(shop.second->calls == second_calls);
  }
}

TEST_CASE("a budget ends the run for everybody", "[schedule]") {
  FallbackShop shop({});
  shop.options.budget = FakeRemote::kWorst;
  const schedule::Summary summary = shop.go();
  CHECK(summary.stopped == "budget");
  CHECK_FALSE(summary.is_made_good);
  CHECK(shop.second->calls == 0);
  CHECK(summary.failed == kAsked - 1);
}

TEST_CASE("a price that was wrong is not answered by asking somebody else", "[schedule]") {
  FallbackShop shop({.facts = {{"tokens.picture_out", "2520"}, {"picture.fit", "as_asked"}},
                     .usage = {{"size", "2K"}}});
  catalog::ModelPrice& price = shop.remote->price.emplace();
  price.model = "gemini-nano-banana-2.1";
  price.book = "2026-11-01";
  price.picture_rate = 30'000'000;
  price.sizes["2K"] = {1'680, {}, true};
  CHECK(shop.go().failed > 0);
  CHECK(shop.second->calls == 0);
}

TEST_CASE("where all of the chain give nothing the first one's reason leads, and all are named",
          "[schedule]") {
  FallbackShop shop(kNoQuota);
  shop.second->script = {{.kind = OutcomeKind::auth_or_billing, .message = "no such key"}};
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(shop.second->calls == 1);
  CHECK(summary.parked == kAsked);
  CHECK(summary.stopped == "quota");
  CHECK(summary.stopped_surface == "gemini");
  CHECK_FALSE(summary.is_made_good);
  CHECK(summary.fallbacks.empty());
  REQUIRE_FALSE(summary.failures.empty());
  for (const schedule::Failure& failure : summary.failures) {
    CHECK(says(failure.message, "it said rate_limited; it would open again at "));
    CHECK(says(failure.message, "; gpt-image-2: "));
    CHECK(says(failure.message, "no such key"));
  }
  const auto parked = shop.lineage->parked_tasks(shop.job.job.name);
  REQUIRE(parked.size() == 1);
  CHECK(parked[0].model == "gemini-nano-banana-2.1");
}

TEST_CASE("a stop is made good only where nothing is left of it", "[schedule]") {
  FallbackShop shop(kNoQuota);
  shop.second->script = {{}, {.kind = OutcomeKind::auth_or_billing}};
  const schedule::Summary summary = shop.go();
  CHECK(summary.parked == kAsked - 1);
  REQUIRE(summary.fallbacks.size() == 1);
  CHECK(summary.fallbacks[0].pictures == 1);
  CHECK(summary.stopped == "quota");
  CHECK_FALSE(summary.is_made_good);
}

TEST_CASE("two vendors behind one address are asked each for its own model", "[schedule]") {
  FallbackShop shop(kNoQuota, true);
  const schedule::Summary summary = shop.go();
  CHECK(summary.failed == 0);
  CHECK(shop.remote->calls == 1);
  CHECK(shop.second->calls == kAsked);
}

TEST_CASE("a picture of the first is taken before one of the second", "[schedule]") {
  FallbackShop shop(kNoQuota);
  shop.want_one();
  shop.go();
  REQUIRE(shop.models() == std::set<std::string>{"gpt-image-2"});
  // Without the list the first makes it after all.
  const auto list = std::exchange(shop.job.job.fallback, {});
  shop.job.profiles["life"].target_px = {280, 280};
  CHECK(shop.go().rendered == 1);
  CHECK(shop.models() == std::set<std::string>{"gemini-nano-banana-2.1"});
  shop.job.job.fallback = list;
  shop.job.profiles["life"].target_px = {290, 290};
  CHECK(shop.go().rendered == 0);
  CHECK(shop.models() == std::set<std::string>{"gemini-nano-banana-2.1"});
}

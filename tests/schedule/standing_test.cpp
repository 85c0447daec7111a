// Tasks that stand on another task's picture.
#include "tests/schedule/paid_shop.hpp"

using namespace vitrine;
using domain::OutcomeKind;
using test::FakeRemote;
using test::PaidShop;

namespace {

/// One shot, with steps of refining.
struct RefinedShop : PaidShop {
  explicit RefinedShop(std::vector<domain::RefineStep> steps) {
    want_one();
    spec::Adjustment line;
    line.subject.conditions = {{"sku", {"*"}, {}}};
    line.refine = std::move(steps);
    job.job.adjust = {line};
  }
  std::vector<domain::RefineStep>& steps() { return job.job.adjust[0].refine; }
  /// What the delivered picture was asked for with.
  domain::RenderRequest last_asked() const {
    const util::Digest key = attempts().front().render_key;
    return domain::request_from_fields(lineage->task(key)->key_fields).value();
  }
};

domain::RefineStep next(const std::string& words) { return {words, domain::StandsOn::last}; }

}  // namespace

TEST_CASE("what is refined is asked for first, and the step is sent its picture", "[schedule]") {
  RefinedShop shop({{"warmer light"}});
  const schedule::Summary summary = shop.go();
  CHECK(summary.failed == 0);
  CHECK(summary.finished == 1);
  CHECK(shop.remote->calls == 2);
  CHECK(summary.charged == util::Money{2 * 40'000});
  const domain::RenderRequest step = shop.last_asked();
  CHECK(step.operation == domain::Operation::refine);
  const auto first_base = util::Digest::from_hex(shop.remote->bodies.front());
  const auto original = shop.lineage->chosen_rendering(first_base.value());
  REQUIRE(original);
  CHECK(step.sources.front() ==
        domain::Source{domain::SourceRole::picture, "", original->rendering.blob});
  CHECK(shop.go().charged == util::Money{});
}

TEST_CASE("a step more buys one picture, and what it stands on is not judged again", "[schedule]") {
  RefinedShop shop({{"warmer light"}});
  shop.go();
  shop.steps().push_back(next("a little steam"));
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 3);
  CHECK(summary.rendered == 1);
  CHECK(shop.lineage->ledger_problems().empty());
}

TEST_CASE("nothing is asked that would stand on a picture that was not given", "[schedule]") {
  RefinedShop shop({{"warmer light"}, next("a little steam")});
  SECTION("the original is refused for good") {
    shop.say(1, {.kind = OutcomeKind::policy_hard});
    const schedule::Summary summary = shop.go();
    CHECK(shop.remote->calls == 1);
    CHECK(summary.needs_person == 1);
  }
  SECTION("a step fails") {
    shop.say(1, {});
    shop.say(3, {.kind = OutcomeKind::no_image});
    const schedule::Summary summary = shop.go();
    CHECK(shop.remote->calls == 4);
    CHECK(summary.failed == 1);
    // The next night goes on from what is there.
    CHECK(shop.go().finished == 1);
    CHECK(shop.remote->calls == 6);
  }
}

TEST_CASE("a step that its model does not give is asked of the next with the same picture",
          "[schedule]") {
  RefinedShop shop({{"warmer light"}});
  shop.fall_back();
  shop.say(1, {});
  shop.say(1, {.kind = OutcomeKind::invalid_request});
  const schedule::Summary summary = shop.go();
  CHECK(summary.failed == 0);
  CHECK(shop.remote->calls == 2);
  CHECK(shop.second->calls == 1);
  const domain::RenderRequest step = shop.last_asked();
  CHECK(step.model == "gpt-image-2");
  const auto first_base = util::Digest::from_hex(shop.remote->bodies.front());
  CHECK(step.sources.front().digest ==
        shop.lineage->chosen_rendering(first_base.value())->rendering.blob);
  CHECK(shop.go().charged == util::Money{});
}

TEST_CASE("the first frame of a series is asked for once, before all others", "[schedule]") {
  PaidShop shop;
  shop.want_one();
  shop.want_series(4);
  // Whoever asked for a later frame with the first under way would have sent nothing to hold it to.
  shop.remote->on_call = [&shop] {
    CHECK((shop.remote->calls == 1 || shop.remote->billed.micros >= 40'000));
  };
  const schedule::Summary summary = shop.go();
  CHECK(summary.finished == 4);
  CHECK(shop.remote->calls == 4);
  int held = 0;
  util::Digest first;
  for (const lineage::AttemptRecord& attempt : shop.attempts()) {
    const auto request =
        domain::request_from_fields(shop.lineage->task(attempt.render_key)->key_fields).value();
    if (request.sources.back().role != domain::SourceRole::frame) continue;
    CHECK((first.is_zero() || first == request.sources.back().digest));
    first = request.sources.back().digest;
    ++held;
  }
  CHECK(held == 3);
}

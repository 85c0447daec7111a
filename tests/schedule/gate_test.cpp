#include "pipeline/schedule/gate.hpp"

#include "tests/schedule/paid_shop.hpp"

#include <atomic>
#include <deque>
#include <mutex>
#include <utility>

using namespace vitrine;
using domain::DeliveryState;
using domain::Verdict;
using domain::VerdictOutcome;
using test::FakeRemote;
using test::PaidShop;

namespace {

Verdict lettering(VerdictOutcome outcome, double value) {
  Verdict verdict;
  verdict.check = "text.label";
  verdict.outcome = outcome;
  verdict.value = value;
  verdict.limit = 0.55;
  verdict.detail = "a spot of the print differs";
  return verdict;
}
const Verdict kGood = lettering(VerdictOutcome::pass, 0.8);
Verdict bad(double value = 0.3) { return lettering(VerdictOutcome::reject, value); }

struct Study final : schedule::GateStudy {
  Study(std::string text, std::atomic<int>& count, std::atomic<int>& most)
      : found(std::move(text)), alive(count) {
    const int now = ++alive;
    for (int before = most; before < now;)
      if (most.compare_exchange_weak(before, now)) break;
  }
  ~Study() override { --alive; }
  std::string to_remember() const override { return found; }
  std::int64_t bytes() const override { return 1; }
  std::string found;
  std::atomic<int>& alive;
};

/// Says of each picture what it was told to say, then that it is good.
struct FakeGate final : schedule::Gate {
  std::string checks() const override { return "fake/1"; }
  int study_version() const override { return 1; }
  std::shared_ptr<const schedule::GateStudy> study(schedule::GateProduct product,
                                                   const std::optional<std::string>& remembered,
                                                   store::AssetStore&) const override {
    const std::lock_guard lock(mutex);
    ++studies;
    known = std::move(product);
    if (remembered) ++recalled;
    return std::make_shared<Study>(remembered ? "" : "limits", alive, most_alive);
  }
  util::Result<schedule::Judged> judge(const schedule::GateStudy&,
                                       std::string_view,
                                       store::AssetStore&) const override {
    const std::lock_guard lock(mutex);
    ++judged;
    schedule::Judged answer;
    answer.ways.push_back({{script.empty() ? kGood : script.front()}, {}});
    if (!script.empty()) script.pop_front();
    return answer;
  }

  mutable std::mutex mutex;
  mutable std::deque<Verdict> script;
  mutable schedule::GateProduct known;
  mutable int studies = 0, recalled = 0, judged = 0;
  mutable std::atomic<int> alive{0}, most_alive{0};
};

struct GatedShop : PaidShop {
  FakeGate fake;
  GatedShop() {
    gate = &fake;
    want_one();
  }
  lineage::DeliveryRecord only() const { return lineage->deliveries("code").at(0); }
  /// One step of refining, in place of what was said before.
  void refine(const std::string& words) {
    spec::Adjustment line;
    line.subject.conditions = {{"sku", {"*"}, {}}};
    line.refine = {{words}};
    job.job.adjust = {line};
  }
  void deliver_to_second_channel() {
    job.profiles["second"] = job.profiles.at("life");
    job.profiles["second"].id = "second";
    job.profiles["second"].name_pattern = "second/" + job.profiles["life"].name_pattern;
    spec::DeliverLine line = job.job.deliver.front();
    line.profile = "second";
    job.job.deliver.push_back(line);
  }
  DeliveryState state_for(const std::string& profile) const {
    for (const lineage::DeliveryRecord& delivery : lineage->deliveries("code"))
      if (delivery.profile == profile) return delivery.state;
    return DeliveryState::waiting;
  }
};

}  // namespace

TEST_CASE("a picture that the gate lets through is judged once and delivered", "[schedule]") {
  GatedShop shop;
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(shop.fake.judged == 1);
  CHECK(summary.needs_person == 0);
  CHECK(shop.only().state == DeliveryState::accepted);
  const auto verdicts = shop.lineage->verdicts(shop.only().asset);
  CHECK(std::any_of(verdicts.begin(), verdicts.end(), [](const lineage::StoredVerdict& stored) {
    return stored.verdict.check == "text.label" && stored.verdict.value == 0.8;
  }));
}

TEST_CASE("a refused picture is asked for again with what was wrong, and the good one is delivered",
          "[schedule]") {
  GatedShop shop;
  shop.fake.script = {bad()};
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 2);
  CHECK(summary.charged == util::Money{2 * 40'000});
  CHECK(summary.needs_person == 0);
  const lineage::DeliveryRecord delivery = shop.only();
  CHECK(delivery.state == DeliveryState::accepted);
  const lineage::TaskRecord task = shop.lineage->task(delivery.render_key).value();
  CHECK(task.take == 1);
  const auto attempts = shop.lineage->attempts(delivery.render_key);
  REQUIRE(attempts.size() == 1);
  CHECK(util::find(attempts[0].facts, "prompt_added") == "again.text");
  // The next night knows which take it was, and asks nobody.
  CHECK(shop.go().charged == util::Money{});
  CHECK(shop.remote->calls == 2);
  CHECK(shop.lineage->ledger_problems().empty());
}

TEST_CASE("nothing is asked for with a picture that the gate takes for another product",
          "[schedule]") {
  GatedShop shop;
  shop.refine("warmer light");
  shop.fake.script = {bad(), bad(), bad(), bad(), bad(), bad()};
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 3);  // the tries of the picture that the step would go on from
  CHECK(summary.failed == 1);
  REQUIRE(summary.failures.size() == 1);
  CHECK(summary.failures[0].message.starts_with(
      "not asked for: the picture that it goes on from is not let through: text.label: "));
  // Nothing of it is bought again; where a newer gate lets it through, the step is asked for.
  CHECK(shop.go().failed == 1);
  CHECK(shop.remote->calls == 3);
  CHECK(shop.go().finished == 1);
  CHECK(shop.remote->calls == 4);
}

TEST_CASE("a step goes on from the take that was let through, the next night as well",
          "[schedule]") {
  GatedShop shop;
  shop.refine("warmer light");
  shop.fake.script = {bad()};
  shop.go();
  REQUIRE(shop.remote->calls == 3);  // two takes, and the step
  // Another size is cut from what is there.
  shop.job.profiles["life"].target_px = {280, 280};
  const schedule::Summary summary = shop.go();
  CHECK(summary.finished == 1);
  CHECK(summary.rendered == 0);
  CHECK(shop.remote->calls == 3);
  // A second step goes on from the same take, though the gate would have another one today.
  const util::Digest step = shop.only().render_key;
  shop.refine("a little steam");
  shop.fake.script = {bad()};
  shop.go();
  CHECK(shop.remote->calls == 4);
  const auto picture_under = [&](const util::Digest& key) {
    return domain::request_from_fields(shop.lineage->task(key)->key_fields).value().sources.front();
  };
  CHECK(picture_under(step) == picture_under(shop.only().render_key));
  CHECK(shop.lineage->ledger_problems().empty());
}

TEST_CASE("after the last try a person gets the best of them, once", "[schedule]") {
  GatedShop shop;
  shop.job.job.defaults.tries = 3;
  shop.fake.script = {bad(0.2), bad(0.45), bad(0.3)};
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 3);
  CHECK(summary.needs_person == 1);
  const lineage::DeliveryRecord delivery = shop.only();
  CHECK(delivery.state == DeliveryState::needs_person);
  CHECK(delivery.why == "3 tries, text.label: a spot of the print differs");
  CHECK(shop.lineage->task(delivery.render_key)->take == 1);
  // The best stands for the request from now on, and nothing more is bought.
  CHECK(shop.lineage->chosen_rendering(shop.lineage->task(delivery.render_key)->base_key)->take ==
        1);
  CHECK(shop.go().charged == util::Money{});
  CHECK(shop.remote->calls == 3);
}

TEST_CASE("each refused picture keeps what was measured of it", "[schedule]") {
  GatedShop shop;
  shop.fake.script = {bad(0.2), bad(0.4), bad(0.3)};
  shop.go();
  const util::Digest base = shop.lineage->task(shop.only().render_key)->base_key;
  for (const lineage::ChosenRendering& take : shop.lineage->renderings(base))
    CHECK_FALSE(shop.lineage->judgement(take.rendering.blob).empty());
}

TEST_CASE("takes that were paid for before a crash are judged before more is bought",
          "[schedule]") {
  GatedShop shop;
  shop.job.job.defaults.tries = 2;
  shop.options.gate = false;
  shop.go();  // one take on record, and nothing in the shop
  shop.options.gate = true;
  shop.lineage->remove_deliveries("code", {{{shop.only().shot, shop.only().profile}}});
  shop.fake.script = {bad()};
  shop.go();
  CHECK(shop.remote->calls == 2);
  CHECK(shop.fake.judged == 2);
  CHECK(shop.only().state == DeliveryState::accepted);
}

TEST_CASE("asking again uses no more than its share of the run's budget", "[schedule]") {
  GatedShop shop;
  shop.options.budget = util::Money{1'000'000};
  shop.options.redo_share = 0.001;
  shop.fake.script = {bad(), bad(), bad()};
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(summary.needs_person == 1);
}

TEST_CASE("what only resembles too little goes to a person before it is paid for again",
          "[schedule]") {
  GatedShop shop;
  Verdict tiles = bad();
  tiles.check = "identity.tiles";
  shop.fake.script = {tiles};
  CHECK(shop.go().needs_person == 1);
  CHECK(shop.remote->calls == 1);
}

TEST_CASE("one try means that nothing is asked again", "[schedule]") {
  GatedShop shop;
  shop.job.job.defaults.tries = 1;
  shop.fake.script = {bad()};
  CHECK(shop.go().needs_person == 1);
  CHECK(shop.remote->calls == 1);
  CHECK(shop.only().why == "text.label: a spot of the print differs");
}

TEST_CASE("a channel that only warns of it takes the picture", "[schedule]") {
  GatedShop shop;
  for (auto& [id, profile] : shop.job.profiles) profile.severity["text"] = domain::Severity::warn;
  shop.fake.script = {bad()};
  CHECK(shop.go().needs_person == 0);
  CHECK(shop.remote->calls == 1);
}

TEST_CASE("a product is studied once a run, and not anew the next night", "[schedule]") {
  PaidShop shop;
  FakeGate fake;
  shop.gate = &fake;
  shop.want_scenes(3);
  shop.go();
  CHECK(fake.judged == shop.remote->calls);
  CHECK(fake.studies == 4);  // two products in two colours
  CHECK(fake.recalled == 0);
  for (domain::Scene& scene : shop.job.job.scenes)
    if (auto* told = std::get_if<domain::PromptBackdrop>(&scene.backdrop)) told->text += " at noon";
  shop.go();
  CHECK(fake.recalled > 0);
}

TEST_CASE("what was delivered is not bought anew for a second channel that refuses it",
          "[schedule]") {
  GatedShop shop;
  shop.job.job.defaults.tries = 3;
  shop.go();
  REQUIRE(shop.only().state == DeliveryState::accepted);
  shop.deliver_to_second_channel();
  shop.fake.script = {bad(), bad(), bad()};
  CHECK(shop.go().charged == util::Money{});
  CHECK(shop.remote->calls == 1);
  CHECK(shop.state_for("second") == DeliveryState::needs_person);
  CHECK(shop.state_for("life") == DeliveryState::accepted);
}

TEST_CASE("a take that was delivered is not changed for another that newer checks like better",
          "[schedule]") {
  GatedShop shop;
  shop.job.job.defaults.tries = 3;
  shop.fake.script = {bad(0.2), kGood};
  shop.go();
  const util::Digest chosen = shop.only().render_key;
  REQUIRE(shop.only().state == DeliveryState::accepted);
  REQUIRE(shop.lineage->task(chosen)->take == 1);
  for (int night = 0; night < 2; ++night) {  // each finishes anew; the first take would pass now
    shop.job.profiles["life"].target_px = {280 + night, 280};
    shop.fake.script = {bad()};
    CHECK(shop.go().charged == util::Money{});
    CHECK(shop.remote->calls == 2);
    CHECK(shop.only().state == DeliveryState::needs_person);
    CHECK(shop.only().render_key == chosen);
  }
}

TEST_CASE("a take that suits every channel is chosen over one that suits the first alone",
          "[schedule]") {
  GatedShop shop;
  shop.job.job.defaults.tries = 2;
  shop.deliver_to_second_channel();
  shop.job.profiles["life"].severity["text"] = domain::Severity::warn;
  shop.fake.script = {bad()};
  CHECK(shop.go().needs_person == 0);
  CHECK(shop.remote->calls == 2);
  for (const lineage::DeliveryRecord& delivery : shop.lineage->deliveries("code"))
    CHECK(shop.lineage->task(delivery.render_key)->take == 1);
}

TEST_CASE("what the gate refuses of a picture that another model gave is asked of that one again",
          "[schedule]") {
  GatedShop shop;
  shop.fall_back();
  shop.say(1, {.kind = domain::OutcomeKind::auth_or_billing});
  shop.fake.script = {bad()};
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(shop.second->calls == 2);
  CHECK(summary.needs_person == 0);
  CHECK(summary.is_made_good);
  const auto task = shop.lineage->task(shop.only().render_key);
  REQUIRE(task);
  CHECK(task->model == "gpt-image-2");
  CHECK(task->take == 1);
}

TEST_CASE("a picture that the gate refuses is no reason to ask another model", "[schedule]") {
  GatedShop shop;
  shop.fall_back();
  shop.fake.script = {bad(), bad(), bad()};
  CHECK(shop.go().needs_person == 1);
  CHECK(shop.remote->calls == 3);
  CHECK(shop.second->calls == 0);
}

TEST_CASE("who waits for a turn holds no study, and one that was let go of is made again",
          "[schedule]") {
  PaidShop shop;
  FakeGate fake;
  shop.gate = &fake;
  shop.want_scenes(4);
  shop.options.asked_in_flight = 16;
  shop.options.kept_bytes = 0;
  const schedule::Summary summary = shop.go();
  CHECK(summary.failed == 0);
  CHECK(fake.judged == 16);
  CHECK(fake.recalled > 0);
  CHECK(fake.most_alive <= 3);  // two CPU threads, and one to follow
  CHECK(fake.alive == 0);
}

TEST_CASE("a channel that wants neither likeness nor lettering looked at is not made to wait",
          "[schedule]") {
  GatedShop shop;
  for (auto& [id, profile] : shop.job.profiles)
    profile.severity = {{"identity", domain::Severity::info}, {"text", domain::Severity::info}};
  CHECK(shop.go().needs_person == 0);
  CHECK(shop.fake.judged == 0);
}

TEST_CASE("with the gate off nothing is judged", "[schedule]") {
  GatedShop shop;
  shop.options.gate = false;
  shop.go();
  CHECK(shop.fake.judged == 0);
}

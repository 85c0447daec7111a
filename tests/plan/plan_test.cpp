#include "pipeline/plan/plan.hpp"

#include "tests/plan/job_in_code.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace vitrine;
using plan::Action;
using test::JobInCode;
using test::PriorInMemory;

namespace {

std::multiset<std::string> shots_with(const plan::Plan& made, Action action) {
  std::multiset<std::string> shots;
  for (const plan::PlannedDelivery& delivery : made.deliveries())
    if (delivery.action == action) shots.insert(made.shot(delivery));
  return shots;
}

const plan::PlannedDelivery& delivery_of(const plan::Plan& made, const std::string& shot) {
  for (const plan::PlannedDelivery& delivery : made.deliveries())
    if (made.shot(delivery) == shot) return delivery;
  throw std::logic_error("no shot " + shot);
}

/// Plans `before`, remembers it as made, then plans `after` on top of it.
struct Night {
  PriorInMemory prior;
  plan::Input before_input, input;
  plan::Plan made;

  Night(const JobInCode& before, const JobInCode& after)
      : before_input(before.input()), input(after.input()) {
    prior.remember(plan::make_plan(before_input, prior));
    made = plan::make_plan(input, prior);
  }
};

}  // namespace

TEST_CASE("a first night makes everything, each product once before it is placed", "[plan]") {
  const JobInCode job;
  const plan::Input input = job.input();
  plan::NoPriorWork nothing;
  const plan::Plan made = plan::make_plan(input, nothing);
  // 2 products x 2 colorways x 3 scenes.
  CHECK(made.totals().deliveries == 12);
  // 4 products in their colours, 8 placements.
  CHECK(made.totals().tasks == 12);
  CHECK(made.totals().render == 12);
  CHECK(made.totals().reuse == 0);
  CHECK(made.totals().finish == 12);
  int waiting = 0;
  for (const plan::PlannedTask& task : made.tasks()) waiting += task.waits_on != plan::kNone;
  CHECK(waiting == 8);
  CHECK(made.forecast().worst == util::Money{0});
}

TEST_CASE("an unchanged job plans nothing and asks for no details", "[plan]") {
  const JobInCode job;
  Night night(job, job);
  CHECK(night.made.totals().render == 0);
  CHECK(night.made.totals().finish == 0);
  CHECK(night.made.totals().reuse == 12);
  CHECK(night.made.tasks().empty());
  CHECK(night.prior.details_asked == 0);
}

TEST_CASE("what waits for a person or was rejected is left alone, counted, and says why",
          "[plan]") {
  const JobInCode job;
  test::PriorInMemory prior;
  const plan::Input input = job.input();
  prior.remember(plan::make_plan(input, prior));
  prior.set_state("MUG-01/natural/tokyo", domain::DeliveryState::needs_person, "too dark");
  prior.set_state("BAG-01/natural/tokyo", domain::DeliveryState::rejected, "rejected by anna");
  prior.rewind();
  const plan::Plan night = plan::make_plan(input, prior);
  CHECK(night.tasks().empty());
  CHECK(night.totals().needs_person == 1);
  CHECK(night.totals().rejected == 1);
  CHECK(night.reason(delivery_of(night, "MUG-01/natural/tokyo"), prior) ==
        "waits for a person: too dark");
  CHECK(night.reason(delivery_of(night, "BAG-01/natural/tokyo"), prior) == "rejected by anna");
}

TEST_CASE("another prompt renders only its shots, and the reason names old and new words",
          "[plan]") {
  const JobInCode before;
  JobInCode after;
  after.job.scenes[2].backdrop = domain::PromptBackdrop{"a dry street at noon"};
  Night night(before, after);
  CHECK(shots_with(night.made, Action::render) ==
        std::multiset<std::string>{"MUG-01/natural/tokyo", "MUG-01/glacier/tokyo",
                                   "BAG-01/natural/tokyo", "BAG-01/glacier/tokyo"});
  CHECK(night.made.totals().render == 4);
  CHECK(night.made.reason(delivery_of(night.made, "MUG-01/natural/tokyo"), night.prior) ==
        "prompt: \"a wet street at night\" -> \"a dry street at noon\"");
}

TEST_CASE("another profile is finished anew from the same renderings", "[plan]") {
  const JobInCode before;
  JobInCode after;
  after.profiles["life"].target_px = {1600, 1600};
  Night night(before, after);
  CHECK(night.made.totals().render == 0);
  CHECK(night.made.totals().finish == 8);
  CHECK(night.made.reason(delivery_of(night.made, "BAG-01/natural/kitchen"), night.prior) ==
        "profile life size: 1500x1500 -> 1600x1600");
}

TEST_CASE("new pixels in a packshot renew its product's shots and no other's", "[plan]") {
  const JobInCode before;
  JobInCode after;
  after.touch("MUG-01-front.jpg");
  Night night(before, after);
  CHECK(shots_with(night.made, Action::render).size() == 6);
  CHECK(shots_with(night.made, Action::reuse).size() == 6);
  CHECK(night.made.reason(delivery_of(night.made, "MUG-01/natural/white"), night.prior) ==
        "packshot MUG-01-front.jpg: new pixels");
}

TEST_CASE("another colour renews its colorway alone", "[plan]") {
  const JobInCode before;
  JobInCode after;
  after.job.colorways[0].target = domain::Rgb{0x10, 0x20, 0x30};
  Night night(before, after);
  for (const std::string& shot : shots_with(night.made, Action::render))
    CHECK(shot.find("/glacier/") != std::string::npos);
  CHECK(night.made.totals().render == 6);
  CHECK(night.made.reason(delivery_of(night.made, "MUG-01/glacier/white"), night.prior) ==
        "colour: body #A8C8D8 -> body #102030");
}

TEST_CASE("a delivered file that is gone comes back without a render", "[plan]") {
  const JobInCode job;
  PriorInMemory prior;
  const plan::Input input = job.input();
  prior.remember(plan::make_plan(input, prior));
  const plan::Plan second = plan::make_plan(input, prior);
  prior.rewind();
  prior.lose_file(delivery_of(second, "MUG-01/glacier/kitchen").compare_key);
  const plan::Plan third = plan::make_plan(input, prior);
  CHECK(shots_with(third, Action::restore) == std::multiset<std::string>{"MUG-01/glacier/kitchen"});
  CHECK(third.totals().restore == 1);
  CHECK(third.totals().render == 0);
  CHECK(third.totals().finish == 0);
}

TEST_CASE("what failed last time is tried again and says so, what waits for a person is not",
          "[plan]") {
  const JobInCode job;
  PriorInMemory prior;
  const plan::Input input = job.input();
  prior.remember(plan::make_plan(input, prior));
  prior.set_state("MUG-01/natural/tokyo", domain::DeliveryState::waiting, "disk full");
  prior.set_state("BAG-01/natural/tokyo", domain::DeliveryState::needs_person, "halo");
  const plan::Plan again = plan::make_plan(input, prior);
  CHECK(shots_with(again, Action::finish) == std::multiset<std::string>{"MUG-01/natural/tokyo"});
  CHECK(again.reason(delivery_of(again, "MUG-01/natural/tokyo"), prior) == "last time: disk full");
}

TEST_CASE("a held shot is left as it is", "[plan]") {
  const JobInCode before;
  JobInCode after;
  spec::Adjustment hold;
  hold.subject.conditions = {{"sku", {"MUG-*"}, {}}};
  hold.hold = "new photos on 3 December";
  after.job.adjust = {hold};
  after.touch("MUG-01-front.jpg");
  Night night(before, after);
  CHECK(night.made.totals().held == 6);
  CHECK(night.made.totals().render == 0);
  CHECK(night.made.reason(delivery_of(night.made, "MUG-01/natural/white"), night.prior) ==
        "held: new photos on 3 December");
}

TEST_CASE("paid tasks are forecast from the price, what waits for the studio may cost nothing",
          "[plan]") {
  JobInCode job;
  job.ask_a_model();
  const plan::Input input = job.input();
  plan::NoPriorWork nothing;
  const plan::Plan made = plan::make_plan(input, nothing);
  CHECK(made.totals().paid_tasks == 4);  // the scene told in words: 2 products x 2 colorways
  CHECK(made.forecast().expected == util::Money{168'000});
  CHECK(made.forecast().min == util::Money{84'000});         // the recoloured ones wait
  CHECK(made.forecast().worst == util::Money{3 * 360'000});  // the gate may refuse two takes
  CHECK_FALSE(made.forecast().assumed);
}

namespace {

/// The worst of a night that asks for two pictures and finishes two others anew.
util::Money worst_of(plan::PriorTakes takes,
                     std::optional<util::Money> redo_limit,
                     bool asks = true) {
  JobInCode before, after;
  before.ask_a_model();
  after.ask_a_model();
  after.profiles["life"].target_px = {1200, 1200};
  after.redo_limit = redo_limit;
  if (asks) after.touch("MUG-01-front.jpg");
  const plan::Input first = before.input(), second = after.input();
  PriorInMemory prior;
  prior.remember(plan::make_plan(first, prior));
  prior.all_takes = takes;
  const plan::Plan made = plan::make_plan(second, prior);
  REQUIRE(made.totals().paid_tasks == (asks ? 2 : 0));
  CHECK(prior.takes_asked == (asks ? 2 : 4));
  CHECK(made.forecast().expected == util::Money{asks ? 84'000 : 0});
  return made.forecast().worst;
}

}  // namespace

TEST_CASE("the worst counts every take that the gate may pay for, of pictures that are there too",
          "[plan]") {
  constexpr std::int64_t asked = 2 * 3 * 90'000, take = 90'000;
  CHECK(worst_of({1, false}, std::nullopt) == util::Money{asked + 2 * 2 * take});
  CHECK(worst_of({2, false}, std::nullopt) == util::Money{asked + 2 * take});
  CHECK(worst_of({4, false}, std::nullopt) == util::Money{asked});
  CHECK(worst_of({1, true}, std::nullopt) == util::Money{asked});
  CHECK(worst_of({1, false}, std::nullopt, false) == util::Money{0});  // nobody is asked
}

TEST_CASE("the worst of further takes ends where the gate's own limit does", "[plan]") {
  // One take more, at the expected price of 0.042, may cost its worst.
  CHECK(worst_of({1, false}, util::Money{42'000}) == util::Money{2 * 90'000 + 90'000});
  CHECK(worst_of({1, false}, util::Money{0}) == util::Money{2 * 90'000});
  CHECK(worst_of({1, false}, util::Money{50'000'000}) == util::Money{10 * 90'000});
}

TEST_CASE("each size class is forecast at its own price", "[plan]") {
  JobInCode job;
  job.ask_a_model();
  job.job.scenes[2].wishes.resolution = "2K";
  plan::NoPriorWork nothing;
  const plan::Input large = job.input();
  const plan::Plan made = plan::make_plan(large, nothing);
  CHECK(made.forecast().expected == util::Money{240'000});
  CHECK(made.forecast().assumed);
  job.model.prices.erase("2K");
  const plan::Input unpriced = job.input();
  const plan::Plan refused = plan::make_plan(unpriced, nothing);
  REQUIRE(domain::has_errors(refused.problems()));
  CHECK(refused.problems().back().message ==
        "no price is known for model \"painter-1\" in 2K; add one to schemas/prices.yaml before it "
        "is "
        "asked; prices are known in 1K");
  job.model.prices.clear();
  job.model.price.reset();
  const plan::Input without = job.input();
  CHECK(
      plan::make_plan(without, nothing)
          .problems()
          .back()
          .message.ends_with("or say what a call may cost at most: --unpriced-limit \"0.10 USD\""));
}

TEST_CASE("each quality is forecast at its own price, the usual one where none is wished",
          "[plan]") {
  JobInCode job;
  job.ask_a_model();
  job.model.row->qualities = {"low", "high", "max"};
  job.model.row->quality = "low";
  job.model.price.reset();
  const auto priced = [&](std::int64_t micros) {
    return domain::PicturePrice{"painter-1", "b", "1K", {micros}, {2 * micros}, false};
  };
  job.model.prices = {{"1K low", priced(10'000)}, {"1K high", priced(150'000)}};
  plan::NoPriorWork nothing;
  const auto planned = [&](const char* wish) {
    job.job.scenes[2].wishes.quality = wish;
    const plan::Input input = job.input();
    return std::pair(plan::make_plan(input, nothing).forecast().expected,
                     plan::make_plan(input, nothing).problems());
  };
  CHECK(planned("").first == util::Money{4 * 10'000});
  CHECK(planned("low").first == util::Money{4 * 10'000});
  CHECK(planned("high").first == util::Money{4 * 150'000});
  const domain::Problems unpriced = planned("max").second;
  REQUIRE(domain::has_errors(unpriced));
  CHECK(
      unpriced.back().message ==
      "no price is known for model \"painter-1\" in 1K max; add one to schemas/prices.yaml before "
      "it is asked; prices are known in 1K high, 1K low");
}

TEST_CASE("an asked picture of a recoloured product waits for the studio, another does not",
          "[plan]") {
  JobInCode job;
  job.ask_a_model();
  job.job.deliver = {job.job.deliver[1]};
  job.job.deliver[0].scenes = {"tokyo"};
  const plan::Input input = job.input();
  plan::NoPriorWork nothing;
  const plan::Plan made = plan::make_plan(input, nothing);
  CHECK(made.totals().tasks == 6);  // 4 asked, 2 recoloured; nothing is cut out as photographed
  for (const plan::PlannedDelivery& delivery : made.deliveries()) {
    const plan::PlannedTask& task = made.tasks()[delivery.task];
    const bool recoloured = made.shot(delivery).find("/glacier/") != std::string::npos;
    CHECK(task.paid);
    CHECK((task.waits_on != plan::kNone) == recoloured);
  }
}

TEST_CASE("an unchanged job asks a model for nothing", "[plan]") {
  JobInCode job;
  job.ask_a_model();
  Night night(job, job);
  CHECK(night.made.totals().render == 0);
  CHECK(night.made.tasks().empty());
}

TEST_CASE("a second photograph renews the asked pictures and is named by its file", "[plan]") {
  JobInCode before;
  before.ask_a_model();
  JobInCode after = before;
  after.touch("MUG-01-side.jpg");
  Night night(before, after);
  // The recoloured product is shown alone: the second photograph is no part of its picture.
  CHECK(shots_with(night.made, Action::render) ==
        std::multiset<std::string>{"MUG-01/natural/tokyo"});
  CHECK(night.made.reason(delivery_of(night.made, "MUG-01/natural/tokyo"), night.prior) ==
        "packshot MUG-01-side.jpg: new pixels");
}

TEST_CASE("a first photograph that is cut out and shown to a model is one reason", "[plan]") {
  JobInCode before;
  before.ask_a_model();
  JobInCode after = before;
  after.touch("MUG-01-front.jpg");
  Night night(before, after);
  CHECK(night.made.reason(delivery_of(night.made, "MUG-01/natural/tokyo"), night.prior) ==
        "packshot MUG-01-front.jpg: new pixels");
}

TEST_CASE("a new mask of a product buys no picture of it", "[plan]") {
  JobInCode before;
  before.ask_a_model();
  JobInCode after = before;
  after.touch("MUG-01-alpha.png");
  Night night(before, after);
  CHECK(shots_with(night.made, Action::finish) ==
        std::multiset<std::string>{"MUG-01/natural/tokyo"});
  CHECK(night.made.forecast().min == util::Money{0});
}

TEST_CASE("a model without a price is an error, never free", "[plan]") {
  JobInCode job;
  job.model = {"someone-elses", "gemini", std::nullopt};
  const plan::Input input = job.input();
  plan::NoPriorWork nothing;
  const plan::Plan made = plan::make_plan(input, nothing);
  REQUIRE(domain::has_errors(made.problems()));
  CHECK(made.problems().back().code == "no-price");
}

TEST_CASE("an unknown profile stops the plan at its line", "[plan]") {
  JobInCode job;
  job.job.deliver[1].profile = "lief";
  const plan::Input input = job.input();
  plan::NoPriorWork nothing;
  const plan::Plan made = plan::make_plan(input, nothing);
  REQUIRE(made.problems().size() == 1);
  CHECK(made.problems()[0].line == 41);
  CHECK(made.deliveries().empty());
}

TEST_CASE("a filter plans its shots and leaves the others alone", "[plan]") {
  JobInCode job;
  domain::Selector only;
  only.conditions = {{"sku", {"MUG-01"}, {}}, {"scene", {"kitchen"}, {}}};
  job.filter.only = {only};
  const plan::Input input = job.input();
  plan::NoPriorWork nothing;
  CHECK(plan::make_plan(input, nothing).totals().deliveries == 2);
}

TEST_CASE("a plan may be told its shots by name", "[plan]") {
  JobInCode job;
  job.filter.shots = {"MUG-01/natural/kitchen", "MUG-01/glacier/tokyo", "no/such/shot"};
  plan::NoPriorWork nothing;
  const plan::Input input = job.input();
  const plan::Plan made = plan::make_plan(input, nothing);
  std::set<std::string> shots;
  for (const plan::PlannedDelivery& delivery : made.deliveries()) shots.insert(made.shot(delivery));
  CHECK(shots == std::set<std::string>{"MUG-01/natural/kitchen", "MUG-01/glacier/tokyo"});
}

TEST_CASE("in a rehearsal every file says so, and names who stood in for the model", "[plan]") {
  JobInCode job;
  job.ask_a_model();
  plan::NoPriorWork nothing;
  const plan::Input real = job.input();
  plan::Input rehearsed = job.input();
  rehearsed.stand_in = "an emulator";
  const plan::Plan night = plan::make_plan(real, nothing);
  const plan::Plan rehearsal = plan::make_plan(rehearsed, nothing);
  REQUIRE(rehearsal.deliveries().size() == night.deliveries().size());
  for (std::size_t i = 0; i < night.deliveries().size(); ++i) {
    const domain::Recipe recipe = rehearsal.recipe(rehearsal.deliveries()[i]);
    CHECK(recipe.rehearsal);
    domain::Recipe bought = night.recipe(night.deliveries()[i]);
    CHECK_FALSE(bought.rehearsal);
    CHECK(recipe.ai_system == (bought.ai_system.empty() ? "" : "an emulator"));
    bought.rehearsal = true;
    bought.ai_system = recipe.ai_system;
    CHECK(recipe == bought);
  }
}

TEST_CASE("a floor of takes asks for a later picture than the one that stands", "[plan]") {
  const JobInCode before;
  JobInCode after;
  spec::Adjustment again;
  again.subject.conditions = {{"sku", {"MUG-01"}, {}}, {"scene", {"kitchen"}, {}}};
  again.take = 1;
  after.job.adjust = {again};
  Night night(before, after);
  CHECK(night.made.totals().render == 2);
}

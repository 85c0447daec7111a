// Whom a job falls back to: what is asked, at what price, and what stands in for what.
#include "tests/plan/job_in_code.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace vitrine;
using plan::Action;
using test::JobInCode;
using test::PriorInMemory;

namespace {

/// Two products as photographed and recoloured; one scene of a model's, told in words.
JobInCode asked_job() {
  JobInCode job;
  job.ask_a_model();
  job.job.deliver.erase(job.job.deliver.begin());
  job.job.deliver[0].scenes = {"tokyo"};
  job.job.scenes[2].pixels = domain::PixelMode::regenerate;
  return job;
}

JobInCode falling_back() {
  JobInCode job = asked_job();
  job.fall_back();
  return job;
}

const plan::PlannedTask& paid_task(const plan::Plan& made) {
  const auto found = std::find_if(made.tasks().begin(), made.tasks().end(),
                                  [](const auto& task) { return task.paid; });
  REQUIRE(found != made.tasks().end());
  return *found;
}

std::vector<util::Digest> compare_keys(const plan::Plan& made) {
  std::vector<util::Digest> keys;
  for (const plan::PlannedDelivery& delivery : made.deliveries())
    keys.push_back(delivery.compare_key);
  return keys;
}

plan::MadeFrom cutout_of(const plan::Plan& made, const plan::PlannedTask& task) {
  return {util::sha256("rendering of " + made.product_tasks()[task.product_task].base_key.hex())};
}

plan::Plan first_plan(const plan::Input& input) {
  plan::NoPriorWork nothing;
  return plan::make_plan(input, nothing);
}

}  // namespace

TEST_CASE("a list of models to fall back to changes no key", "[plan]") {
  const JobInCode alone = asked_job(), listed = falling_back();
  const plan::Input before = alone.input(), after = listed.input();
  CHECK(compare_keys(first_plan(before)) == compare_keys(first_plan(after)));
}

TEST_CASE("each of the chain is asked in its own words, size and books", "[plan]") {
  JobInCode job = falling_back();
  job.fallbacks[0].surface = "custom:http://127.0.0.1:9000";
  const plan::Input input = job.input();
  const plan::Plan made = first_plan(input);
  const plan::PlannedTask& task = paid_task(made);
  REQUIRE(made.chain(task).size() == 2);
  const auto first = made.request(task, {}), second = made.request(task, {}, 1);
  CHECK(first.model == "painter-1");
  CHECK(first.surface == "gemini");
  CHECK(second.model == "painter-2");
  CHECK(second.surface == "custom:http://127.0.0.1:9000");
  CHECK(first.prompt == second.prompt);
  CHECK(domain::base_key(first) != domain::base_key(second));
  CHECK_THROWS(made.request(task, {}, 2));
}

TEST_CASE(
    "what is expected is the first's price, the least the cheapest's, the worst the dearest's",
    "[plan]") {
  JobInCode job = falling_back();
  job.job.defaults.tries = 1;
  job.job.products[0].colorways.resize(1);  // waits for nothing: its least is a price
  job.job.products.resize(1);
  const auto forecast_of = [&] {
    const plan::Input input = job.input();
    return first_plan(input).forecast();
  };
  plan::Forecast forecast = forecast_of();
  CHECK(forecast.min == util::Money{42'000});
  CHECK(forecast.expected == util::Money{42'000});
  CHECK(forecast.worst == util::Money{180'000});
  CHECK(forecast.assumed);
  job.job.defaults.tries = 3;  // two more takes, each of the dearest
  CHECK(forecast_of().worst == util::Money{3 * 180'000});
  job.fallbacks[0].prices["1K"].expected = util::Money{10'000};
  forecast = forecast_of();
  CHECK(forecast.min == util::Money{10'000});
  CHECK(forecast.expected == util::Money{42'000});
  job.job.scenes[2].fallback = std::vector<domain::Fallback>{};
  forecast = forecast_of();
  CHECK(forecast.min == util::Money{42'000});
  CHECK(forecast.worst == util::Money{3 * 90'000});
}

TEST_CASE("a model without a price is refused at its name in the list", "[plan]") {
  JobInCode job = falling_back();
  job.fallbacks[0].price.reset();
  job.fallbacks[0].prices.clear();
  const plan::Input input = job.input();
  const plan::Plan made = first_plan(input);
  REQUIRE(made.problems().size() == 1);
  CHECK(made.problems()[0].code == "no-price");
  CHECK(made.problems()[0].line == 4);
  CHECK(made.problems()[0].column == 12);
  CHECK(made.problems()[0].message.find("\"painter-2\"") != std::string::npos);
}

TEST_CASE("what a model of the list cannot do is told at its name, with the scene", "[plan]") {
  JobInCode job = falling_back();
  job.job.scenes[2].wishes.resolution = "2K";  // the first can
  job.job.scenes[2].wishes.resolution_from = {0, 33, 7};
  const plan::Input input = job.input();
  const plan::Plan made = first_plan(input);
  REQUIRE(made.problems().size() == 1);
  const domain::Problem& problem = made.problems()[0];
  CHECK(problem.code == "resolution-not-offered");
  CHECK(problem.line == 4);
  CHECK(problem.column == 12);
  CHECK(problem.length == 9);
  CHECK(problem.message.find("for the scene \"tokyo\": painter-2 takes no resolution 2K") !=
        std::string::npos);
  CHECK(made.deliveries().empty());
  JobInCode spared = job;
  spared.job.scenes[2].fallback = std::vector<domain::Fallback>{};
  const plan::Input without = spared.input();
  CHECK(first_plan(without).problems().empty());
}

TEST_CASE("the studio is the whole chain where it is the model", "[plan]") {
  JobInCode job = falling_back();
  job.model = {};
  const plan::Input input = job.input();
  CHECK(input.chain(job.job.scenes[2]).size() == 1);
}

TEST_CASE("scenes that are alike but in whom they fall back to are asked for apart", "[plan]") {
  JobInCode job = falling_back();
  domain::Scene twin = job.job.scenes[2];
  twin.name = "kyoto";
  twin.fallback = std::vector<domain::Fallback>{};
  job.job.scenes.push_back(twin);
  job.job.deliver[0].scenes.push_back("kyoto");
  const plan::Input input = job.input();
  const plan::Plan made = first_plan(input);
  std::size_t with = 0, without = 0;
  for (const plan::PlannedTask& task : made.tasks())
    if (task.paid) ++(made.chain(task).size() == 2 ? with : without);
  CHECK(with == 4);
  CHECK(without == 4);
}

TEST_CASE("a picture that was taken from another of the chain is finished anew without a call",
          "[plan]") {
  JobInCode job = falling_back();
  const plan::Input input = job.input();
  PriorInMemory prior;
  const plan::Plan before = plan::make_plan(input, prior);
  prior.remember(before);
  for (const plan::PlannedTask& task : before.tasks()) {
    if (!task.paid) continue;
    const plan::MadeFrom cutout = cutout_of(before, task);
    prior.took_instead(before.request(task, cutout), before.request(task, cutout, 1));
  }
  const auto plan_anew = [&prior](const plan::Input& with) {
    prior.rewind();
    return plan::make_plan(with, prior);
  };

  CHECK(plan_anew(input).totals().finish == 0);  // unchanged, whoever made it
  JobInCode later = job;
  later.profiles["life"].target_px = {1200, 1200};
  const plan::Input changed = later.input();
  const plan::Plan made = plan_anew(changed);
  CHECK(made.totals().render == 0);
  CHECK(made.totals().finish == 4);
  const plan::PlannedTask& task = paid_task(made);
  REQUIRE(task.rendering);
  CHECK(task.taken == 1);
  CHECK(made.forecast().worst == util::Money{0});

  SECTION("a picture of the first comes before it") {
    prior.remember(before);
    const plan::Plan again = plan_anew(changed);
    CHECK(again.totals().render == 0);
    CHECK(paid_task(again).taken == 0);
  }
  SECTION("once it is out of the list the first is asked") {
    later.job.fallback.clear();
    const plan::Input without = later.input();
    CHECK(plan_anew(without).totals().render == 4);
  }
  SECTION("nor is one lost by what a later one was asked in vain for") {
    plan::ModelChoice third = later.fallbacks[0];
    third.id = third.row->id = "painter-3";
    later.fallbacks.insert(later.fallbacks.begin(), third);
    later.job.fallback = {{"painter-3", {0, 4, 12}}, {"painter-2", {0, 4, 23}}};
    const plan::Input with_three = later.input();
    const plan::Plan listed = first_plan(with_three);
    for (const plan::PlannedTask& one : listed.tasks()) {
      if (!one.paid) continue;
      const plan::MadeFrom cutout = cutout_of(listed, one);
      prior.instead.insert({domain::base_key(listed.request(one, cutout)),
                            domain::base_key(listed.request(one, cutout, 1))});
    }
    const plan::Plan again = plan_anew(with_three);
    CHECK(again.totals().render == 0);
    CHECK(paid_task(again).taken == 2);
  }
  SECTION("one that says it was taken and is not there is asked for") {
    prior.instead.begin()->second = util::sha256("nobody's");
    CHECK(plan_anew(changed).totals().render == 1);
  }
}

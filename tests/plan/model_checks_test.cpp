#include "pipeline/plan/model_checks.hpp"

#include "pipeline/catalog/catalog.hpp"
#include "tests/plan/job_in_code.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace std::chrono_literals;
using test::JobInCode;

namespace {

domain::Problems problems_of(const JobInCode& job) {
  const plan::Input input = job.input();
  return plan::beyond_model(input, plan::SettingsResolver(input), plan::wanted_files(input));
}

JobInCode asked_job() {
  JobInCode job;
  job.ask_a_model();
  return job;
}

/// "line:column+length code suggestion".
std::string place_of(const domain::Problem& problem) {
  return std::to_string(problem.line) + ":" + std::to_string(problem.column) + "+" +
         std::to_string(problem.length) + " " + problem.code + " " + problem.suggestion;
}

}  // namespace

TEST_CASE("what the model offers is no problem", "[plan]") {
  JobInCode job = asked_job();
  job.job.scenes[2].aspect = domain::Aspect{4, 5};
  job.job.scenes[2].wishes = {"", "2K", 7, domain::ThinkingLevel::high, {}, {}};
  job.job.scenes[1].pixels = domain::PixelMode::regenerate;
  CHECK(problems_of(job).empty());
}

TEST_CASE("an aspect the model does not take is refused at its word with the nearest one",
          "[plan]") {
  JobInCode job = asked_job();
  job.job.scenes[2].aspect = domain::Aspect{2, 1};
  job.job.scenes[2].aspect_from = {0, 34, 13};
  const domain::Problems problems = problems_of(job);
  REQUIRE(problems.size() == 1);  // once, though four shots ask
  CHECK(place_of(problems[0]) == "34:13+5 aspect-not-offered 16:9");
  CHECK(problems[0].message == "painter-1 takes no aspect \"2:1\"; it takes 1:1, 4:5, 16:9");
}

TEST_CASE("a resolution and a thinking level the model does not know are refused where they stand",
          "[plan]") {
  JobInCode job = asked_job();
  job.job.defaults.wishes = {"",         "4K",      std::nullopt, domain::ThinkingLevel::medium,
                             {0, 5, 15}, {0, 6, 13}};
  const domain::Problems problems = problems_of(job);
  REQUIRE(problems.size() == 2);
  CHECK(place_of(problems[0]) == "5:15+2 resolution-not-offered 2K");
  CHECK(place_of(problems[1]).starts_with("6:13+6 thinking-not-offered "));
  job.model.row->thinking.clear();
  job.job.defaults.wishes.resolution.clear();
  REQUIRE(problems_of(job).size() == 1);
  CHECK(problems_of(job)[0].message == "painter-1 takes no thinking medium; leave it out");
}

TEST_CASE("a quality is refused where a model has others or none, with the nearest", "[plan]") {
  JobInCode job = asked_job();
  job.job.scenes[2].wishes.quality = "max";
  job.job.scenes[2].wishes.quality_from = {0, 36, 14};
  REQUIRE(problems_of(job).size() == 1);
  CHECK(place_of(problems_of(job)[0]) == "36:14+3 quality-not-offered ");
  CHECK(problems_of(job)[0].message == "painter-1 takes no quality max; leave it out");
  job.model.row->qualities = {"low", "medium", "high"};
  CHECK(place_of(problems_of(job)[0]) == "36:14+3 quality-not-offered high");
  job.model.row->qualities.push_back("max");
  CHECK(problems_of(job).empty());
}

TEST_CASE("a seed is refused where a model takes none", "[plan]") {
  JobInCode job = asked_job();
  job.job.scenes[2].wishes.seed = 7;
  job.job.scenes[2].wishes.seed_from = {0, 37, 11};
  CHECK(problems_of(job).empty());
  job.model.row->takes_seed = false;
  REQUIRE(problems_of(job).size() == 1);
  CHECK(place_of(problems_of(job)[0]) == "37:11+1 seed-not-offered ");
  CHECK(problems_of(job)[0].message == "painter-1 takes no seed 7; leave it out");
}

TEST_CASE("what a model cannot do is said with the models that can do the whole shot", "[plan]") {
  const catalog::Loading loading = catalog::load({}, 2026y / 11 / 26);
  REQUIRE(loading.catalog);
  JobInCode job = asked_job();
  job.model.others = &*loading.catalog;
  CHECK(problems_of(job).empty());
  job.job.scenes[2].aspect = domain::Aspect{1, 3};
  job.job.scenes[2].wishes.seed = 7;
  REQUIRE(problems_of(job).size() == 1);
  CHECK(
      problems_of(job)[0].message ==
      "painter-1 takes no aspect \"1:3\"; it takes 1:1, 4:5, 16:9; all that the scene asks can be "
      "done by flux-2-klein-4b (0.0160 USD a picture), flux-2-klein-9b (0.0190 USD a picture), "
      "qwen-image-2.0 (0.0350 USD a picture), flux-2-pro (0.0600 USD a picture), "
      "qwen-image-2.0-pro (0.0750 USD a picture)");
  job.job.scenes[2].wishes.quality = "max";  // with a seed: nobody
  REQUIRE(problems_of(job).size() == 2);
  CHECK(problems_of(job)[0].message.ends_with(
      "no model that is known here can do all that the scene asks"));
}

TEST_CASE("system, safety and template are refused where they stand if the model takes none",
          "[plan]") {
  JobInCode job = asked_job();
  domain::Wishes& wishes = job.job.scenes[2].wishes;
  wishes.system = "Be plain.";
  wishes.system_from = {0, 33, 13};
  wishes.safety = {
      {{domain::HarmCategory::hate_speech, domain::SafetyThreshold::off}, {0, 34, 14}},
      {{domain::HarmCategory::dangerous_content, domain::SafetyThreshold::off}, {0, 34, 32}}};
  wishes.prompt_template = "close-up";
  wishes.template_from = {0, 35, 15};
  domain::Problems problems = problems_of(job);
  REQUIRE(problems.size() == 1);
  CHECK(place_of(problems[0]) == "34:32+17 safety-not-offered ");
  CHECK(problems[0].message ==
        "painter-1 takes no safety dangerous_content; it takes harassment, hate_speech");

  job.model.row->takes_system = false;
  job.model.row->safety.clear();
  job.model.row->method = "predict";
  problems = problems_of(job);
  REQUIRE(problems.size() == 4);
  CHECK(place_of(problems[0]) == "33:13+9 system-not-offered ");
  CHECK(place_of(problems[1]) == "34:14+11 safety-not-offered ");
  CHECK(place_of(problems[3]) == "35:15+8 template-not-offered ");
  wishes.prompt_template = "product-photo";
  CHECK(problems_of(job).size() == 3);
}

TEST_CASE("an operation the model does not offer is refused where it was asked for", "[plan]") {
  JobInCode job = asked_job();
  job.model.row->operations = {domain::Operation::generate};
  job.job.scenes[1].pixels = domain::PixelMode::regenerate;
  const domain::Problems problems = problems_of(job);
  REQUIRE(problems.size() == 2);
  CHECK(place_of(problems[0]) == "31:3+1 operation-not-offered ");
  CHECK(problems[0].message.find("cannot fuse") != std::string::npos);
  // A scene told in words is asked for because the job names this model.
  CHECK(place_of(problems[1]) == "3:8+9 operation-not-offered ");
  CHECK(problems[1].message.find("it can generate") != std::string::npos);
}

TEST_CASE("a scene with more pictures than the model takes is refused at the scene", "[plan]") {
  JobInCode job = asked_job();
  job.job.scenes[1].pixels = domain::PixelMode::regenerate;
  job.job.scenes[1].foreground = "curtain.png";
  CHECK(problems_of(job).empty());
  job.model.row->max_inputs = 2;
  const domain::Problems problems = problems_of(job);
  REQUIRE(problems.size() == 1);
  CHECK(place_of(problems[0]) == "31:3+7 too-many-pictures ");
  CHECK(problems[0].message.find("leave out its foreground") != std::string::npos);
}

TEST_CASE("nothing is refused of scenes that the studio composites", "[plan]") {
  JobInCode job = asked_job();
  job.model.row->operations.clear();
  job.job.scenes[2].pixels = domain::PixelMode::original;
  job.job.scenes[2].aspect = domain::Aspect{2, 1};
  CHECK(problems_of(job).empty());
}

TEST_CASE("a plan for more than the model offers plans no delivery", "[plan]") {
  JobInCode job = asked_job();
  job.job.scenes[2].aspect = domain::Aspect{2, 1};
  const plan::Input input = job.input();
  plan::NoPriorWork nothing;
  const plan::Plan made = plan::make_plan(input, nothing);
  CHECK(domain::has_errors(made.problems()));
  CHECK(made.deliveries().empty());
}

// Pictures that stand on other pictures: refined ones, and the later frames of a series.
#include "pipeline/plan/plan.hpp"
#include "pipeline/plan/requests.hpp"
#include "tests/plan/job_in_code.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

using namespace vitrine;
using domain::Operation;
using domain::SourceRole;
using domain::StandsOn;
using plan::Action;
using test::JobInCode;
using test::PriorInMemory;

namespace {

/// Only the mug as photographed, in the scene told in words.
JobInCode one_shot() {
  JobInCode job;
  job.ask_a_model();
  job.job.deliver = {job.job.deliver[1]};
  job.job.deliver[0].scenes = {"tokyo"};
  job.job.deliver[0].colorways = {"natural"};
  job.job.products.resize(1);
  return job;
}

JobInCode refined(std::vector<domain::RefineStep> steps) {
  JobInCode job = one_shot();
  spec::Adjustment line;
  line.subject.conditions = {{"sku", {"MUG-01"}, {}}};
  line.refine = std::move(steps);
  line.origin = {0, 50, 5};
  for (domain::RefineStep& step : line.refine) step.origin = {0, 51, 7};
  job.job.adjust = {line};
  job.digests["mask.png"] = util::sha256("mask");
  return job;
}

/// A street in three frames.
JobInCode series(const std::string& third_after = "tokyo-1") {
  JobInCode job = one_shot();
  domain::Scene street = job.job.scenes[2];
  job.job.scenes.pop_back();
  for (int number = 1; number <= 3; ++number) {
    street.name = "tokyo-" + std::to_string(number);
    street.backdrop = domain::PromptBackdrop{"a street, moment " + std::to_string(number)};
    street.frame = domain::Frame{"tokyo", number == 1 ? "" : number == 2 ? "tokyo-1" : third_after};
    job.job.scenes.push_back(street);
  }
  job.job.deliver[0].scenes = {"tokyo-1", "tokyo-2", "tokyo-3"};
  return job;
}

/// The job's only shot, with the prompts and pictures of its requests in order.
struct Told {
  std::vector<domain::RenderRequest> requests;
  std::vector<std::string> prompts, roles;

  explicit Told(const JobInCode& job, std::size_t delivery = 0) {
    const plan::Input input = job.input();
    plan::NoPriorWork nothing;
    const plan::Plan made = plan::make_plan(input, nothing);
    REQUIRE(made.problems().empty());
    requests = made.requests(made.deliveries().at(delivery), util::sha256("cut out"),
                             [](const std::vector<domain::RenderRequest>& chain) {
                               return util::sha256("picture of " + chain.front().prompt);
                             });
    for (const domain::RenderRequest& request : requests) {
      prompts.push_back(request.prompt);
      std::string all;
      for (const domain::Source& source : request.sources)
        all += (all.empty() ? "" : " ") + std::string(to_text(source.role));
      roles.push_back(all);
    }
  }
};

std::multiset<std::string> changed(const plan::Plan& made) {
  std::multiset<std::string> shots;
  for (const plan::PlannedDelivery& delivery : made.deliveries())
    if (delivery.action == Action::render || delivery.action == Action::finish)
      shots.insert(made.shot(delivery));
  return shots;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a step of refining changes the shot's first picture with all words so far", "[plan]") {
  const Told told(refined({{"warmer light"}, {"a little steam."}, {"the spoon to the left"}}));
  CHECK(told.prompts ==
        Texts{"a wet street at night", "warmer light. a little steam. the spoon to the left"});
  CHECK(told.roles == Texts{"packshot packshot", "picture packshot packshot"});
  const domain::RenderRequest& step = told.requests.back();
  CHECK(step.operation == Operation::refine);
  CHECK(step.sources.front().digest == util::sha256("picture of a wet street at night"));
  CHECK(step.pixels == domain::PixelMode::regenerate);
}

TEST_CASE("a step inside a mask sends as many pictures as the model takes with one", "[plan]") {
  JobInCode job = refined({{"warmer light"}, {"steam", StandsOn::last, "mask.png"}});
  job.model.row->max_inputs = 4;
  job.model.row->mask = domain::MaskWay::field;
  CHECK(Told(job).roles.back() == "picture mask packshot packshot");
  job.model.row->masked_inputs = 1;
  CHECK(Told(job).roles == Texts{"packshot packshot", "picture packshot packshot", "picture mask"});
  job.model.row->masked_inputs = 2;
  CHECK(Told(job).roles.back() == "picture mask packshot");
  job.model.row->masked_inputs = 9;  // never more than it takes at all
  CHECK(Told(job).roles.back() == "picture mask packshot packshot");
}

TEST_CASE("a step from the last goes on from that picture, in its own words", "[plan]") {
  const Told told(refined({{"warmer light"},
                           {"a little steam", StandsOn::last, "mask.png"},
                           {"the spoon to the left", StandsOn::last}}));
  CHECK(told.prompts ==
        Texts{"a wet street at night", "warmer light", "a little steam", "the spoon to the left"});
  CHECK(told.roles[2] == "picture mask packshot");  // three pictures are all that it takes
  CHECK(told.requests[3].sources.front().digest == util::sha256("picture of a little steam"));
}

TEST_CASE("each step that has to be made is a task of its own with its own price", "[plan]") {
  const JobInCode job = refined({{"warmer light"}, {"a little steam"}});
  const JobInCode chained = refined({{"warmer light"}, {"a little steam", StandsOn::last}});
  plan::NoPriorWork nothing;
  const plan::Input input = job.input(), chained_input = chained.input();
  const plan::Plan made = plan::make_plan(input, nothing);
  const plan::Plan longer = plan::make_plan(chained_input, nothing);
  CHECK(made.totals().paid_tasks == 2);
  CHECK(made.totals().tasks == 2);
  CHECK(made.forecast().expected == util::Money{2 * 42'000});
  CHECK(made.forecast().min == made.forecast().expected);
  CHECK(longer.totals().paid_tasks == 3);
  CHECK(longer.totals().tasks == 3);
  CHECK(longer.forecast().expected == util::Money{3 * 42'000});
  CHECK(longer.totals().deliveries == 1);
}

TEST_CASE("a shot that is refined afterwards keeps its first picture", "[plan]") {
  const JobInCode before = one_shot(), after = refined({{"warmer light"}});
  const JobInCode later = refined({{"warmer light"}, {"a little steam", StandsOn::last}});
  const plan::Input first = before.input(), second = after.input(), third = later.input();
  PriorInMemory prior;
  prior.remember(plan::make_plan(first, prior));
  const plan::Plan made = plan::make_plan(second, prior);
  CHECK(made.totals().render == 1);
  CHECK(made.forecast().min == util::Money{42'000});
  CHECK(made.reason(made.deliveries().front(), prior) == "refine: none -> \"warmer light\"");
  prior.remember(made);
  const plan::Plan unchanged = plan::make_plan(second, prior);
  CHECK(changed(unchanged).empty());
  CHECK(unchanged.totals().tasks == 2);
  prior.rewind();
  const plan::Plan more = plan::make_plan(third, prior);
  CHECK(more.totals().render == 1);
  CHECK(more.reason(more.deliveries().front(), prior) ==
        "refine: none -> \"a little steam (from the last)\"");
}

TEST_CASE("another take is one of the last step and leaves the picture it stands on", "[plan]") {
  const JobInCode before = refined({{"warmer light"}});
  JobInCode after = before;
  after.job.adjust[0].take = 1;
  const plan::Input first = before.input(), second = after.input();
  PriorInMemory prior;
  prior.remember(plan::make_plan(first, prior));
  CHECK(plan::make_plan(second, prior).totals().render == 1);
}

TEST_CASE("a new photograph renews what is refined and what it stands on", "[plan]") {
  const JobInCode before = refined({{"warmer light"}});
  JobInCode after = before;
  after.touch("MUG-01-side.jpg");
  const plan::Input first = before.input(), second = after.input();
  PriorInMemory prior;
  prior.remember(plan::make_plan(first, prior));
  CHECK(plan::make_plan(second, prior).totals().render == 2);
}

TEST_CASE("words for the product's own pixels are left out, and the plan says so once", "[plan]") {
  JobInCode job = refined({{"warmer light"}});
  job.job.adjust[0].pixels = domain::PixelMode::original;
  const plan::Input input = job.input();
  plan::NoPriorWork nothing;
  const plan::Plan made = plan::make_plan(input, nothing);
  REQUIRE(made.problems().size() == 1);
  CHECK(made.problems()[0].code == "not-refined");
  CHECK(made.problems()[0].level == domain::Problem::Level::warning);
  CHECK(made.problems()[0].line == 51);
  CHECK(made.totals().paid_tasks == 0);
}

TEST_CASE("a model that cannot change pictures is told at the step", "[plan]") {
  JobInCode job = refined({{"warmer light", StandsOn::original, "mask.png"}});
  std::erase(job.model.row->operations, Operation::refine);
  plan::NoPriorWork nothing;
  const plan::Input input = job.input();
  const plan::Plan made = plan::make_plan(input, nothing);
  REQUIRE(made.problems().size() == 1);
  CHECK(made.problems()[0].code == "operation-not-offered");
  CHECK(made.problems()[0].line == 51);
  job.model.row->operations.push_back(Operation::refine);
  job.model.row->max_inputs = 1;
  const plan::Input narrow = job.input();
  CHECK(plan::make_plan(narrow, nothing).problems().front().code == "mask-not-offered");
}

TEST_CASE("a later frame is asked for with the first frame's picture", "[plan]") {
  const Told first(series(), 0), third(series(), 2);
  CHECK(first.prompts == Texts{"a street, moment 1"});
  CHECK(third.prompts == Texts{"a street, moment 1", "a street, moment 3"});
  CHECK(third.roles == Texts{"packshot packshot", "packshot packshot frame"});
  CHECK(third.requests[1].sources.back().digest == util::sha256("picture of a street, moment 1"));
  const Told along(series("tokyo-2"), 2);
  CHECK(along.prompts == Texts{"a street, moment 1", "a street, moment 2", "a street, moment 3"});
}

TEST_CASE("the first frame is made once for all later ones, wanted or not", "[plan]") {
  JobInCode job = series();
  plan::NoPriorWork nothing;
  const plan::Input input = job.input();
  CHECK(plan::make_plan(input, nothing).totals().tasks == 3);
  CHECK(plan::make_plan(input, nothing).totals().paid_tasks == 3);
  job.job.deliver[0].scenes = {"tokyo-2", "tokyo-3"};
  const plan::Input later = job.input();
  const plan::Plan made = plan::make_plan(later, nothing);
  CHECK(made.totals().deliveries == 2);
  CHECK(made.totals().tasks == 3);
  CHECK(made.totals().paid_tasks == 3);
}

TEST_CASE("other words for the first frame renew all frames and say why", "[plan]") {
  const JobInCode before = series();
  JobInCode after = before, third = before;
  after.job.scenes[2].backdrop = domain::PromptBackdrop{"a street at dawn"};
  third.job.scenes[4].backdrop = domain::PromptBackdrop{"a street at dusk"};
  const plan::Input first = before.input(), second = after.input(), last = third.input();
  PriorInMemory prior;
  prior.remember(plan::make_plan(first, prior));
  const plan::Plan made = plan::make_plan(second, prior);
  CHECK(changed(made).size() == 3);
  CHECK(made.reason(made.deliveries()[1], prior) ==
        "prompt of the frame before: \"a street, moment 1\" -> \"a street at dawn\"");
  prior.rewind();
  CHECK(changed(plan::make_plan(last, prior)) ==
        std::multiset<std::string>{"MUG-01/natural/tokyo-3"});
}

TEST_CASE("a first frame is held against the model though only later ones are wanted", "[plan]") {
  JobInCode job = series();
  job.job.deliver[0].scenes = {"tokyo-2"};
  spec::Adjustment line;
  line.subject.conditions = {{"scene", {"tokyo-1"}, {}}};
  line.wishes.resolution = "8K";
  line.wishes.resolution_from = {0, 60, 9};
  job.job.adjust = {line};
  plan::NoPriorWork nothing;
  const plan::Input input = job.input();
  const plan::Plan made = plan::make_plan(input, nothing);
  REQUIRE(made.problems().size() == 1);
  CHECK(made.problems()[0].code == "resolution-not-offered");
  CHECK(made.problems()[0].line == 60);
}

TEST_CASE("the studio makes frames as scenes that stand on nothing", "[plan]") {
  JobInCode job = series();
  job.model = {};
  plan::NoPriorWork nothing;
  const plan::Input input = job.input();
  const plan::Plan made = plan::make_plan(input, nothing);
  for (const plan::PlannedTask& task : made.tasks()) CHECK(task.under == plan::kNone);
  CHECK(made.totals().paid_tasks == 0);
}

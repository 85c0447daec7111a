#include "pipeline/plan/reasons.hpp"

#include "tests/plan/job_in_code.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using test::JobInCode;

namespace {

plan::Wanted kitchen() {
  plan::Wanted wanted;
  wanted.scene = 1;
  wanted.line = 1;
  return wanted;
}

}  // namespace

TEST_CASE("pictures are named by their file and said to have new pixels", "[plan]") {
  const JobInCode job;
  plan::PriorDetail before;
  before.scene = {{"source.backdrop", "aa"}};
  CHECK(plan::reason_text(before, {{}, {{"source.backdrop", "bb"}}, {}}, job.job, kitchen()) ==
        "backdrop kitchen.jpg: new pixels");
}

TEST_CASE("more than two differences are counted, not listed", "[plan]") {
  const JobInCode job;
  plan::PriorDetail before;
  before.scene = {{"prompt", "a"}, {"camera", "50 mm"}, {"light", "left soft"}, {"shadow", "cast"}};
  const plan::ComparedFields now{
      {}, {{"prompt", "b"}, {"camera", "85 mm"}, {"light", "right soft"}, {"shadow", "none"}}, {}};
  CHECK(plan::reason_text(before, now, job.job, kitchen()) ==
        "prompt: \"a\" -> \"b\"; camera: \"50 mm\" -> \"85 mm\"; and 2 more");
}

TEST_CASE("a difference points at the line of the job that says it now", "[plan]") {
  const JobInCode job;
  plan::PriorDetail before;
  before.scene = {{"prompt", "a"}};
  before.product = {{"change", "body #FFFFFF"}};
  const auto all = plan::differences(before, {{{"change", "body #000000"}}, {{"prompt", "b"}}, {}},
                                     job.job, kitchen());
  REQUIRE(all.size() == 2);
  CHECK(all[0].origin.line == 13);  // "natural" has no common colorway: the product's line
  CHECK(all[1].origin.line == 31);
}

TEST_CASE("a wish points at the place that won, and the usual template has a name", "[plan]") {
  JobInCode job;
  job.job.defaults.wishes.system = "Be plain.";
  job.job.defaults.wishes.system_from = {0, 6, 12};
  spec::Adjustment line;
  line.subject.conditions = {{"scene", {"kitchen"}, {}}};
  line.wishes.prompt_template = "close-up";
  line.wishes.template_from = {0, 52, 30};
  job.job.adjust = {line};
  const plan::ComparedFields now{{}, {{"system", "Be plain."}, {"template", "close-up"}}, {}};
  CHECK(plan::reason_text({}, now, job.job, kitchen()) ==
        "system: none -> \"Be plain.\"; template: product-photo -> close-up");
  const auto all = plan::differences({}, now, job.job, kitchen());
  REQUIRE(all.size() == 2);
  CHECK(all[0].origin.line == 6);
  CHECK(all[1].origin.line == 52);
}

TEST_CASE("where nothing differs the reason says why it is made all the same", "[plan]") {
  const JobInCode job;
  plan::PriorDetail before;
  CHECK(plan::reason_text(before, {}, job.job, kitchen()) == "not finished last time");
  before.why = "rendering failed";
  CHECK(plan::reason_text(before, {}, job.job, kitchen()) == "last time: rendering failed");
}

TEST_CASE("what only a model is told is named as the job calls it", "[plan]") {
  const JobInCode job;
  plan::PriorDetail before;
  before.scene = {{"keep_text", "LEAF"}, {"size_class", "1K"}};
  const plan::ComparedFields now{{}, {{"keep_text", "LEAF & CO"}, {"size_class", "2K"}}, {}};
  CHECK(plan::reason_text(before, now, job.job, kitchen()) ==
        "keep: \"LEAF\" -> \"LEAF & CO\"; resolution: 1K -> 2K");
  const auto all = plan::differences(before, now, job.job, kitchen());
  REQUIRE(all.size() == 2);
  CHECK(all[0].origin.line == 9);  // of the product
  CHECK(all[1].origin.line == 31);
}

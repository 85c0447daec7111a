#include "pipeline/schedule/picture_uses.hpp"

#include "tests/plan/job_in_code.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;

TEST_CASE("each picture is counted once for every request that will send it", "[schedule]") {
  test::JobInCode job;
  job.ask_a_model();
  test::PriorInMemory prior;
  const plan::Input input = job.input();
  const plan::Plan made = plan::make_plan(input, prior);
  REQUIRE_FALSE(domain::has_errors(made.problems()));
  const auto uses = schedule::picture_uses(made);

  std::unordered_map<util::Digest, int> by_hand;
  int requests = 0, sent = 0;
  schedule::for_each_asked(made, [&](const domain::RenderRequest& request) {
    ++requests;
    CHECK(request.surface != "studio");
    for (const domain::Source& source : request.sources) {
      if (source.role == domain::SourceRole::alpha) continue;
      ++sent;
      ++by_hand[source.digest];
    }
  });
  CHECK(requests == made.totals().paid_tasks);
  CHECK(sent > requests);
  CHECK(uses == by_hand);

  // A recoloured product is not drawn yet: its requests meet under its task's key.
  int recolored = 0;
  for (const plan::ProductTask& product : made.product_tasks())
    if (const auto found = uses.find(product.base_key); found != uses.end())
      recolored += found->second;
  CHECK(recolored > 0);

  prior.remember(made);
  const plan::Plan idle = plan::make_plan(input, prior);
  CHECK(schedule::picture_uses(idle).empty());
}

#include "pipeline/schedule/enlargements.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using domain::Verdict;
using domain::VerdictOutcome;
using schedule::Enlargements;

namespace {

std::vector<Verdict> measured(double times, VerdictOutcome outcome = VerdictOutcome::pass) {
  Verdict fill, enlarged;
  fill.check = "fill";
  fill.value = 9;
  enlarged.check = "enlarged";
  enlarged.outcome = outcome;
  enlarged.value = times;
  enlarged.limit = 1.5;
  return {fill, enlarged};
}

}  // namespace

TEST_CASE("enlarged files are counted, and the largest are named", "[schedule]") {
  Enlargements found;
  found.add("A/x/y", "main", measured(0.5));
  found.add("B/x/y", "main", measured(1.004));
  found.add("C/x/y", "main", measured(1.8, VerdictOutcome::not_measured));
  CHECK(found.files == 0);
  CHECK(found.limit == 0);
  found.add("D/x/y", "main", measured(1.2));
  found.add("E/x/y", "main", measured(1.8, VerdictOutcome::warn));
  found.add("F/x/y", "main", measured(1.5));
  CHECK(found.files == 3);
  CHECK(found.beyond == 1);
  CHECK(found.limit == 1.5);
  REQUIRE(found.largest.size() == 3);
  CHECK(found.largest[0] == Enlargements::File{"E/x/y", "main", 1.8});
  CHECK(found.largest[2].shot == "D/x/y");
}

TEST_CASE("of very many enlarged files a few are kept, whatever their order", "[schedule]") {
  Enlargements found;
  for (int i = 0; i < 1000; ++i)
    found.add(std::to_string(i), "main", measured(1.1 + 0.001 * (i * 7 % 1000)));
  CHECK(found.files == 1000);
  REQUIRE(found.largest.size() == Enlargements::kNamed);
  CHECK(found.largest.front().times == Approx(2.099));
  CHECK(found.largest.back().times == Approx(2.09));
}

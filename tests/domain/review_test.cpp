#include "pipeline/domain/review.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::domain;

namespace {

Verdict verdict(const std::string& check, VerdictOutcome outcome, double limit = 1) {
  Verdict one;
  one.check = check;
  one.outcome = outcome;
  one.value = 2.5;
  one.limit = limit;
  return one;
}

const std::vector<Verdict> kShown{verdict("whiteness", VerdictOutcome::reject),
                                  verdict("identity", VerdictOutcome::reject),
                                  verdict("size", VerdictOutcome::pass)};

Review approval() {
  Review review;
  review.failed = failed_checks(kShown);
  review.checks = checks_digest(kShown);
  return review;
}

}  // namespace

TEST_CASE("an approval holds while no other check rejects than those that were shown", "[domain]") {
  const Review yes = approval();
  CHECK(yes.failed == std::vector<std::string>{"identity/1", "whiteness/1"});
  CHECK(approves(yes, kShown));
  CHECK(approves(yes, {verdict("identity", VerdictOutcome::reject, 0.1)}));
  CHECK(approves(yes, {verdict("size", VerdictOutcome::warn)}));
  CHECK_FALSE(approves(yes, {verdict("size", VerdictOutcome::reject)}));
  Verdict newer = verdict("identity", VerdictOutcome::reject);
  newer.version = 2;
  CHECK_FALSE(approves(yes, {newer}));
  Review no = yes;
  no.decision = Decision::reject;
  CHECK_FALSE(approves(no, {}));
}

TEST_CASE("what was shown has a digest, which every measure, limit and outcome changes",
          "[domain]") {
  const auto digest = checks_digest(kShown);
  CHECK(checks_digest(kShown) == digest);
  for (int change = 0; change < 4; ++change) {
    std::vector<Verdict> other = kShown;
    if (change == 0) other[0].limit = 0.5;
    if (change == 1) other[0].value = 2.6;
    if (change == 2) other[2].outcome = VerdictOutcome::warn;
    if (change == 3) other.pop_back();
    CHECK_FALSE(checks_digest(other) == digest);
  }
}

TEST_CASE("a decision is told with who, when and why, as far as that is kept", "[domain]") {
  Review review = approval();
  review.at = {1'795'312'927'000'000};
  CHECK(to_text(review) == "approved by a person on 2026-11-22");
  review.decision = Decision::reject;
  review.reviewer = "anna";
  review.note = "the handle\nis gone";
  CHECK(to_text(review) == "rejected by anna on 2026-11-22: the handle is gone");
}

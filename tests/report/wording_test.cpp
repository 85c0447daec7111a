#include "pipeline/report/wording.hpp"

#include "tests/report/sample_page.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::report;

namespace {

util::Timestamp second(std::int64_t seconds) { return {seconds * 1'000'000}; }

domain::Verdict measured(double value, double limit, const char* unit) {
  domain::Verdict verdict;
  verdict.value = value;
  verdict.limit = limit;
  verdict.unit = unit;
  return verdict;
}

}  // namespace

TEST_CASE("a duration is told in its two largest units", "[report]") {
  CHECK(duration_text(second(0), second(7)) == "7 s");
  CHECK(duration_text(second(0), second(134)) == "2 min 14 s");
  CHECK(duration_text(second(0), second(2 * 3600 + 61)) == "2 h 1 min");
  CHECK(duration_text(second(9), second(5)) == "0 s");
}

TEST_CASE("groups that are empty are named only where one looks for them", "[report]") {
  GroupCounts counts;
  CHECK(counts_line(counts) == "0 new, 0 changed, 0 unchanged");
  counts[Group::needs_person] = 2;
  CHECK(counts_line(counts) == "0 new, 0 changed, 0 unchanged, 2 need you");
}

TEST_CASE("what may yet be billed is never left out", "[report]") {
  Page page;
  CHECK(spent_line(page) == "nothing spent");
  page.totals.unknown = util::Money{67'000};
  CHECK(spent_line(page) == "nothing spent, up to 0.067 USD may yet be billed");
}

TEST_CASE("a measure shows the digits that decide", "[report]") {
  CHECK(measure_of(measured(1600, 1000, "px")).value == "1600 px");
  CHECK(measure_of(measured(2.4371, 2.5, "dE00")).value == "2.44 dE00");
  CHECK(measure_of(measured(0.00312, 0.01, "")).value == "0.0031");
  CHECK(measure_of(measured(0.00312, 0.01, "")).limit == "0.01");
  CHECK(measure_of(measured(5.003, 5, "dE00")).value == "5.00300 dE00");
  CHECK(measure_of(measured(5, 5, "dE00")).value == "5 dE00");
  domain::Verdict unmeasured;
  unmeasured.outcome = domain::VerdictOutcome::not_measured;
  CHECK(measure_of(unmeasured).value.empty());
}

TEST_CASE("checks that measured nothing do not count as passed", "[report]") {
  Item item = test::sample_item("MUG-01", "natural", "white", Group::added);
  CHECK(verdicts_line(item) == "2 checks passed");
  item.verdicts[0].verdict.outcome = domain::VerdictOutcome::not_measured;
  CHECK(verdicts_line(item) == "1 of 2 checks passed, 1 not measured");
  item.verdicts.clear();
  CHECK(verdicts_line(item) == "not checked");
}

TEST_CASE("a view is named unless it is the front", "[report]") {
  Item item = test::sample_item("MUG-01", "natural", "white", Group::added);
  CHECK(look_text(item) == "natural / white");
  item.view = "back";
  CHECK(look_text(item) == "natural / white / back");
}

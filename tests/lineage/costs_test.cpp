#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace vitrine;
using namespace vitrine::lineage;

namespace {

using By = Lineage::CostBy;

std::map<std::string, Lineage::CostRow> by_key(Lineage& lineage, const std::string& set, By by) {
  std::map<std::string, Lineage::CostRow> rows;
  for (const Lineage::CostRow& row : lineage.costs(set, by)) rows[row.key] = row;
  return rows;
}

/// Two products on one shared rendering, a failed call that was billed, one that nobody knows of.
std::unique_ptr<Lineage> a_night() {
  auto lineage = test::with_run();
  const TaskRecord shared = test::task("shared"), refused = test::task("refused"),
                   silent = test::task("silent");
  test::render(*lineage, shared, 1, {67'000});
  lineage->record_finished(test::finished(test::delivery("MUG/natural/tokyo", shared)));
  lineage->record_finished(test::finished(test::delivery("CUP/natural/tokyo", shared)));
  lineage->add_tasks({{refused, silent}});
  lineage->put_deliveries({{test::delivery("MUG/blue/paris", refused)}});
  REQUIRE(lineage->begin_attempt(test::attempt(86'400, refused)));
  AttemptFailure billed = test::failure(86'400, "billed_failure");
  billed.charged = {5'000};
  lineage->fail_attempt(billed);
  REQUIRE(lineage->begin_attempt(test::attempt(3, silent)));
  AttemptFailure unknown = test::failure(3, "unknown");
  unknown.charged = {90'000};
  lineage->fail_attempt(unknown);
  return lineage;
}

}  // namespace

TEST_CASE("a shared task's charge belongs to its first delivery, and sums agree", "[lineage]") {
  const auto lineage = a_night();
  const auto products = by_key(*lineage, "spring", By::product);
  CHECK(products.at("MUG").charged.micros == 72'000);
  CHECK(products.at("MUG").attempts == 2);
  CHECK(products.at("MUG").settled == 1);
  CHECK(products.at("MUG").accepted == 1);
  CHECK(products.at("CUP").charged.micros == 0);
  CHECK(products.at("CUP").accepted == 1);
  CHECK(products.at("").unknown.micros == 90'000);

  for (const By by : {By::product, By::scene, By::model, By::day, By::outcome}) {
    Lineage::CostRow sum;
    for (const Lineage::CostRow& row : lineage->costs("spring", by)) {
      sum.attempts += row.attempts;
      sum.settled += row.settled;
      sum.accepted += row.accepted;
      sum.charged += row.charged;
      sum.unknown += row.unknown;
    }
    const Lineage::CostRow total = lineage->total_costs("spring");
    CHECK(total.charged.micros == 72'000);
    CHECK(sum.charged == total.charged);
    CHECK(sum.unknown == total.unknown);
    CHECK(sum.attempts == total.attempts);
    CHECK(sum.settled == total.settled);
    CHECK(sum.accepted == total.accepted);
  }
}

TEST_CASE("costs are grouped by scene, model, day and outcome", "[lineage]") {
  const auto lineage = a_night();
  CHECK(by_key(*lineage, "", By::scene).at("tokyo").accepted == 2);
  CHECK(by_key(*lineage, "", By::scene).at("paris").charged.micros == 5'000);
  CHECK(by_key(*lineage, "", By::model).at("studio").attempts == 3);
  CHECK(by_key(*lineage, "", By::model).at("studio").accepted == 2);
  CHECK(by_key(*lineage, "", By::day).at("2026-11-22").attempts == 2);
  CHECK(by_key(*lineage, "", By::day).at("2026-11-22").accepted == 2);
  CHECK(by_key(*lineage, "", By::day).at("2026-11-23").charged.micros == 5'000);
  CHECK(by_key(*lineage, "", By::outcome).at("settled").charged.micros == 67'000);
  CHECK(by_key(*lineage, "", By::outcome).at("unknown").unknown.micros == 90'000);
  CHECK(by_key(*lineage, "", By::outcome).at("billed_failure").attempts == 1);
}

TEST_CASE("an attempt counts for the set of its run", "[lineage]") {
  const auto lineage = a_night();
  CHECK(lineage->costs("autumn", By::product).empty());
  CHECK(lineage->total_costs("autumn").attempts == 0);
  lineage->record_finished(
      test::finished(test::delivery("MUG/natural/tokyo", test::task("shared"), "autumn")));
  CHECK(lineage->total_costs("autumn").charged.micros == 0);
  CHECK(lineage->total_costs("autumn").accepted == 1);
}

TEST_CASE("a free attempt is counted and costs nothing", "[lineage]") {
  const auto lineage = test::with_run();
  test::render(*lineage, test::task("white"), 1);
  CHECK(lineage->total_costs("").attempts == 1);
  CHECK(lineage->total_costs("").charged.micros == 0);
  CHECK(lineage->ledger_problems().empty());
}

TEST_CASE("charges and ledger agree", "[lineage]") { CHECK(a_night()->ledger_problems().empty()); }

// The real binary against everything that the emulator knows to do wrong, one after the other.
#include "pipeline/emulator/faults.hpp"

#include "tests/e2e/books.hpp"
#include "tests/e2e/shop.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <fstream>

using namespace vitrine;
using emulator::FaultGroup;
using test::Ended;
using test::Shop;

namespace {

constexpr int kAsked = 3;  // one scene told in words, of a box in two colours and a jar
constexpr const char* kRehearse =
    "run jobs/spring.yaml --model nano-banana-2.1 --only scene=dawn --rehearse=fault.yaml";

/// Befalls the first two requests that it can. What waits, waits briefly. Flat pictures, because
/// drawing would be most of the time, and what is held here is how calls end and what they cost.
std::string scenario_with(const emulator::FaultRow& row) {
  std::string text =
      "seed: 5\npicture: flat\nfaults:\n  - {fault: " + std::string(row.name) + ", first: 2";
  if (row.name == "rate-limited") text += ", retry_after: 1s";
  if (row.name == "slow-body" || row.name == "slow-head") text += ", delay: 100ms";
  return text + "}\n";
}

/// Ends, in time, each call in a named outcome, and the books agree.
void check_night(const Shop& shop, const emulator::FaultRow& row) {
  INFO(row.name);
  std::ofstream(shop.root() / "fault.yaml") << scenario_with(row);
  const auto begun = std::chrono::steady_clock::now();
  const Ended ended = shop.json(kRehearse);
  const auto took = std::chrono::steady_clock::now() - begun;
  INFO(ended.out << ended.err);
  REQUIRE(ended.json.IsObject());
  REQUIRE(ended.json.HasMember("rehearsal"));
  // A hang would last until the deadline of each call, one after the other; a crash says 134 to
  // 139.
  CHECK(took < std::chrono::seconds(60));
  CHECK(ended.exit_code <= 5);
  const auto& told = ended.json["rehearsal"];
  int failures = 0;
  for (const auto& failure : told["failures"].GetObject()) {
    CHECK(failure.name.GetStringLength() > 0);
    failures += failure.value.GetInt();
  }
  // A refusal or an answer without a picture is a failed call, or it never befell anyone.
  if (row.group == FaultGroup::refusal || row.group == FaultGroup::no_picture) CHECK(failures > 0);
  CHECK(told["calls"].GetInt() == told["pictures"].GetInt() + failures);
  // A hard refusal is neither: it waits for a person.
  const int made = ended.json["finished"].GetInt(), failed = ended.json["failed"].GetInt();
  CHECK(made + failed <= kAsked);
  CHECK(made + failed + ended.json["needs_person"].GetInt() >= kAsked);
  test::check_books(ended);
}

void check_group(FaultGroup group) {
  const Shop shop;
  std::ofstream(shop.root() / "vitrine.yaml", std::ios::app)
      << "network: {attempt_deadline: 3 s}\n";
  int tried = 0;
  for (int i = 0; i < emulator::kFaultKinds; ++i) {
    const emulator::FaultRow& row = row_of(static_cast<emulator::FaultKind>(i));
    if (row.group != group) continue;
    check_night(shop, row);
    ++tried;
  }
  CHECK(tried > 5);
}

}  // namespace

TEST_CASE("every refusal in turn ends a night with named outcomes and equal books", "[e2e]") {
  check_group(FaultGroup::refusal);
}

TEST_CASE("every answer without a picture in turn ends a night with equal books", "[e2e]") {
  check_group(FaultGroup::no_picture);
}

TEST_CASE("every picture that is not as it should be ends a night with equal books", "[e2e]") {
  check_group(FaultGroup::picture);
}

TEST_CASE("every broken body in turn ends a night with equal books", "[e2e]") {
  check_group(FaultGroup::body);
}

TEST_CASE("every broken connection in turn ends a night with equal books", "[e2e]") {
  check_group(FaultGroup::connection);
}

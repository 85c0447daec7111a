// One kill at each step of a paid call: what the record says then, and that the next run puts it
// right.
#include "tests/crash/checkers.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace vitrine;
using test::Bill;
using test::EmulatorProcess;
using test::Record;
using test::SmallShop;

namespace {

struct Step {
  const char* name;
  int sealed;   ///< answers that must lie in the spool then
  int unknown;  ///< calls that must be named unknown: they may have been billed, and nobody heard
  int asked;    ///< requests that reach the provider, both nights together
  int others;   ///< calls that may be under way beside it: what comes after the seal holds no slot
};

// One call at a time. The second of three is the one that is killed.
constexpr int kProducts = 3, kWhich = 2;
constexpr Step kSteps[] = {
    {"after_room", 0, 0, 3, 0},        // nothing is on record, so nothing may have been sent
    {"after_intent", 0, 1, 3, 0},      // not sent, but only we knew
    {"after_first_byte", 0, 1, 4, 0},  // bought and lost: named, and bought again
    {"after_whole", 0, 0, 3, 0},       // from here on nothing is lost
    {"after_seal", 1, 0, 3, 0},        //
    {"after_blob", 1, 0, 3, 1},        //
    {"after_settle", 1, 0, 3, 1},      //
    {"after_tidy", 0, 0, 3, 1},        //
    {"after_finish", 0, 0, 3, 1},      //
    {"after_publish", 0, 0, 3, 1},     //
    {"after_accept", 0, 0, 3, 1},
};

void check_step(const Step& step) {
  INFO(step.name);
  const SmallShop shop(kProducts);
  const EmulatorProcess google({"--flat"});
  const std::string at = std::string(step.name) + ":" + std::to_string(kWhich);
  const test::Ending killed = shop.run(google, 1, {{"VITRINE_KILL_AT", at}});
  INFO(killed.out << killed.err);
  REQUIRE(killed.signal == SIGKILL);
  const auto sealed = test::sealed_answers(shop.store());
  CHECK(static_cast<int>(sealed.size()) >= step.sealed);

  const test::Ending next = shop.run(google, 1);
  INFO(next.out << next.err);
  CHECK((next.exit_code == 0 || next.exit_code == 4));
  const Record record(shop.store());
  const int unknown = static_cast<int>(test::named_unknown(record));
  CHECK(unknown >= step.unknown);
  CHECK(unknown <= step.unknown + step.others);
  CHECK(record.number("SELECT count(*) FROM attempt WHERE state = 'settled' AND reserved > 0") ==
        kProducts);
  CHECK(std::filesystem::is_empty(shop.store() / "spool"));
  Bill bill;
  bill.add(google.bill());
  CHECK(static_cast<int>(bill.attempts().size()) >= step.asked);
  CHECK(static_cast<int>(bill.attempts().size()) <= step.asked + step.others);
  auto complaints = test::all_complaints(shop, bill, 1);
  for (std::string& lost : test::lost_answers(record, sealed))
    complaints.push_back(std::move(lost));
  INFO(test::joined(complaints));
  CHECK(complaints.empty());
}

}  // namespace

TEST_CASE("a run killed after any step of a paid call leaves what the next one needs",
          "[crash][points]") {
  for (const Step& step : kSteps) check_step(step);
}

TEST_CASE("an answer whose picture nobody wants any more is settled all the same, and kept",
          "[crash][points]") {
  SmallShop shop(1);
  const EmulatorProcess google({"--flat"});
  REQUIRE(shop.run(google, 1, {{"VITRINE_KILL_AT", "after_seal"}}).signal == SIGKILL);
  const auto sealed = test::sealed_answers(shop.store());
  REQUIRE(sealed.size() == 1);
  shop.next_wave();
  const test::Ending next = shop.run(google, 1);
  INFO(next.out << next.err);
  CHECK(next.exit_code == 0);
  Bill bill;
  bill.add(google.bill());
  CHECK(bill.attempts().size() == 2);
  const auto complaints = test::all_complaints(shop, bill, 1);
  INFO(test::joined(complaints));
  CHECK(complaints.empty());
  CHECK(Record(shop.store())
            .number("SELECT count(*) FROM attempt WHERE state = 'settled' AND id = '" +
                    *sealed.begin() + "'") == 1);
}

TEST_CASE("a run killed while it settles what a killed run had leaves that to the next",
          "[crash][points]") {
  for (const char* step : {"after_blob", "after_settle", "after_tidy"}) {
    INFO(step);
    const SmallShop shop(1);
    const EmulatorProcess google({"--flat"});
    REQUIRE(shop.run(google, 1, {{"VITRINE_KILL_AT", "after_seal"}}).signal == SIGKILL);
    REQUIRE(shop.run(google, 1, {{"VITRINE_KILL_AT", step}}).signal == SIGKILL);
    const test::Ending next = shop.run(google, 1);
    INFO(next.out << next.err);
    CHECK(next.exit_code == 0);
    CHECK(std::filesystem::is_empty(shop.store() / "spool"));
    Bill bill;
    bill.add(google.bill());
    CHECK(bill.attempts().size() == 1);
    const auto complaints = test::all_complaints(shop, bill, 1);
    INFO(test::joined(complaints));
    CHECK(complaints.empty());
  }
}

// A disk that says no: a call that fails, writes that take half, no room left.
#include "tests/crash/blackout.hpp"

#include <catch2/catch.hpp>

#include <cerrno>

using namespace vitrine;
using test::Cut;
using test::EmulatorProcess;
using test::Record;
using test::SmallShop;

namespace {

constexpr int kProducts = 6, kInFlight = 4;

/// Told as what it is, with nothing left running.
void check_told(const test::Ending& ended) {
  CHECK(ended.signal == 0);
  CHECK(ended.exit_code == 5);
  rapidjson::Document told;
  told.Parse(ended.out.c_str());
  REQUIRE(told.IsObject());
  CHECK_FALSE(told["ok"].GetBool());
  REQUIRE(told["problems"].Size() == 1);
  CHECK(told["problems"][0]["message"].GetStringLength() > 20);
}

std::int64_t unknown_of(const SmallShop& shop) {
  return Record(shop.store()).number("SELECT count(*) FROM attempt WHERE state = 'unknown'");
}

/// One call in a run fails, and then the power goes as well: what could not be synced is lost.
void check_failing(const std::string& kind, int time, int error, int& told) {
  INFO(kind << " number " << time << " fails with errno " << error);
  SmallShop shop(kProducts);
  const EmulatorProcess google({"--flat", "--latency", "10ms"});
  const std::string fail = kind + ":" + std::to_string(time) + ":" + std::to_string(error);
  const auto failed = test::journaled_run(shop, google, kInFlight, {{"VITRINE_SHIM_FAIL", fail}});
  INFO(failed.ended.out << failed.ended.err);
  if (failed.ended.exit_code != 0) {
    ++told;
    check_told(failed.ended);
  }
  failed.disk.leave(Cut::any, static_cast<std::uint32_t>(time));
  const auto broken = test::broken_promises(shop);
  INFO(test::joined(broken));
  CHECK(broken.empty());
  const auto complaints = test::complaints_after(shop, google, kInFlight, 0);
  INFO(test::joined(complaints));
  CHECK(complaints.empty());
}

}  // namespace

TEST_CASE("a sync that fails ends the run, and nothing that was paid is lost", "[crash][disk]") {
  int told = 0;
  for (int time = 1; time <= 60; time += 4) check_failing("fsync", time, EIO, told);
  CHECK(told > 10);
}

TEST_CASE("a write or rename that fails ends the run, and nothing that was paid is lost",
          "[crash][disk]") {
  int told = 0;
  for (const int time : {1, 9, 17, 25, 60, 90}) check_failing("write", time, EIO, told);
  for (const int time : {1, 3, 9, 15}) check_failing("rename", time, EIO, told);
  for (const int time : {1, 2, 5}) check_failing("fallocate", time, ENOSPC, told);
  for (const int time : {1, 300, 310}) check_failing("create", time, EMFILE, told);
  CHECK(told > 8);
}

TEST_CASE("writes that take only half of what they are given change nothing", "[crash][disk]") {
  SmallShop shop(kProducts);
  const EmulatorProcess google({"--flat"});
  const auto run = test::journaled_run(shop, google, kInFlight, {{"VITRINE_SHIM_SHORT", "3"}});
  INFO(run.ended.out << run.ended.err);
  CHECK((run.ended.exit_code == 0 || run.ended.exit_code == 4));
  test::Bill bill;
  bill.add(google.bill());
  const auto complaints = test::all_complaints(shop, bill);
  INFO(test::joined(complaints));
  CHECK(complaints.empty());
}

TEST_CASE("a disk that fills up costs nothing twice, whenever it does", "[crash][disk]") {
  int told = 0;
  std::int64_t unknown = 0;
  for (int quota = 100'000; quota < 20'000'000; quota += quota / 3) {
    INFO(quota << " bytes of room");
    SmallShop shop(kProducts);
    const EmulatorProcess google({"--flat", "--latency", "10ms"});
    const test::Ending full = shop.run(
        google, kInFlight, test::shimmed(shop, {{"VITRINE_SHIM_QUOTA", std::to_string(quota)}}));
    INFO(full.out << full.err);
    if (full.exit_code != 0) {
      ++told;
      check_told(full);
    }
    const auto complaints = test::complaints_after(shop, google, kInFlight, 0);
    INFO(test::joined(complaints));
    CHECK(complaints.empty());
    unknown += unknown_of(shop);
  }
  CHECK(told > 4);
  WARN(told << " runs met a full disk, " << unknown << " calls of theirs are named unknown");
}

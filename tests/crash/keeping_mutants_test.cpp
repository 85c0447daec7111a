// The syncs of those who keep the store in order, each left out once: what a command says that it
// has done is still done when the power goes right after it.
#include "tests/crash/blackout.hpp"

#include <catch2/catch.hpp>
#include <sqlite3.h>

#include <csignal>
#include <fstream>
#include <set>

using namespace vitrine;
using test::Complaints;
using test::Cut;
using test::EmulatorProcess;
using test::Record;
using test::SmallShop;
using test::Variables;

namespace {

namespace fs = std::filesystem;

std::set<std::string> names_below(const fs::path& folder) {
  std::set<std::string> names;
  if (!fs::exists(folder)) return names;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) names.insert(entry.path().filename().string());
  return names;
}

/// What is collected lies in quarantine, for as long as was promised.
Complaints after_gc(const Variables& wishes) {
  SmallShop shop(1);
  const EmulatorProcess google({"--flat"});
  REQUIRE(test::quick_run(shop, google, 1).exit_code == 0);
  shop.next_wave();
  REQUIRE(test::quick_run(shop, google, 1).exit_code == 0);
  const auto stored = names_below(shop.store() / "blobs");
  const auto gc = test::journaled_command(
      shop, {"--json", "gc", "--older-than", "0", "--keep-runs", "0"}, wishes);
  INFO(gc.ended.out << gc.ended.err);
  REQUIRE(gc.ended.exit_code == 0);
  REQUIRE_FALSE(names_below(shop.store() / "quarantine").empty());
  gc.disk.leave(Cut::nothing_unsynced, 1);
  auto left = names_below(shop.store() / "blobs");
  left.merge(names_below(shop.store() / "quarantine"));
  Complaints lost;
  for (const std::string& name : stored)
    if (!left.contains(name)) lost.push_back("nothing is left of what was collected: " + name);
  return lost;
}

/// What is repaired is repaired.
Complaints after_repair(const Variables& wishes) {
  const SmallShop shop(1);
  const EmulatorProcess google({"--flat"});
  REQUIRE(test::quick_run(shop, google, 1).exit_code == 0);
  const fs::path blobs = shop.store() / "blobs/sha256";
  std::ofstream(blobs / "00/notes.txt") << "no blob";
  std::ofstream(shop.store() / "spool/0123.part") << std::string(100, '\0');
  const auto doctor = test::journaled_command(shop, {"doctor", "--repair"}, wishes);
  INFO(doctor.ended.out << doctor.ended.err);
  REQUIRE(doctor.ended.exit_code == 0);
  doctor.disk.leave(Cut::nothing_unsynced, 1);
  const test::Ending again = shop.command({"doctor"}).wait();
  if (again.exit_code == 0) return {};
  return {"what was repaired is back: " + again.out};
}

/// What is wrong with the backup, as a folder whose record somebody will put back.
Complaints complaints_of_backup(const SmallShop& shop) {
  const fs::path store = shop.root() / "safe/.vitrine";
  if (!test::has_record(store)) return {"the backup has no record"};
  try {
    const Record record(store);
    if (record.rows("PRAGMA integrity_check").front().front() != "ok")
      return {"the backup's record is damaged"};
    Complaints complaints = test::blob_complaints(record, store);
    if (record.number("SELECT count(*) FROM run") == 0)
      complaints.push_back("the backup knows of no run");
    return complaints;
  } catch (const std::exception& error) {
    return {std::string("the backup's record cannot be read: ") + error.what()};
  }
}

Complaints after_backup(const Variables& wishes, Cut cut) {
  const SmallShop shop(1);
  const EmulatorProcess google({"--flat"});
  REQUIRE(test::quick_run(shop, google, 1).exit_code == 0);
  const auto backup = test::journaled_command(shop, {"backup", "safe"}, wishes);
  INFO(backup.ended.out << backup.ended.err);
  REQUIRE(backup.ended.exit_code == 0);
  REQUIRE(complaints_of_backup(shop).empty());
  backup.disk.leave(cut, 1);
  return complaints_of_backup(shop);
}

/// As whoever looks into a backup with tools of his own may leave it: with a log beside it.
void leave_a_log(const fs::path& database) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(database.c_str(), &handle) == SQLITE_OK);
  int keep = 1;
  sqlite3_file_control(handle, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
  const char* sql =
      "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;"
      "UPDATE run SET command = 'looked at'; UPDATE attempt SET message = 'looked at';";
  REQUIRE(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  const fs::path log = database.string() + "-wal", aside = database.string() + "-aside";
  fs::copy_file(log, aside);
  REQUIRE(sqlite3_close(handle) == SQLITE_OK);
  fs::rename(aside, log);
}

/// A log of the backup before is never read into the next one.
Complaints after_second_backup(const Variables& wishes) {
  SmallShop shop(1);
  const EmulatorProcess google({"--flat"});
  REQUIRE(test::quick_run(shop, google, 1).exit_code == 0);
  REQUIRE(test::journaled_command(shop, {"backup", "safe"}).ended.exit_code == 0);
  leave_a_log(shop.root() / "safe/.vitrine/lineage.db");
  shop.next_wave();
  REQUIRE(test::quick_run(shop, google, 1).exit_code == 0);
  Variables all{{"VITRINE_SHIM_STOP_AFTER", "rename:/safe/.vitrine/lineage.db:1"}};
  all.insert(all.end(), wishes.begin(), wishes.end());
  const auto backup = test::journaled_command(shop, {"backup", "safe"}, all);
  INFO(backup.ended.out << backup.ended.err);
  REQUIRE(backup.ended.signal == SIGKILL);
  for (std::uint32_t seed = 1; seed <= 16; ++seed) {
    backup.disk.leave(Cut::any, seed);
    Complaints complaints = complaints_of_backup(shop);
    if (!complaints.empty()) return complaints;
  }
  return {};
}

Complaints after_backup_of_names(const Variables& wishes) {
  return after_backup(wishes, Cut::names_only);
}
Complaints after_backup_of_nothing(const Variables& wishes) {
  return after_backup(wishes, Cut::nothing_unsynced);
}

struct LostSync {
  const char* name;
  Complaints (*after)(const Variables& wishes);
};
constexpr LostSync kLostSyncs[] = {
    {"made_folder", after_gc},
    {"quarantined_there", after_gc},
    {"quarantined_from", after_repair},
    {"removed_leftover", after_repair},
    {"backup_log_removed", after_second_backup},
    {"growing_file", after_backup_of_names},
    {"growing_file_folder", after_backup_of_nothing},
    {"made_folder", after_backup_of_nothing},
};

}  // namespace

TEST_CASE("each sync of gc, doctor and backup is missed when it is left out", "[crash][mutants]") {
  for (const LostSync& lost : kLostSyncs) {
    INFO(lost.name);
    const Complaints with = lost.after({});
    INFO(test::joined(with));
    CHECK(with.empty());
    CHECK_FALSE(lost.after({{"VITRINE_LEAVE_OUT", lost.name}}).empty());
  }
}

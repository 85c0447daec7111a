// Every sync and every guard is left out once, and something of what the crash tests check breaks.
// The list is that of util/fault_points.hpp; tools/check-syncs holds the two against each other.
#include "tests/crash/blackout.hpp"
#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace vitrine;
using test::Complaints;
using test::Cut;
using test::EmulatorProcess;
using test::Record;
using test::SmallShop;
using test::Variables;

namespace {

namespace fs = std::filesystem;

/// What lies there when the run begins that the power cut hits.
enum class Before {
  nothing,
  night,            ///< an earlier night's work, under names that change with the picture
  kill_at_input,    ///< a run killed between the rename of a packshot and the sync of its shard
  kill_at_picture,  ///< a run killed between the rename of its picture and the sync of its shard
  kill_at_turn      ///< the same for what is kept in one piece
};

struct LostSync {
  const char* name;
  Before before;
  const char* at;  ///< where the run ends
  Cut cut;         ///< and what the power cut then does
};

constexpr LostSync kLostSyncs[] = {
    {"written_file", Before::nothing, "after_accept", Cut::names_only},
    {"written_file_folder", Before::nothing, "after_accept", Cut::nothing_unsynced},
    {"growing_file", Before::nothing, "after_settle", Cut::names_only},
    {"growing_file_folder", Before::nothing, "after_settle", Cut::nothing_unsynced},
    {"spool_file", Before::nothing, "after_seal", Cut::names_only},
    {"spool_folder", Before::nothing, "after_seal", Cut::nothing_unsynced},
    {"known_names_folder", Before::kill_at_input, "after_accept", Cut::nothing_unsynced},
    {"known_blob_folder", Before::kill_at_turn, "after_settle", Cut::nothing_unsynced},
    {"known_pieces_folder", Before::kill_at_picture, "after_settle", Cut::nothing_unsynced},
    {"layout_blobs", Before::nothing, "after_settle", Cut::nothing_unsynced},
    {"layout_blobs_parent", Before::nothing, "after_settle", Cut::nothing_unsynced},
    {"layout_folder_parent", Before::nothing, "after_settle", Cut::nothing_unsynced},
    {"made_folder", Before::nothing, "after_accept", Cut::nothing_unsynced},
    {"removed_file", Before::night, "after_accept", Cut::nothing_unsynced},
    {"database_commit", Before::nothing, "after_settle", Cut::nothing_unsynced},
};

void prepare(SmallShop& shop, const EmulatorProcess& google, Before before) {
  if (before != Before::night) return;
  const test::Ending night = test::quick_run(shop, google, 1);
  INFO(night.out << night.err);
  REQUIRE(night.exit_code == 0);
  shop.next_wave();
}

/// The run that the power cut hits, ended by kill -9 at its step.
test::Journaled run_to_its_step(const SmallShop& shop,
                                const EmulatorProcess& google,
                                const LostSync& lost,
                                bool left_out) {
  Variables wishes{{"VITRINE_KILL_AT", lost.at}};
  if (left_out) wishes.push_back({"VITRINE_LEAVE_OUT", lost.name});
  if (lost.before == Before::nothing || lost.before == Before::night)
    return test::journaled_run(shop, google, 1, wishes);
  // The first blob of a night is the packshot, the second the picture, the third the model's turn.
  const int which = lost.before == Before::kill_at_input     ? 1
                    : lost.before == Before::kill_at_picture ? 2
                                                             : 3;
  const std::string after = "rename:/blobs/:" + std::to_string(which);
  auto run = test::journaled_run(shop, google, 1, {{"VITRINE_SHIM_STOP_AFTER", after}});
  REQUIRE(run.ended.signal == SIGKILL);
  test::journaled_run_after(run, shop, google, 1, wishes);
  return run;
}

Complaints complaints_without(const LostSync& lost, bool left_out) {
  SmallShop shop(1, "{sku}_{scene}_{version}.{ext}");
  const EmulatorProcess google({"--flat"});
  prepare(shop, google, lost.before);
  const auto run = run_to_its_step(shop, google, lost, left_out);
  INFO(run.ended.out << run.ended.err);
  REQUIRE(run.ended.signal == SIGKILL);
  std::set<std::string> sealed;
  if (std::string(lost.at) == "after_seal") sealed = test::sealed_answers(shop.store());
  run.disk.leave(lost.cut, 1);
  Complaints complaints = test::broken_promises(shop);
  // A packshot is no row of its own, and the next run would store it again: as long as the shop has
  // it still.
  const test::Ending doctor = shop.command({"doctor"}).wait();
  if (doctor.out.find("blob-missing") != std::string::npos)
    complaints.push_back("what was made cannot be made again: " + doctor.out);
  for (std::string& complaint : test::complaints_after(shop, google, 1, 0))
    complaints.push_back(std::move(complaint));
  if (!test::has_record(shop.store())) complaints.push_back("nothing is on record any more");
  if (!complaints.empty()) return complaints;
  return test::lost_answers(Record(shop.store()), sealed);
}

void flip_a_byte(const fs::path& file) {
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  const auto middle = static_cast<std::streamoff>(fs::file_size(file) / 2);
  stream.seekg(middle);
  const char old = static_cast<char>(stream.get());
  stream.seekp(middle);
  stream.put(old == 'A' ? 'B' : 'A');
  REQUIRE(stream.flush());
}

void end_at(const SmallShop& shop, const EmulatorProcess& google, const char* step) {
  REQUIRE(shop.run(google, 1, {{"VITRINE_KILL_AT", step}}).signal == SIGKILL);
}

Complaints complaints_of_books(const SmallShop& shop, const EmulatorProcess& google) {
  test::Bill bill;
  bill.add(google.bill());
  return test::all_complaints(shop, bill, 0);
}

Complaints without_reading_answers(const Variables& wishes) {
  const SmallShop shop(1);
  const EmulatorProcess google({"--flat"});
  end_at(shop, google, "after_seal");
  const auto sealed = test::sealed_answers(shop.store());
  shop.run(google, 1, wishes);
  return test::lost_answers(Record(shop.store()), sealed);
}

/// An older backup of the record is put back: the last night's answer is all that is left of it.
Complaints without_adopting_orphans(const Variables& wishes) {
  SmallShop shop(1);
  const EmulatorProcess google({"--flat"});
  const fs::path record = shop.store() / "lineage.db", backup = shop.root() / "backup.db";
  REQUIRE(test::quick_run(shop, google, 1).exit_code == 0);
  fs::copy_file(record, backup);
  shop.next_wave();
  end_at(shop, google, "after_seal");
  fs::copy_file(backup, record, fs::copy_options::overwrite_existing);
  for (const char* log : {"lineage.db-wal", "lineage.db-shm"}) fs::remove(shop.store() / log);
  shop.run(google, 1, wishes);
  return complaints_of_books(shop, google);
}

Complaints without_naming_unknown(const Variables& wishes) {
  const SmallShop shop(1);
  const EmulatorProcess google({"--flat"});
  end_at(shop, google, "after_intent");
  shop.run(google, 1, wishes);
  return complaints_of_books(shop, google);
}

Complaints without_sender_lock(const Variables& wishes) {
  const SmallShop shop(1);
  const EmulatorProcess google({"--flat"});
  test::quick_run(shop, google, 1);
  const int lock = ::open((shop.store() / "sender.lock").c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(::flock(lock, LOCK_EX | LOCK_NB) == 0);
  const test::Ending second = shop.run(google, 1, wishes);
  ::close(lock);
  if (second.exit_code == 5) return {};
  return {"a second sender worked in the same store"};
}

Complaints without_spool_digest(const Variables& wishes) {
  const SmallShop shop(1);
  const EmulatorProcess google({"--flat"});
  end_at(shop, google, "after_seal");
  for (const std::string& answer : test::sealed_answers(shop.store()))
    flip_a_byte(shop.store() / "spool" / (answer + ".resp"));
  shop.run(google, 1, wishes);
  if (test::named_unknown(Record(shop.store())) == 1) return complaints_of_books(shop, google);
  return {"an answer that is not whole was believed"};
}

Complaints without_blob_digest(const Variables& wishes) {
  const SmallShop shop(1);
  const EmulatorProcess google({"--flat"});
  test::quick_run(shop, google, 1);
  const std::string name =
      Record(shop.store()).rows("SELECT lower(hex(blob)) FROM asset").front().front();
  flip_a_byte(shop.store() / "blobs/sha256" / name.substr(0, 2) / name);
  fs::remove_all(shop.out());  // to be written again, from the blob
  shop.run(google, 1, wishes);
  Complaints wrong;
  for (const auto& entry : fs::recursive_directory_iterator(shop.out()))
    if (entry.path().extension() == ".jpg" && entry.path().filename() != "contact-sheet.jpg")
      wrong.push_back("a damaged blob was delivered as " + entry.path().filename().string());
  return wrong;
}

Complaints without_lost_record(const Variables& wishes) {
  const SmallShop shop(1);
  const EmulatorProcess google({"--flat"});
  test::quick_run(shop, google, 1);
  fs::resize_file(shop.store() / "lineage.db", 0);
  shop.run(google, 1, wishes);
  test::Bill bill;
  bill.add(google.bill());
  if (bill.attempts().size() == 1) return {};
  return {"a picture was bought again because its record was lost"};
}

/// Writes wait for whoever holds the record's lock: SQLite's own does not cover a checkpoint.
Complaints without_lineage_lock(const Variables& wishes) {
  const SmallShop shop(1);
  const EmulatorProcess google({"--flat"});
  test::quick_run(shop, google, 1);
  const int lock = ::open((shop.store() / "lineage.lock").c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(::flock(lock, LOCK_EX | LOCK_NB) == 0);
  auto run = shop.start(google, 1, wishes);
  const auto patience = wishes.empty() ? std::chrono::milliseconds(700) : std::chrono::minutes(1);
  const bool ended = run.ends_within(patience);
  ::close(lock);
  CHECK(run.wait().exit_code == 0);
  if (!ended) return {};
  return {"a run wrote its record while another held the lock"};
}

/// In a process of its own, because what is left out is read once.
Complaints without_changing_one_row(const Variables& wishes) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    int code = 2;
    try {
      for (const auto& [name, value] : wishes) ::setenv(name.c_str(), value.c_str(), 1);
      const auto lineage = test::with_run();
      test::render(*lineage, test::task("mug"), 1, {40'000});
      lineage::AttemptFailure again = test::failure(1, "billed_failure");
      again.charged = {40'000};
      try {
        lineage->fail_attempt(again);
      } catch (const std::exception&) {  // as it should
      }
      code = lineage->total_costs("").charged == util::Money{40'000} ? 0 : 1;
    } catch (...) {
    }
    ::_exit(code);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) < 2);
  if (WEXITSTATUS(status) == 0) return {};
  return {"an attempt was charged twice"};
}

struct LostGuard {
  const char* name;
  Complaints (*without)(const Variables& wishes);
};
constexpr LostGuard kLostGuards[] = {
    {"answers_are_read", without_reading_answers},
    {"orphans_are_adopted", without_adopting_orphans},
    {"calls_are_named_unknown", without_naming_unknown},
    {"sender_lock", without_sender_lock},
    {"spool_digest", without_spool_digest},
    {"blob_digest", without_blob_digest},
    {"lost_record", without_lost_record},
    {"lineage_lock", without_lineage_lock},
    {"one_row_changed", without_changing_one_row},
};

}  // namespace

TEST_CASE("each sync is missed when it is left out", "[crash][mutants]") {
  for (const LostSync& lost : kLostSyncs) {
    INFO(lost.name);
    const Complaints with = complaints_without(lost, false);
    INFO(test::joined(with));
    CHECK(with.empty());
    CHECK_FALSE(complaints_without(lost, true).empty());
  }
}

TEST_CASE("each guard is missed when it is left out", "[crash][mutants]") {
  for (const LostGuard& lost : kLostGuards) {
    INFO(lost.name);
    const Complaints with = lost.without({});
    INFO(test::joined(with));
    CHECK(with.empty());
    CHECK_FALSE(lost.without({{"VITRINE_LEAVE_OUT", lost.name}}).empty());
  }
}

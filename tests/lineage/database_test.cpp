#include "pipeline/lineage/database.hpp"

#include "pipeline/lineage/migrations.hpp"
#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <stdexcept>
#include <thread>

using namespace vitrine;
using namespace vitrine::lineage;
using test::TempFolder;
namespace fs = std::filesystem;

namespace {

std::int64_t number(Connection& connection, const char* sql) {
  Query query(connection, sql);
  REQUIRE(query.step());
  return query.integer();
}

std::string no_copy(int) { throw std::logic_error("no copy was expected"); }

}  // namespace

TEST_CASE("work that throws leaves nothing behind", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("tokyo");
  CHECK_THROWS_AS(lineage->together([&] {
    lineage->add_tasks({{task}});
    lineage->begin_attempt(test::attempt(1, task));
    throw std::runtime_error("the disk is full");
  }),
                  std::runtime_error);
  CHECK_FALSE(lineage->has_tasks());
  lineage->together([&] { lineage->add_tasks({{task}}); });
  CHECK(lineage->has_tasks());
}

TEST_CASE("inner work that throws is undone alone", "[lineage]") {
  const auto lineage = test::with_run();
  lineage->together([&] {
    lineage->add_tasks({{test::task("kept")}});
    CHECK_THROWS(lineage->together([&] {
      lineage->add_tasks({{test::task("undone")}});
      throw std::runtime_error("no");
    }));
    // settle() writes before it finds out that the task was never leased.
    CHECK_THROWS_AS(lineage->settle(test::settlement(1)), Failure);
    lineage->add_tasks({{test::task("kept too")}});
  });
  CHECK(lineage->task(test::task("kept").render_key));
  CHECK(lineage->task(test::task("kept too").render_key));
  CHECK_FALSE(lineage->task(test::task("undone").render_key));
}

TEST_CASE("a lineage outlives its process and its folder's name", "[lineage]") {
  const TempFolder folder;
  CHECK_FALSE(exists(folder / "old"));
  Lineage::open(folder / "old", Access::read_write)->begin_run(test::run_start("r1"));
  CHECK(exists(folder / "old"));
  fs::rename(folder / "old", folder / "new");
  CHECK(Lineage::open(folder / "new", Access::read_only)->runs("spring", 1).size() == 1);
  CHECK(Lineage::open(folder / "new", Access::read_write)->runs("spring", 1).size() == 1);
}

TEST_CASE("a reader sees what is committed while somebody writes", "[lineage]") {
  const TempFolder folder;
  const auto writer = Lineage::open(folder.path(), Access::read_write);
  writer->begin_run(test::run_start("r1"));
  const auto reader = Lineage::open(folder.path(), Access::read_only);
  writer->together([&] {
    writer->add_tasks({{test::task("tokyo")}});
    CHECK_FALSE(reader->has_tasks());
    CHECK(reader->runs("", 9).size() == 1);
  });
  CHECK(reader->has_tasks());
  CHECK_THROWS_AS(reader->add_tasks({{test::task("paris")}}), std::logic_error);
}

TEST_CASE("reading where nothing was ever written says so and makes no files", "[lineage]") {
  const TempFolder folder;
  CHECK_THROWS_WITH(Lineage::open(folder / "none", Access::read_only),
                    Catch::Contains("no lineage in"));
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a file that is no database is refused, not written over", "[lineage]") {
  const TempFolder folder;
  const std::string text(8192, 'x');
  folder.write("lineage.db", text);
  CHECK_THROWS_AS(Lineage::open(folder.path(), Access::read_only), Failure);
  CHECK_THROWS_AS(Lineage::open(folder.path(), Access::read_write), Failure);
  CHECK(test::read_text(folder / "lineage.db") == text);
}

TEST_CASE("writers of two processes wait for each other", "[lineage]") {
  const TempFolder folder;
  const auto first = Lineage::open(folder.path(), Access::read_write);
  first->begin_run(test::run_start("r1"));
  std::thread second;
  bool second_done = false, seen_during_first = true;
  first->together([&] {
    second = std::thread([&] {
      const auto lineage = Lineage::open(folder.path(), Access::read_write);
      lineage->add_tasks({{test::task("paris")}});
      second_done = true;
    });
    FileLock asked(folder / "lineage.lock");
    CHECK_FALSE(asked.try_hold());
    first->add_tasks({{test::task("tokyo")}});
    seen_during_first = first->task(test::task("paris").render_key).has_value();
  });
  second.join();
  CHECK(second_done);
  CHECK_FALSE(seen_during_first);
  CHECK(first->task(test::task("paris").render_key));
}

TEST_CASE("the settings that durability rests on are set", "[lineage]") {
  const TempFolder folder;
  Database database(folder.path(), Access::read_write);
  Query mode = database.query("PRAGMA journal_mode");
  REQUIRE(mode.step());
  CHECK(mode.text() == "wal");
  CHECK(number(database.connection(), "PRAGMA synchronous") == 2);
  CHECK(number(database.connection(), "PRAGMA foreign_keys") == 1);
  CHECK(number(database.connection(), "PRAGMA trusted_schema") == 0);
  CHECK(number(database.connection(), "PRAGMA busy_timeout") == 5000);
  CHECK(number(database.connection(), "PRAGMA wal_autocheckpoint") == 0);
}

TEST_CASE("the log is copied back past 16 MiB and emptied at the end", "[lineage]") {
  const TempFolder folder;
  const auto log_size = [&] { return fs::file_size(folder / "lineage.db-wal"); };
  {
    const auto lineage = Lineage::open(folder.path(), Access::read_write);
    RunStart run = test::run_start("r");
    for (int i = 0; i < 12; ++i) {
      run.id = "r" + std::to_string(i);
      run.job_text = std::string(3 << 20, static_cast<char>('a' + i));
      run.job_revision = util::sha256(run.job_text);
      lineage->begin_run(run);
    }
    CHECK(log_size() < (25 << 20));
    CHECK(log_size() > (1 << 20));
  }
  CHECK((!fs::exists(folder / "lineage.db-wal") || log_size() == 0));
  CHECK(Lineage::open(folder.path(), Access::read_only)->runs("", 99).size() == 12);
}

TEST_CASE("an empty database gets every table, without a copy set aside", "[lineage]") {
  const TempFolder folder;
  folder.write("lineage.db", "");
  CHECK(Lineage::open(folder.path(), Access::read_write)->version() ==
        newest_version(migrations()));
  Database database(folder.path(), Access::read_only);
  for (const char* table :
       {"run",     "job_revision", "task",       "shot_task",  "delivery",    "run_item",
        "attempt", "blob",         "rendering",  "asset",      "asset_input", "verdict",
        "review",  "publish_item", "price_book", "price",      "budget",      "ledger",
        "batch",   "batch_item",   "event",      "input_file", "text",        "calibration",
        "upload",  "pace",         "vote"}) {
    INFO(table);
    Query found = database.query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
    CHECK(found.bind(table).step());
  }
  CHECK_FALSE(fs::exists(folder / "lineage-v0.db"));
}

TEST_CASE("an older database is copied, then taken through each step it lacks", "[lineage]") {
  const TempFolder folder;
  const std::string copy = folder / "copy.db";
  const std::vector<Migration> steps{
      {1, "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (7)"},
      {2, "ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x + 1"},
      {3, "UPDATE a SET y = y * 2"}};
  Connection connection(folder / "db", Access::read_write);
  migrate(connection, std::span(steps).first(1), no_copy);
  CHECK(connection.version() == 1);
  std::ofstream(copy) << "left by an attempt that was cut short";
  migrate(connection, steps, [&](int version) {
    CHECK(version == 1);
    return copy;
  });
  CHECK(connection.version() == 3);
  CHECK(number(connection, "SELECT y FROM a") == 16);
  Connection old(copy, Access::read_only);
  CHECK(old.version() == 1);
  CHECK(number(old, "SELECT x FROM a") == 7);
  CHECK_NOTHROW(migrate(connection, steps, no_copy));
}

TEST_CASE("a step that fails leaves the database at the step before", "[lineage]") {
  Connection connection(":memory:", Access::read_write);
  const std::vector<Migration> steps{{1, "CREATE TABLE a (x INTEGER) STRICT"},
                                     {2, "CREATE TABLE b (x INTEGER) STRICT; nonsense"}};
  CHECK_THROWS_AS(migrate(connection, std::span(steps).first(2), no_copy), Failure);
  CHECK(connection.version() == 1);
  CHECK(number(connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'b'") == 0);
}

TEST_CASE("a database of a newer program is refused with both numbers", "[lineage]") {
  const TempFolder folder;
  Lineage::open(folder.path(), Access::read_write);
  Connection(folder / "lineage.db", Access::read_write).execute("PRAGMA user_version = 12");
  for (const Access access : {Access::read_only, Access::read_write})
    CHECK_THROWS_WITH(Lineage::open(folder.path(), access),
                      Catch::Contains("version is 12") &&
                          Catch::Contains("up to " + std::to_string(newest_version(migrations()))));
}

TEST_CASE("a reader that cannot go on says what must run first", "[lineage]") {
  const TempFolder folder;
  SECTION("an older program's database") {
    Lineage::open(folder.path(), Access::read_write);
    Connection(folder / "lineage.db", Access::read_write).execute("PRAGMA user_version = 0");
  }
  SECTION("a log that cannot be opened as it is") {
    Lineage::open(folder.path(), Access::read_write);
    fs::remove(folder / "lineage.db-wal");
    fs::create_directory(folder / "lineage.db-wal");
  }
  CHECK_THROWS_AS(Lineage::open(folder.path(), Access::read_only), NeedsWriter);
  CHECK_THROWS_WITH(Lineage::open(folder.path(), Access::read_only),
                    Catch::Contains("vitrine doctor --repair"));
}

TEST_CASE("the ledger only grows", "[lineage]") {
  const TempFolder folder;
  {
    const auto lineage = Lineage::open(folder.path(), Access::read_write);
    lineage->begin_run(test::run_start("r1"));
    test::render(*lineage, test::task("tokyo"), 1, {67'000});
  }
  Connection connection(folder / "lineage.db", Access::read_write);
  CHECK_THROWS_AS(connection.execute("DELETE FROM ledger"), Failure);
  CHECK_THROWS_AS(connection.execute("UPDATE ledger SET amount = 0"), Failure);
  CHECK(number(connection, "SELECT amount FROM ledger") == 67'000);
}

TEST_CASE("no new lineage is begun beside pictures that an old one knew", "[lineage]") {
  const TempFolder folder;
  folder.write("blobs/sha256/ab/.ab12.7.0.tmp", "a write that a killed process left");
  const std::string store = folder.path().string();
  CHECK_NOTHROW(Lineage::open(store, Access::read_write));
  folder.write("blobs/sha256/ab/ab12", "a picture");
  CHECK_NOTHROW(Lineage::open(store, Access::read_write));
  for (const char* name : {"lineage.db-wal", "lineage.db-shm"}) fs::remove(folder / name);
  fs::resize_file(folder / "lineage.db", 0);
  CHECK_THROWS_AS(Lineage::open(store, Access::read_write), Failure);
  fs::remove(folder / "lineage.db");
  CHECK_THROWS_AS(Lineage::open(store, Access::read_write), Failure);
  CHECK_FALSE(fs::exists(folder / "lineage.db"));
}

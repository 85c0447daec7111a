#include "pipeline/audit/doctor.hpp"

#include "pipeline/lineage/sqlite.hpp"
#include "pipeline/store/spool.hpp"
#include "tests/audit/kept_shop.hpp"
#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <map>

using namespace vitrine;
using audit::Examination;
using audit::Finding;
using audit::Remedy;
using test::KeptShop;
using test::kinds;
using Kinds = std::vector<std::string>;
namespace fs = std::filesystem;

namespace {

/// Everything below a folder, with its bytes: what a mere look must leave as it is. The log's index
/// is shared memory, and locks are held.
std::map<std::string, std::string> contents(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().lexically_relative(folder).string();
    if (entry.is_regular_file() && !name.ends_with("-shm")) files[name] = test::read_text(entry);
  }
  return files;
}

void check_healthy(const KeptShop& shop) {
  const Examination examination = shop.examine(true);
  for (const Finding& finding : examination.findings) INFO(finding.message);
  CHECK(kinds(examination).empty());
}

/// One finding of that kind, which a repair does away with.
void check_repaired(const KeptShop& shop, const std::string& kind, bool deep = false) {
  const auto before = contents(shop.project());
  REQUIRE(kinds(shop.examine(deep)) == Kinds{kind});
  CHECK(contents(shop.project()) == before);
  const Examination treated = shop.repair(deep);
  REQUIRE(treated.findings.size() == 1);
  INFO(treated.findings[0].outcome);
  CHECK(treated.findings[0].repaired);
  check_healthy(shop);
}

/// A row goes missing from an index, as a flipped bit or another program may bring about.
void unhook_index(const std::string& database) {
  const auto run = [&](const std::string& script) {
    lineage::Connection(database, lineage::Access::read_write).execute(script);
  };
  run("PRAGMA writable_schema = ON; CREATE TABLE aside AS SELECT * FROM sqlite_schema"
      " WHERE name = 'run_started'; DELETE FROM sqlite_schema WHERE name = 'run_started'");
  run("UPDATE run SET started = started + 1");
  run("PRAGMA writable_schema = ON; INSERT INTO sqlite_schema SELECT * FROM aside;"
      " DROP TABLE aside");
}

/// Seals an answer as a run would; the line about it tells no request.
void seal_answer(const KeptShop& shop, const std::string& attempt) {
  const auto incoming = store::open_spool(shop.store_folder())->begin(attempt, 0);
  incoming->write("a body");
  incoming->seal({{"attempt", attempt}});
}

void lose_database(const KeptShop& shop) {
  for (const char* end : {"", "-wal", "-shm"}) fs::remove(shop.layout().database().string() + end);
}

}  // namespace

TEST_CASE("a store after an ordinary night has nothing wrong, and looking changes nothing",
          "[audit]") {
  const KeptShop shop;
  const auto before = contents(shop.project());
  const Examination examination = shop.examine(true);
  for (const Finding& finding : examination.findings) INFO(finding.message);
  CHECK(examination.findings.empty());
  CHECK(examination.notes.empty());
  CHECK(examination.counts.blobs == 6);
  CHECK(examination.counts.delivered == 1);
  CHECK(examination.counts.hashed == 7);
  CHECK(examination.counts.unneeded == 0);
  CHECK(contents(shop.project()) == before);
}

TEST_CASE("what the studio made is made again, whatever of its way is lost", "[audit]") {
  const KeptShop shop;
  SECTION("the finished file") {
    shop.lose(shop.asset);
    check_repaired(shop, "blob-missing");
  }
  SECTION("the rendering") {
    shop.lose(shop.rendering);
    check_repaired(shop, "blob-missing");
  }
  SECTION("the mask") {
    shop.lose(shop.mask);
    check_repaired(shop, "blob-missing");
  }
  SECTION("the photograph, while the project still has it") {
    shop.lose(shop.packshot);
    check_repaired(shop, "blob-missing");
  }
  SECTION("all of it") {
    for (const util::Digest& blob : {shop.asset, shop.rendering, shop.mask, shop.packshot})
      shop.lose(blob);
    const Examination treated = shop.repair();
    REQUIRE(treated.findings.size() == 4);
    for (const Finding& finding : treated.findings) {
      INFO(finding.message << ": " << finding.outcome);
      CHECK(finding.repaired);
    }
    check_healthy(shop);
  }
  SECTION("a flipped bit, which only a deep look sees") {
    shop.damage(shop.rendering);
    CHECK(kinds(shop.examine(false)).empty());
    check_repaired(shop, "blob-damaged", true);
    CHECK_FALSE(fs::is_empty(shop.layout().quarantine(
        util::date_of(util::SystemClock().now()))));  // the damaged bytes are kept for a while
  }
  SECTION("a file cut short, which any look sees") {
    const fs::path file = shop.layout().blob(shop.asset);
    fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
    fs::resize_file(file, 100);
    check_repaired(shop, "blob-damaged");
  }
}

TEST_CASE("a picture that money bought is never made up: a person gets it from a backup",
          "[audit]") {
  const KeptShop shop;
  shop.lose(shop.bought);
  const Examination treated = shop.repair();
  REQUIRE(kinds(treated) == Kinds{"blob-missing"});
  CHECK_FALSE(treated.findings[0].repaired);
  CHECK(treated.findings[0].remedy == Remedy::person);
  CHECK(treated.findings[0].message.find("a model was paid for it") != std::string::npos);
  CHECK(treated.findings[0].message.find(shop.layout().blob(shop.bought).string()) !=
        std::string::npos);
}

TEST_CASE("a photograph that the project has no more is a person's to find", "[audit]") {
  const KeptShop shop;
  shop.lose(shop.packshot);
  shop.write(shop.photograph(), "another picture");
  const Examination treated = shop.repair();
  REQUIRE(kinds(treated) == Kinds{"blob-missing"});
  CHECK_FALSE(treated.findings[0].repaired);
  CHECK(test::read_text(shop.photograph()) == "another picture");
}

TEST_CASE("a lost crop of evidence is noted once and then no finding", "[audit]") {
  const KeptShop shop;
  shop.lose(shop.evidence);
  const Examination treated = shop.repair();
  REQUIRE(kinds(treated) == Kinds{"blob-missing"});
  CHECK(treated.findings[0].repaired);
  check_healthy(shop);
}

TEST_CASE("delivered files that are missing or changed are written again", "[audit]") {
  const KeptShop shop;
  const std::string bytes = test::read_text(shop.delivered_file());
  SECTION("missing") {
    fs::remove(shop.delivered_file());
    check_repaired(shop, "delivered-missing");
  }
  SECTION("the folder with all of them") {
    fs::remove_all(shop.output());
    check_repaired(shop, "delivered-missing");
  }
  SECTION("of another size") {
    shop.write(shop.delivered_file(), "something else");
    check_repaired(shop, "delivered-changed");
  }
  SECTION("of the same size and time, which only a deep look sees") {
    KeptShop::damage(shop.delivered_file());
    CHECK(kinds(shop.examine()).empty());
    check_repaired(shop, "delivered-changed", true);
  }
  CHECK(test::read_text(shop.delivered_file()) == bytes);
}

TEST_CASE("a delivered file copied with another time is no finding", "[audit]") {
  const KeptShop shop;
  fs::last_write_time(shop.delivered_file(),
                      fs::last_write_time(shop.delivered_file()) + std::chrono::hours(1));
  check_healthy(shop);
}

TEST_CASE("files that are no blobs go to quarantine, those of a living process stay", "[audit]") {
  const KeptShop shop;
  const fs::path shard = shop.layout().shard(0xab);
  SECTION("a write that was cut short") {
    shop.write(shard / (".x." + std::to_string(1 << 30) + ".7.tmp"), "half");
    check_repaired(shop, "stray-file");
  }
  SECTION("a name that is no digest") {
    shop.write(shard / "notes.txt", "hello");
    check_repaired(shop, "stray-file");
    CHECK(test::read_text(shop.layout().quarantine(util::date_of(KeptShop::kNow)) / "notes.txt") ==
          "hello");
  }
  SECTION("a blob on the wrong shelf") {
    shop.write(shard / util::sha256("not ab").hex(), "not ab");
    check_repaired(shop, "stray-file");
  }
}

TEST_CASE("the layout is completed, and one we do not know is left alone", "[audit]") {
  const KeptShop shop;
  SECTION("missing parts") {
    fs::remove(shop.layout().layout_file());
    fs::remove_all(shop.layout().spool());
    check_repaired(shop, "layout-incomplete");
  }
  SECTION("another layout") {
    shop.write(shop.layout().layout_file(), R"({"layout":2})");
    const Examination treated = shop.repair();
    REQUIRE(kinds(treated) == Kinds{"layout-unknown"});
    CHECK_FALSE(treated.findings[0].repaired);
  }
}

TEST_CASE("what a killed run left in the spool is told by what the record says of it", "[audit]") {
  const KeptShop shop;
  const std::string settled = test::attempt_id(2), stranger = test::attempt_id(9);
  SECTION("settled, its file left: removed") {
    seal_answer(shop, settled);
    check_repaired(shop, "answer-settled");
    CHECK_FALSE(fs::exists(shop.layout().response(settled)));
  }
  SECTION("half an answer: kept in quarantine") {
    shop.write(shop.layout().part(stranger), "HTTP");
    check_repaired(shop, "answer-partial");
    CHECK(
        fs::exists(shop.layout().quarantine(util::date_of(KeptShop::kNow)) / (stranger + ".part")));
  }
  SECTION("room for an answer that never came: removed") {
    shop.write(shop.layout().part(stranger), std::string(5000, '\0'));
    check_repaired(shop, "answer-partial");
    CHECK_FALSE(fs::exists(shop.layout().part(stranger)));
  }
  SECTION("an answer with a wrong byte: kept in quarantine") {
    seal_answer(shop, stranger);
    KeptShop::damage(shop.layout().response(stranger));
    check_repaired(shop, "answer-damaged");
    CHECK(
        fs::exists(shop.layout().quarantine(util::date_of(KeptShop::kNow)) / (stranger + ".resp")));
  }
  SECTION("an answer that no record knows: given to whoever reads it") {
    seal_answer(shop, stranger);
    CHECK(kinds(shop.examine()) == Kinds{"answer-orphan"});
    std::string read;
    const Examination treated =
        shop.repair(false, [&](const std::string& attempt) -> util::Result<std::string> {
          read = attempt;
          return std::string("adopted");
        });
    CHECK(read == stranger);
    CHECK(treated.findings[0].repaired);
    CHECK(treated.findings[0].outcome == "adopted");
  }
  SECTION("an answer that nobody can read stays where it is") {
    seal_answer(shop, stranger);
    const Examination treated = shop.repair();
    CHECK_FALSE(treated.findings[0].repaired);
    CHECK(fs::exists(shop.layout().response(stranger)));
  }
}

TEST_CASE("attempts without an answer are named unknown, or free where they cost nothing",
          "[audit]") {
  const KeptShop shop;
  {
    const auto lineage = shop.open();
    for (const int number : {3, 4}) {
      const lineage::TaskRecord task = test::task("task " + std::to_string(number));
      lineage->add_tasks({&task, 1});
      lineage::AttemptStart start = test::attempt(number, task);
      start.reserved = {number == 3 ? 50'000 : 0};
      REQUIRE(lineage->begin_attempt(start));
    }
  }
  CHECK(kinds(shop.examine()) == Kinds{"attempt-unanswered", "attempt-unanswered"});
  for (const Finding& finding : shop.repair().findings) CHECK(finding.repaired);
  const auto keeping = lineage::Keeping::open(shop.store_folder(), lineage::Access::read_only);
  CHECK(keeping->attempt(test::attempt_id(3))->state == "unknown");
  CHECK(keeping->attempt(test::attempt_id(3))->charged == util::Money{50'000});
  CHECK(keeping->attempt(test::attempt_id(4))->state == "free_failure");
  check_healthy(shop);
}

TEST_CASE("beside a run, what is on its way is no finding", "[audit]") {
  const KeptShop shop;
  shop.write(shop.layout().part(test::attempt_id(9)), "HTTP");
  fs::remove(shop.delivered_file());
  audit::Patient patient = shop.patient();
  patient.is_at_work = true;
  const Examination examination = audit::examine(patient, {});
  CHECK(kinds(examination).empty());
  CHECK(examination.notes.size() == 1);
}

TEST_CASE("a damaged database is told with the way back, and never written over", "[audit]") {
  const KeptShop shop;
  const fs::path database = shop.layout().database();
  const auto size = fs::file_size(database);
  SECTION("cut short") { fs::resize_file(database, size / 2); }
  SECTION("a page of nonsense") {
    std::fstream file(database, std::ios::in | std::ios::out | std::ios::binary);
    for (std::uintmax_t at = 4096 * 2; at < size; at += 4096 * 3) {
      file.seekp(static_cast<std::streamoff>(at));
      file << std::string(4096, 'x');
    }
  }
  SECTION("no database at all") { shop.write(database, std::string(8192, 'x')); }
  const std::string bytes = test::read_text(database);
  const Examination treated = shop.repair();
  REQUIRE_FALSE(treated.findings.empty());
  bool told = false;
  for (const Finding& finding : treated.findings) {
    told = told || (finding.kind == "database-damaged" &&
                    finding.message.find("backup") != std::string::npos);
    if (finding.kind == "database-damaged") CHECK_FALSE(finding.repaired);
  }
  CHECK(told);
  CHECK(test::read_text(database) == bytes);
}

TEST_CASE("a database that is gone is not begun anew beside its pictures", "[audit]") {
  const KeptShop shop;
  lose_database(shop);
  const Examination treated = shop.repair();
  REQUIRE(treated.findings.size() == 1);
  CHECK(treated.findings[0].kind == "database-missing");
  CHECK_FALSE(treated.findings[0].repaired);
  CHECK_FALSE(lineage::exists(shop.store_folder()));
}

TEST_CASE("a database that is gone is begun anew, for what the spool alone tells", "[audit]") {
  const KeptShop shop;
  const std::string attempt = test::attempt_id(9);
  seal_answer(shop, attempt);
  lose_database(shop);
  fs::remove_all(shop.layout().blobs());
  CHECK(kinds(shop.examine()) == Kinds{"layout-incomplete", "database-missing", "answer-orphan"});
  std::string read;
  const Examination treated =
      shop.repair(false, [&](const std::string& one) -> util::Result<std::string> {
        read = one;
        return std::string("adopted");
      });
  for (const Finding& finding : treated.findings) CHECK(finding.repaired);
  CHECK(read == attempt);
  CHECK(lineage::exists(shop.store_folder()));
}

TEST_CASE("an index that does not fit its table is made anew, with a copy set aside", "[audit]") {
  const KeptShop shop;
  const std::string database = shop.layout().database().string();
  unhook_index(database);
  CHECK(kinds(shop.examine()) == Kinds{"index-damaged"});
  const Examination treated = shop.repair();
  REQUIRE(treated.findings.size() == 1);
  INFO(treated.findings[0].message << treated.findings[0].outcome);
  CHECK(treated.findings[0].repaired);
  CHECK(fs::exists(shop.layout().quarantine(util::date_of(KeptShop::kNow)) /
                   "lineage-before-repair.db"));
  check_healthy(shop);
}

TEST_CASE("a look for bytes alone finds nothing else", "[audit]") {
  const KeptShop shop;
  shop.write(shop.layout().part(test::attempt_id(9)), "HTTP");
  shop.write(shop.layout().shard(0xab) / "notes.txt", "hello");
  CHECK(kinds(audit::examine(shop.patient(), {true, true})).empty());
  shop.damage(shop.bought);
  CHECK(kinds(audit::examine(shop.patient(), {true, true})) == Kinds{"blob-damaged"});
}

#include "pipeline/audit/backup.hpp"

#include "pipeline/audit/reproduce.hpp"
#include "pipeline/store/spool.hpp"
#include "pipeline/util/files.hpp"
#include "tests/audit/kept_shop.hpp"
#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using audit::Backup;
using test::KeptShop;
using test::kinds;
namespace fs = std::filesystem;

namespace {

struct Safe {
  test::TempFolder folder;
  std::string path = folder / "safe";
  store::Layout layout{fs::path(path) / ".vitrine"};

  util::Result<Backup> try_from(const KeptShop& shop, bool deep = false) const {
    return audit::back_up(shop.store_folder(), path, {KeptShop::kNow, deep});
  }
  Backup from(const KeptShop& shop, bool deep = false) const {
    auto made = try_from(shop, deep);
    if (!made) FAIL(made.error().message);
    return *made;
  }
  audit::Examination examine() const {
    return audit::examine({layout.folder().string(), path}, {true});
  }
};

}  // namespace

TEST_CASE("a backup holds the record and all it needs, and has nothing wrong", "[audit]") {
  const KeptShop shop;
  const Safe safe;
  const Backup backup = safe.from(shop);
  CHECK(backup.blobs == 6);
  CHECK(backup.copied == 6);
  CHECK(backup.problems.empty());
  const audit::Examination examination = safe.examine();
  for (const auto& finding : examination.findings) INFO(finding.message);
  CHECK(kinds(examination).empty());
  CHECK(examination.counts.blobs == 6);
  CHECK_FALSE(fs::exists(shop.layout().folder() / "backup-lineage"));
}

TEST_CASE("a second backup copies what is new, and a deep one mends what it has", "[audit]") {
  KeptShop shop;
  const Safe safe;
  safe.from(shop);
  shop.finish_again();
  const Backup second = safe.from(shop);
  CHECK(second.copied == 2);  // the file and its evidence
  CHECK(second.blobs == 8);
  KeptShop::damage(safe.layout.blob(shop.bought));
  CHECK(safe.from(shop).mended == 0);
  CHECK(kinds(safe.examine()) == std::vector<std::string>{"blob-damaged"});
  const Backup deep = safe.from(shop, true);
  CHECK(deep.mended == 1);
  CHECK(deep.blobs == 8);
  CHECK(kinds(safe.examine()).empty());
}

TEST_CASE("a backup has the keys of blind comparisons", "[audit]") {
  const KeptShop shop;
  const Safe safe;
  safe.from(shop);
  CHECK_FALSE(fs::exists(safe.layout.comparisons()));
  const fs::path here = shop.layout().comparison("spring-1");
  const fs::path there = safe.layout.comparison("spring-1");
  fs::create_directories(here.parent_path());
  for (const char* key : {"first", "second"}) {
    util::write_file_durably(here, key);
    safe.from(shop);
    CHECK(util::read_file(there).value() == key);
  }
}

TEST_CASE("a backup that is put back reproduces everything", "[audit]") {
  KeptShop shop;
  const Safe safe;
  safe.from(shop);
  fs::remove_all(shop.layout().folder());
  fs::remove_all(shop.output());
  fs::copy(safe.layout.folder(), shop.layout().folder(), fs::copy_options::recursive);
  for (const audit::Finding& finding : shop.repair(true).findings) {
    INFO(finding.message << finding.outcome);
    CHECK(finding.kind == "delivered-missing");
    CHECK(finding.repaired);
  }
  CHECK(kinds(shop.examine(true)).empty());
  const auto lineage = shop.open();
  const auto store = shop.store();
  const auto made = audit::reproduce(*lineage, *store, lineage->assets(""));
  REQUIRE(made.size() == 1);
  CHECK(made[0].sameness == audit::Sameness::identical);
}

TEST_CASE("a backup that was put back is written to as any store is", "[audit]") {
  const KeptShop shop;
  const Safe safe;
  safe.from(shop);
  {
    const auto lineage =
        lineage::Lineage::open(safe.layout.folder().string(), lineage::Access::read_write);
    lineage::RunStart next = test::run_start("r2");
    next.started = {KeptShop::kNow.micros + 1};
    lineage->begin_run(next);
    CHECK(fs::exists(safe.layout.database().string() + "-wal"));
  }
  // Somebody works in it now: it is no backup any more.
  const auto refused = safe.try_from(shop);
  REQUIRE(refused.has_error());
  CHECK(refused.error().message.find("somebody works in") != std::string::npos);
}

TEST_CASE("answers that are not settled go along, and settled ones go from the backup", "[audit]") {
  const KeptShop shop;
  const Safe safe;
  const std::string attempt = test::attempt_id(5);
  const lineage::TaskRecord task = test::task("asked");
  {
    const auto lineage = shop.open();
    lineage->add_tasks({&task, 1});
    lineage::AttemptStart start = test::attempt(5, task);
    start.reserved = {50'000};
    REQUIRE(lineage->begin_attempt(start));
  }
  const auto spool = store::open_spool(shop.store_folder());
  {
    const auto incoming = spool->begin(attempt, 0);
    incoming->write("a picture");
    incoming->seal({{"attempt", attempt}});
  }
  CHECK(safe.from(shop).answers == 1);
  CHECK(kinds(safe.examine()) == std::vector<std::string>{"answer-waiting"});
  CHECK(store::read_spool(safe.layout.folder().string())->open(attempt).has_value());
  shop.open()->settle(test::settlement(5, "what came"));
  shop.store()->put("what came");
  spool->remove(attempt);
  safe.from(shop);
  CHECK_FALSE(fs::exists(safe.layout.response(attempt)));
}

TEST_CASE("a backup goes into no folder where it would do harm", "[audit]") {
  const KeptShop shop;
  const auto refusal = [&](const fs::path& target) {
    const auto made = audit::back_up(shop.store_folder(), target.string(), {KeptShop::kNow});
    REQUIRE(made.has_error());
    CHECK(made.error().kind == util::ErrorKind::refused);
    return made.error().message;
  };
  CHECK(refusal(shop.layout().folder() / "backup").find("inside the store") != std::string::npos);
  CHECK(refusal(shop.layout().folder()).find("inside the store") != std::string::npos);
  CHECK(refusal(shop.project()).find("the project itself") != std::string::npos);
  const KeptShop other;
  CHECK(refusal(other.project()).find("somebody works in") != std::string::npos);
  CHECK(kinds(shop.examine(true)).empty());
  CHECK(kinds(other.examine(true)).empty());
}

TEST_CASE("another project's backup is not written over", "[audit]") {
  const KeptShop shop;
  const Safe safe;
  safe.from(shop);
  const test::TempFolder elsewhere;
  const std::string other = elsewhere.path() / ".vitrine";
  lineage::Lineage::open(other, lineage::Access::read_write)
      ->begin_run(test::run_start("another night"));
  const auto made = audit::back_up(other, safe.path, {KeptShop::kNow});
  REQUIRE(made.has_error());
  CHECK(made.error().message.find("another project") != std::string::npos);
  CHECK(kinds(safe.examine()).empty());
}

TEST_CASE("what the store has lost is named, and what the backup has of it stays", "[audit]") {
  const KeptShop shop;
  const Safe safe;
  SECTION("never copied") {
    shop.lose(shop.bought);
    const Backup backup = safe.from(shop);
    REQUIRE(backup.problems.size() == 1);
    CHECK(backup.problems[0].find(shop.bought.hex()) != std::string::npos);
  }
  SECTION("copied before") {
    safe.from(shop);
    shop.lose(shop.bought);
    CHECK(safe.from(shop).problems.empty());
    CHECK(fs::exists(safe.layout.blob(shop.bought)));
  }
}

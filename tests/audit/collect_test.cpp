#include "pipeline/audit/collect.hpp"

#include "pipeline/lineage/file_lock.hpp"
#include "pipeline/util/files.hpp"
#include "tests/audit/kept_shop.hpp"
#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using audit::Collection;
using audit::CollectOptions;
using test::KeptShop;
using test::kinds;
namespace fs = std::filesystem;

namespace {

constexpr std::chrono::hours kDay(24);

util::Timestamp now() { return util::SystemClock().now(); }

/// As if so many days had passed since the night; nothing is kept for its run alone.
CollectOptions after_days(int days) {
  CollectOptions options;
  options.now = {now().micros + std::chrono::microseconds(days * kDay).count()};
  options.recent_runs = 0;
  return options;
}

Collection collect(const KeptShop& shop, const CollectOptions& options) {
  const auto collection = audit::collect(shop.store_folder(), options);
  REQUIRE(collection.has_value());
  return *collection;
}

fs::path in_quarantine(const KeptShop& shop, const CollectOptions& when, const util::Digest& blob) {
  return shop.layout().quarantine(util::date_of(when.now)) / blob.hex();
}

}  // namespace

TEST_CASE("of an ordinary night nothing is collected, however old it is", "[audit]") {
  const KeptShop shop;
  const Collection collection = collect(shop, after_days(400));
  CHECK(collection.moved.files == 0);
  CHECK(collection.deleted.files == 0);
  CHECK(kinds(shop.examine(true)).empty());
}

TEST_CASE("what was replaced goes to quarantine with its evidence, and away after the grace period",
          "[audit]") {
  KeptShop shop;
  const util::Digest earlier_evidence = shop.evidence;
  shop.finish_again();
  const CollectOptions later = after_days(2);
  const Collection first = collect(shop, later);
  CHECK(first.moved.files == 2);
  CHECK(first.moved.bytes > 0);
  CHECK(fs::exists(in_quarantine(shop, later, shop.earlier_asset)));
  CHECK(fs::exists(in_quarantine(shop, later, earlier_evidence)));
  CHECK(kinds(shop.examine(true)).empty());  // collected is not lost
  const Collection second = collect(shop, after_days(9));
  CHECK(second.deleted.files == 0);  // seven days have not passed for its last hour
  const Collection third = collect(shop, after_days(10));
  CHECK(third.deleted.files == 2);
  CHECK_FALSE(fs::exists(in_quarantine(shop, later, shop.earlier_asset).parent_path()));
  CHECK(kinds(shop.examine(true)).empty());
}

TEST_CASE("what recent runs made, and what is younger than asked, stays", "[audit]") {
  KeptShop shop;
  shop.finish_again();
  CollectOptions options = after_days(2);
  options.recent_runs = 10;
  CHECK(collect(shop, options).moved.files == 0);
  options.recent_runs = 0;
  options.older_than = 3 * kDay;
  const Collection young = collect(shop, options);
  CHECK(young.moved.files == 0);
  CHECK(young.young.files == 2);
}

TEST_CASE("a trial says the same and does nothing", "[audit]") {
  KeptShop shop;
  shop.finish_again();
  shop.write(shop.layout().rehearsals() / "20200101-020000/out/a.jpg", "picture");
  CollectOptions options = after_days(2);
  options.dry_run = true;
  const Collection collection = collect(shop, options);
  CHECK(collection.moved.files == 2);
  CHECK(collection.rehearsals.files == 1);
  CHECK(fs::exists(shop.layout().blob(shop.earlier_asset)));
  CHECK(fs::exists(shop.layout().rehearsals() / "20200101-020000"));
  CHECK_FALSE(fs::exists(in_quarantine(shop, options, shop.earlier_asset)));
}

TEST_CASE("bytes that are wanted again lose their mark and stay", "[audit]") {
  KeptShop shop;
  const auto first = shop.asset;
  shop.finish_again();
  collect(shop, after_days(2));
  // The job wants the first size again: it is finished again to the same bytes.
  shop.store()->put(
      test::read_text(shop.layout().quarantine(util::date_of(after_days(2).now)) / first.hex()));
  {
    const auto lineage = shop.open();
    const auto asset = lineage->assets_like(first.hex()).front();
    lineage::TaskRecord task;
    task.render_key = asset.render_key;
    lineage::Finished done = test::finished(test::delivery("BOX-01/natural/white", task));
    done.asset = asset;
    done.verdicts.clear();
    done.delivery.asset = asset.id;
    done.delivery.path = "box.jpg";
    lineage->record_finished(done);
  }
  {
    const auto keeping = lineage::Keeping::open(shop.store_folder(), lineage::Access::read_only);
    CHECK_FALSE(keeping->is_marked(first));
  }
  collect(shop, after_days(4));
  CHECK(fs::exists(shop.layout().blob(first)));
}

TEST_CASE("what no record names is collected, unless a backup was put back", "[audit]") {
  const KeptShop shop;
  const util::Digest orphan = shop.store()->put("from a run that was killed");
  SECTION("an ordinary orphan") {
    CHECK(collect(shop, after_days(2)).moved.files == 1);
    CHECK_FALSE(fs::exists(shop.layout().blob(orphan)));
  }
  SECTION("one from the time that the record knows nothing of") {
    lineage::note_backup(shop.layout().database().string(), {now().micros - 3'600'000'000});
    const Collection collection = collect(shop, after_days(2));
    CHECK(collection.moved.files == 0);
    CHECK(collection.unexplained.files == 1);
    CHECK(fs::exists(shop.layout().blob(orphan)));
  }
  SECTION("one from before the backup") {
    lineage::note_backup(shop.layout().database().string(), {now().micros + 3'600'000'000});
    CHECK(collect(shop, after_days(2)).moved.files == 1);
  }
}

TEST_CASE("what money may have bought is never deleted from quarantine", "[audit]") {
  const KeptShop shop;
  const fs::path day = shop.layout().quarantine(util::date_of({0}));
  const std::string attempt = test::attempt_id(9);
  shop.write(day / (attempt + ".resp"), "an answer");
  shop.write(day / (attempt + ".part.2"), "half an answer");
  shop.write(day / shop.bought.hex(), "what is left of a picture");
  shop.write(day / shop.rendering.hex(), "what is left of a cut-out");
  shop.write(day / "notes.txt", "hello");
  const Collection collection = collect(shop, after_days(2));
  CHECK(collection.deleted.files == 2);
  CHECK(collection.bought.files == 3);
  CHECK(fs::exists(day / (attempt + ".resp")));
  CHECK(fs::exists(day / (attempt + ".part.2")));
  CHECK(fs::exists(day / shop.bought.hex()));
  CHECK_FALSE(fs::exists(day / shop.rendering.hex()));
}

TEST_CASE("old rehearsals go, recent ones and other folders stay", "[audit]") {
  const KeptShop shop;
  const fs::path rehearsals = shop.layout().rehearsals();
  const std::string recent = util::run_id_text(now());
  shop.write(rehearsals / "20200101-020000/out/a.jpg", "picture");
  shop.write(rehearsals / "20200101-020000-2/out/a.jpg", "picture");
  shop.write(rehearsals / recent / "out/a.jpg", "picture");
  shop.write(rehearsals / "my own notes" / "a.txt", "hello");
  const Collection collection = collect(shop, after_days(2));
  CHECK(collection.rehearsals.files == 2);
  CHECK(collection.rehearsals.bytes == 14);
  CHECK_FALSE(fs::exists(rehearsals / "20200101-020000"));
  CHECK(fs::exists(rehearsals / recent));
  CHECK(fs::exists(rehearsals / "my own notes"));
}

TEST_CASE("nothing is collected while a backup is made", "[audit]") {
  const KeptShop shop;
  lineage::FileLock backup(shop.layout().keeping_lock());
  REQUIRE(backup.try_hold());
  CHECK(audit::collect(shop.store_folder(), after_days(2)).has_error());
}

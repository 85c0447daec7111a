#include "pipeline/lineage/keeping.hpp"

#include "pipeline/lineage/sqlite.hpp"
#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace vitrine;
using namespace vitrine::lineage;

namespace {

/// A store's lineage on disk, and somebody who looks after it.
struct Kept {
  test::TempFolder folder;
  std::unique_ptr<Lineage> lineage = Lineage::open(folder.path(), Access::read_write);

  Kept() { lineage->begin_run(test::run_start("r1")); }
  std::unique_ptr<Keeping> keeping(Access access = Access::read_write) const {
    return Keeping::open(folder.path(), access);
  }
  std::map<util::Digest, bool> references(int recent_runs = 0) const {
    std::map<util::Digest, bool> kept;
    keeping(Access::read_only)->scan_references(recent_runs, [&](const BlobReference& reference) {
      kept[reference.digest] = kept[reference.digest] || reference.kept;
    });
    return kept;
  }
};

Adoption adoption(int number, const TaskRecord& task) {
  Adoption adopted;
  adopted.task = task;
  adopted.start = test::attempt(number, task, "a run nobody knows");
  adopted.start.reserved = {50'000};
  adopted.state = "settled";
  adopted.rendering = test::settlement(number).rendering;
  adopted.charged = {40'000};
  adopted.ended = test::after_seconds(number);
  return adopted;
}

}  // namespace

TEST_CASE("every use of stored bytes is told, and which of them must stay", "[lineage]") {
  Kept shop;
  TaskRecord task = test::task("tokyo");
  const util::Digest input = util::sha256("photograph");
  task.key_fields.push_back({"source", "packshot - " + input.hex()});
  test::render(*shop.lineage, task, 1);
  shop.lineage->record_finished(test::finished(test::delivery("MUG-01/red/tokyo", task)));
  auto kept = shop.references();
  for (const char* bytes : {"picture", "picture mask", "picture finished", "crop", "photograph"}) {
    INFO(bytes);
    REQUIRE(kept.contains(util::sha256(bytes)));
    CHECK(kept[util::sha256(bytes)]);
  }
  // Another file takes its place: history alone names the first.
  Finished again = test::finished(test::delivery("MUG-01/red/tokyo", task));
  again.asset.id = util::sha256("second").hex();
  again.asset.blob = util::sha256("second file");
  again.delivery.asset = again.asset.id;
  again.verdicts.clear();
  again.run = "";
  shop.lineage->record_finished(again);
  kept = shop.references();
  CHECK_FALSE(kept[util::sha256("picture finished")]);
  CHECK_FALSE(kept[util::sha256("crop")]);
  CHECK(kept[util::sha256("second file")]);
  CHECK(kept[util::sha256("picture")]);
  CHECK(shop.references(1)[util::sha256("picture finished")]);
}

TEST_CASE("a model's turn is needed by the attempt that names it", "[lineage]") {
  Kept shop;
  const TaskRecord task = test::task("tokyo");
  shop.lineage->add_tasks({&task, 1});
  REQUIRE(shop.lineage->begin_attempt(test::attempt(1, task)));
  Settlement settled = test::settlement(1);
  settled.facts.push_back({"turn_sha256", util::sha256("turn").hex()});
  shop.lineage->settle(settled);
  CHECK(shop.references()[util::sha256("turn")]);
}

TEST_CASE("whoever needs some bytes is named", "[lineage]") {
  Kept shop;
  const TaskRecord task = test::task("tokyo");
  test::render(*shop.lineage, task, 1);
  shop.lineage->record_finished(test::finished(test::delivery("MUG-01/red/tokyo", task)));
  const auto keeping = shop.keeping();
  CHECK(keeping->needed_by(util::sha256("picture finished")) == "MUG-01/red/tokyo for amazon-main");
  CHECK(keeping->needed_by(util::sha256("picture mask")) == "MUG-01/red/tokyo for amazon-main");
  CHECK(keeping->needed_by(util::sha256("nobody's")).empty());
  const auto source = keeping->rendering_source(util::sha256("picture mask"));
  REQUIRE(source);
  CHECK(source->render_key == task.render_key);
  CHECK(source->is_mask);
  CHECK_FALSE(source->bought);
}

TEST_CASE("a mark is set and taken off in one step, for bytes without a row as well", "[lineage]") {
  Kept shop;
  test::render(*shop.lineage, test::task("tokyo"), 1);
  const auto keeping = shop.keeping();
  const util::Digest known = util::sha256("picture"), stranger = util::sha256("stranger");
  const std::vector<util::Digest> both{known, stranger};
  keeping->mark({}, both, test::kEvening);
  CHECK(keeping->is_marked(known));
  CHECK(keeping->is_marked(stranger));
  keeping->mark({&known, 1}, {}, test::kEvening);
  CHECK_FALSE(keeping->is_marked(known));
  // A record that comes to need it takes the mark off by itself.
  const TaskRecord task = test::task("paris");
  shop.lineage->add_tasks({&task, 1});
  REQUIRE(shop.lineage->begin_attempt(test::attempt(2, task)));
  shop.lineage->settle(test::settlement(2, "stranger"));
  CHECK_FALSE(keeping->is_marked(stranger));
}

TEST_CASE("an answer is adopted with its task, its picture and its price", "[lineage]") {
  Kept shop;
  const TaskRecord task = test::task("tokyo");
  shop.keeping()->adopt(adoption(1, task));
  CHECK(shop.lineage->task(task.render_key)->state == domain::TaskState::rendered);
  const auto chosen = shop.lineage->chosen_rendering(task.base_key);
  REQUIRE(chosen);
  CHECK(chosen->rendering.blob == util::sha256("picture"));
  const auto attempts = shop.lineage->attempts(task.render_key);
  REQUIRE(attempts.size() == 1);
  CHECK(attempts[0].state == "settled");
  CHECK(attempts[0].charged == util::Money{40'000});
  CHECK(shop.lineage->total_costs("").charged == util::Money{40'000});
  CHECK(shop.lineage->ledger_problems().empty());
  CHECK_THROWS_AS(shop.keeping()->adopt(adoption(1, task)), Failure);
}

TEST_CASE("a second answer to a task that has its picture is an alternate, and paid", "[lineage]") {
  Kept shop;
  const TaskRecord task = test::task("tokyo");
  test::render(*shop.lineage, task, 1, {40'000});
  Adoption second = adoption(2, task);
  second.rendering->blob = util::sha256("another picture");
  shop.keeping()->adopt(second);
  CHECK(shop.lineage->chosen_rendering(task.base_key)->rendering.blob == util::sha256("picture"));
  CHECK(shop.lineage->attempts(task.render_key).size() == 2);
  Connection connection(shop.folder / "lineage.db", Access::read_only);
  Query role(connection, "SELECT role FROM rendering WHERE attempt = ?");
  REQUIRE(role.bind(test::attempt_id(2)).step());
  CHECK(role.text() == "alternate");
  CHECK(shop.lineage->total_costs("").charged == util::Money{80'000});
  CHECK(shop.references()[util::sha256("another picture")]);
  CHECK(shop.lineage->ledger_problems().empty());
}

TEST_CASE("a copy is whole, knows that it is one, and from when on it knows nothing", "[lineage]") {
  Kept shop;
  test::render(*shop.lineage, test::task("tokyo"), 1);
  const test::TempFolder safe;
  const std::string file = safe / "lineage.db";
  CHECK_FALSE(shop.keeping()->is_untouched_backup());
  shop.keeping()->copy_to(file);
  note_backup(file, test::after_seconds(50));
  CHECK(shop.keeping()->gaps().empty());
  const auto copy = Keeping::open(safe.path(), Access::read_write);
  CHECK(copy->is_untouched_backup());
  CHECK(copy->integrity_problems().empty());
  CHECK(copy->first_run()->start.id == "r1");
  REQUIRE(copy->gaps().size() == 1);
  CHECK(copy->gaps()[0].from == test::after_seconds(50));
  RunStart next = test::run_start("r2");
  next.started = test::after_seconds(90);
  Lineage::open(safe.path(), Access::read_write)->begin_run(next);
  CHECK_FALSE(copy->is_untouched_backup());
  CHECK(copy->gaps()[0].to == test::after_seconds(90));
}

TEST_CASE("a copy that is put back keeps a log again, as durability rests on it", "[lineage]") {
  Kept shop;
  const test::TempFolder safe;
  shop.keeping()->copy_to(safe / "lineage.db");
  const auto mode = [&] {
    Connection connection(safe / "lineage.db", Access::read_only);
    Query query(connection, "PRAGMA journal_mode");
    REQUIRE(query.step());
    return query.text();
  };
  CHECK(mode() == "delete");
  Lineage::open(safe.path(), Access::read_write);
  CHECK(mode() == "wal");
}

TEST_CASE("rows that refer to nothing are told", "[lineage]") {
  Kept shop;
  test::render(*shop.lineage, test::task("tokyo"), 1);
  CHECK(shop.keeping()->reference_problems().empty());
  Connection(shop.folder / "lineage.db", Access::read_write)
      .execute("PRAGMA foreign_keys = OFF; DELETE FROM task");
  CHECK_FALSE(shop.keeping()->reference_problems().empty());
}

TEST_CASE("sets are told with the job that made them last, attempts under way by name",
          "[lineage]") {
  Kept shop;
  RunStart later = test::run_start("r2");
  later.job_file = "jobs/moved.yaml";
  later.started = test::after_seconds(10);
  shop.lineage->begin_run(later);
  const TaskRecord task = test::task("tokyo");
  shop.lineage->add_tasks({&task, 1});
  REQUIRE(shop.lineage->begin_attempt(test::attempt(1, task)));
  const auto keeping = shop.keeping();
  const auto sets = keeping->sets();
  REQUIRE(sets.size() == 1);
  CHECK(sets[0].job_file == "jobs/moved.yaml");
  REQUIRE(keeping->open_attempts().size() == 1);
  CHECK(keeping->open_attempts()[0].id == test::attempt_id(1));
  CHECK_FALSE(keeping->attempt(test::attempt_id(7)));
}

#include "pipeline/lineage/migrations.hpp"
#include "tests/lineage/records.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace vitrine;
using namespace vitrine::lineage;

namespace {

FallbackRecord fallback(const std::string& asked, const std::string& taken, int seconds) {
  FallbackRecord record;
  record.asked = util::sha256(asked);
  record.taken = util::sha256(taken);
  record.asked_surface = "gemini";
  record.asked_model = "gemini-2.5-flash-image";
  record.taken_surface = "openai";
  record.taken_model = "gpt-image-2";
  record.why = "the requests of the day are used up";
  record.run = "r1";
  record.at = test::after_seconds(seconds);
  return record;
}

}  // namespace

TEST_CASE("what was taken from another model is found from what was asked for, and back",
          "[lineage]") {
  const auto lineage = test::with_run();
  const FallbackRecord first = fallback("a", "b", 1), second = fallback("c", "b", 2);
  lineage->put_fallback(first);
  lineage->put_fallback(second);
  CHECK(lineage->fallbacks_from(first.asked) == std::vector<FallbackRecord>{first});
  CHECK(lineage->fallbacks_from(first.taken).empty());
  CHECK(lineage->fallbacks_to(first.taken) == std::vector<FallbackRecord>{second, first});
  CHECK(lineage->fallbacks_to(first.asked).empty());
}

TEST_CASE("a later word on the same two takes the place of the earlier one", "[lineage]") {
  const auto lineage = test::with_run();
  lineage->put_fallback(fallback("a", "b", 1));
  FallbackRecord later = fallback("a", "b", 2);
  later.why = "the model is gone";
  later.take = 1;
  lineage->put_fallback(later);
  CHECK(lineage->fallbacks_from(later.asked) == std::vector<FallbackRecord>{later});
  CHECK(lineage->fallbacks_to(later.taken) == std::vector<FallbackRecord>{later});
}

TEST_CASE("whoever was asked in the place of one stays on record beside the others", "[lineage]") {
  const auto lineage = test::with_run();
  const FallbackRecord first = fallback("a", "b", 1), second = fallback("a", "d", 2);
  lineage->put_fallback(second);
  lineage->put_fallback(first);
  CHECK(lineage->fallbacks_from(first.asked) == std::vector<FallbackRecord>{first, second});
  CHECK(lineage->fallbacks_to(first.taken) == std::vector<FallbackRecord>{first});
}

TEST_CASE("a run took from another only what that one gave of the take asked for", "[lineage]") {
  const auto lineage = test::with_run();
  const TaskRecord task = test::task("mug");
  FallbackRecord record = fallback("a", "b", 1);
  record.taken = task.base_key;
  lineage->put_fallback(record);
  CHECK(lineage->fallbacks_of_run("r1").empty());
  test::render(*lineage, task, 1);
  CHECK(lineage->fallbacks_of_run("r1") == std::vector<FallbackRecord>{record});
  record.take = 1;  // a redo of it, which gives none
  lineage->put_fallback(record);
  CHECK(lineage->fallbacks_of_run("r1").empty());
  CHECK(lineage->fallbacks_from(record.asked) == std::vector<FallbackRecord>{record});
}

TEST_CASE("nothing is taken from itself, nor by a run that never was", "[lineage]") {
  const auto lineage = test::with_run();
  CHECK_THROWS_AS(lineage->put_fallback(fallback("a", "a", 1)), Failure);
  FallbackRecord stray = fallback("a", "b", 1);
  stray.run = "r2";
  CHECK_THROWS_AS(lineage->put_fallback(stray), Failure);
  CHECK(lineage->fallbacks_from(stray.asked).empty());
}

TEST_CASE("a database made before there were fallbacks takes them", "[lineage]") {
  const test::TempFolder folder;
  {
    Connection connection((folder / "lineage.db").string(), Access::read_write);
    migrate(connection, migrations().first(6), [](int) { return std::string(); });
    REQUIRE(connection.version() == 6);
  }
  const auto lineage = Lineage::open(folder.path(), Access::read_write);
  CHECK(lineage->version() == newest_version(migrations()));
  CHECK(std::filesystem::exists(folder / "lineage-v6.db"));
  lineage->begin_run(test::run_start("r1"));
  lineage->put_fallback(fallback("a", "b", 1));
  CHECK(lineage->fallbacks_from(util::sha256("a")).size() == 1);
}

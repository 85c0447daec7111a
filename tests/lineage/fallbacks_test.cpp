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
  CHECK(lineage->fallback_from(first.asked) == first);
  CHECK_FALSE(lineage->fallback_from(first.taken));
  CHECK(lineage->fallbacks_to(first.taken) == std::vector<FallbackRecord>{second, first});
  CHECK(lineage->fallbacks_to(first.asked).empty());
}

TEST_CASE("a later word on what was taken takes the place of the earlier one", "[lineage]") {
  const auto lineage = test::with_run();
  lineage->put_fallback(fallback("a", "b", 1));
  const FallbackRecord later = fallback("a", "d", 2);
  lineage->put_fallback(later);
  CHECK(lineage->fallback_from(later.asked) == later);
  CHECK(lineage->fallbacks_to(util::sha256("b")).empty());
}

TEST_CASE("nothing is taken from itself, nor by a run that never was", "[lineage]") {
  const auto lineage = test::with_run();
  CHECK_THROWS_AS(lineage->put_fallback(fallback("a", "a", 1)), Failure);
  FallbackRecord stray = fallback("a", "b", 1);
  stray.run = "r2";
  CHECK_THROWS_AS(lineage->put_fallback(stray), Failure);
  CHECK_FALSE(lineage->fallback_from(stray.asked));
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
  CHECK(lineage->fallback_from(util::sha256("a")));
}

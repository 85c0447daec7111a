#include "pipeline/util/clock.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::util;

TEST_CASE("times are shown in UTC, to the second", "[util]") {
  CHECK(to_text(Timestamp{0}) == "1970-01-01T00:00:00Z");
  CHECK(to_text(Timestamp{1'795'312'927'999'999}) == "2026-11-22T02:02:07Z");
  CHECK(run_id_text(Timestamp{1'795'312'927'999'999}) == "20261122-020207");
  CHECK(date_of(Timestamp{-1}) == *parse_date("1969-12-31"));
}

TEST_CASE("only real days in the one form are dates", "[util]") {
  CHECK(to_text(*parse_date("2027-01-31")) == "2027-01-31");
  for (const char* wrong : {"2027-1-31", "2027-02-30", "31.01.2027", "2027-01-311", "20a7-01-31"})
    CHECK_FALSE(parse_date(wrong));
}

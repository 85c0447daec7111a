#include "pipeline/domain/vote.hpp"
#include "pipeline/lineage/migrations.hpp"
#include "tests/lineage/records.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace vitrine;
using namespace vitrine::lineage;
using domain::Operation;
using domain::Vote;
using domain::Winner;

namespace {

Vote vote(const std::string& left, const std::string& right, Winner winner, int seconds) {
  Vote vote;
  vote.comparison = "spring-1";
  vote.shot = "MUG-01/natural/tokyo";
  vote.operation = Operation::recontextualize;
  vote.left_asset = util::sha256(left + " picture");
  vote.left_model = left;
  vote.right_asset = util::sha256(right + " picture");
  vote.right_model = right;
  vote.winner = winner;
  vote.voter = "anna";
  vote.at = test::after_seconds(seconds);
  return vote;
}

int record(Lineage& lineage, const std::vector<Vote>& votes) { return lineage.add_votes(votes); }

}  // namespace

TEST_CASE("votes read back whole, of one operation or of all", "[lineage]") {
  const auto lineage = test::with_run();
  CHECK(lineage->votes(std::nullopt).empty());
  const Vote first = vote("a", "b", Winner::left, 1);
  Vote second = vote("c", "a", Winner::tie, 2), third = vote("b", "c", Winner::right, 3);
  second.operation = Operation::fuse;
  third.voter = "";
  CHECK(record(*lineage, {third, first, second}) == 0);
  CHECK(lineage->votes(std::nullopt) == std::vector<Vote>{first, second, third});
  CHECK(lineage->votes(Operation::fuse) == std::vector<Vote>{second});
  CHECK(lineage->votes(Operation::refine).empty());
}

TEST_CASE("a person's later vote on two pictures takes the place of the earlier one", "[lineage]") {
  const auto lineage = test::with_run();
  Vote other = vote("a", "b", Winner::left, 1);
  other.voter = "ben";
  Vote elsewhere = vote("a", "b", Winner::left, 2);
  elsewhere.comparison = "spring-2";
  record(*lineage, {other, elsewhere, vote("a", "b", Winner::left, 3)});
  const Vote again = vote("a", "b", Winner::right, 4);
  CHECK(record(*lineage, {again}) == 1);
  CHECK(lineage->votes(std::nullopt) == std::vector<Vote>{other, elsewhere, again});
  const Vote turned = vote("b", "a", Winner::tie, 5);  // the same two, on other sides
  CHECK(record(*lineage, {turned}) == 1);
  CHECK(lineage->votes(std::nullopt) == std::vector<Vote>{other, elsewhere, turned});
}

TEST_CASE("where one vote cannot be recorded none is", "[lineage]") {
  const auto lineage = test::with_run();
  Vote broken = vote("a", "b", Winner::left, 2);
  broken.right_model = "a";
  CHECK_THROWS_AS(record(*lineage, {vote("a", "c", Winner::left, 1), broken}), Failure);
  CHECK(lineage->votes(std::nullopt).empty());
}

TEST_CASE("a database made before there were votes takes them", "[lineage]") {
  namespace fs = std::filesystem;
  const test::TempFolder folder;
  {
    Connection connection((folder / "lineage.db").string(), Access::read_write);
    migrate(connection, migrations().first(5), [](int) { return std::string(); });
    REQUIRE(connection.version() == 5);
  }
  const auto lineage = Lineage::open(folder.path(), Access::read_write);
  CHECK(lineage->version() == newest_version(migrations()));
  CHECK(fs::exists(folder / "lineage-v5.db"));
  const Vote first = vote("a", "b", Winner::left, 1);
  record(*lineage, {first});
  CHECK(lineage->votes(std::nullopt) == std::vector<Vote>{first});
}

#include "pipeline/report/vote_file.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using Catch::Contains;
using domain::Winner;
using report::ComparisonKey;

namespace {

ComparisonKey two_pairs() {
  ComparisonKey key{"spring-1", "spring", {}};
  domain::Vote pair;
  pair.comparison = "spring-1";
  pair.shot = "MUG-01/natural/tokyo";
  pair.operation = domain::Operation::fuse;
  pair.left_asset = util::sha256("one");
  pair.left_model = "flux-2-pro";
  pair.right_asset = util::sha256("two");
  pair.right_model = "gpt-image-2";
  key.pairs["aaaa"] = pair;
  std::swap(pair.left_asset, pair.right_asset);
  std::swap(pair.left_model, pair.right_model);
  key.pairs["bbbb"] = pair;
  return key;
}

}  // namespace

TEST_CASE("the key of a comparison reads back as it was written", "[votes]") {
  const ComparisonKey key = two_pairs();
  const ComparisonKey read = report::read_key(report::write_key(key)).value();
  CHECK(read.id == key.id);
  CHECK(read.job == key.job);
  CHECK(read.pairs == key.pairs);
}

TEST_CASE("votes get their models from the key", "[votes]") {
  const report::VoteReading reading = report::read_votes(
      R"({"vitrine_votes":1,"comparison":"spring-1","votes":[{"pair":"bbbb","winner":"right"},
          {"pair":"aaaa","winner":"tie"}]})");
  REQUIRE(reading.problems.empty());
  CHECK(reading.file.comparison == "spring-1");
  const report::Unblinded unblinded = report::unblind(reading.file, two_pairs());
  REQUIRE(unblinded.problems.empty());
  REQUIRE(unblinded.votes.size() == 2);
  CHECK(unblinded.votes[0].winner == Winner::right);
  CHECK(unblinded.votes[0].right_model == "flux-2-pro");
  CHECK(unblinded.votes[0].comparison == "spring-1");
  CHECK(unblinded.votes[1].winner == Winner::tie);
}

TEST_CASE("every mistake of a file of votes is named", "[votes]") {
  const report::VoteReading reading = report::read_votes(
      R"({"vitrine_votes":1,"comparison":"../x","votes":[{"pair":"a","winner":"lift"},
          {"winner":"left"},7,{"pair":"b","winner":"left"},{"pair":"b","winner":"right"}]})");
  REQUIRE(reading.problems.size() == 5);
  CHECK_THAT(reading.problems[0], Contains("\"../x\" is no name of a comparison"));
  CHECK(reading.problems[1] ==
        "vote 1: the winner of pair \"a\" is left, right or tie, not \"lift\"; did you mean "
        "\"left\"?");
  CHECK(reading.problems[2] == "vote 2: it names no pair");
  CHECK(reading.problems[3] == "vote 3: it names no pair");
  CHECK(reading.problems[4] == "vote 5: pair \"b\" was voted on before in it");
}

TEST_CASE("what is no file of votes is said to be none", "[votes]") {
  for (const char* text : {"", "[1]", "{\"votes\":[]}", "{\"vitrine_votes\":2}", "\xFF\xD8\xFF",
                           "{\"vitrine_comparison\":1}"}) {
    const report::VoteReading reading = report::read_votes(text);
    REQUIRE(reading.problems.size() == 1);
    CHECK_THAT(reading.problems[0], Contains("it is no file of votes"));
  }
  CHECK_THAT(report::read_votes(R"({"vitrine_votes":1,"comparison":"c"})").problems.at(0),
             Contains("no list of votes"));
  CHECK_THAT(
      report::read_votes(R"({"vitrine_votes":1,"comparison":"c","votes":[]})").problems.at(0),
      Contains("nobody has voted"));
  const std::string deep = R"({"vitrine_votes":1,"comparison":)" + std::string(100'000, '[');
  CHECK_FALSE(report::read_votes(deep).problems.empty());
}

TEST_CASE("a vote on a pair of another comparison is a mistake", "[votes]") {
  report::VoteFile file{"spring-1", {{"aaaa", Winner::left}, {"zzzz", Winner::left}}};
  const report::Unblinded unblinded = report::unblind(file, two_pairs());
  CHECK(unblinded.problems == std::vector<std::string>{"comparison spring-1 has no pair \"zzzz\""});
}

TEST_CASE("a damaged key is refused", "[votes]") {
  CHECK_FALSE(report::read_key("{}").has_value());
  CHECK_FALSE(report::read_key(R"({"vitrine_comparison":1,"comparison":"c"})").has_value());
  std::string key = report::write_key(two_pairs());
  const std::size_t at = key.find("\"fuse\"");
  CHECK_FALSE(report::read_key(key.replace(at, 6, "\"mend\"")).has_value());
}

#include "pipeline/cli/scores_text.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using Catch::Contains;
using domain::Operation;
using domain::Vote;
using domain::Winner;

namespace {

Vote vote(const char* left, const char* right, Winner winner, const char* voter = "anna") {
  Vote vote;
  vote.comparison = "spring-1";
  vote.operation = Operation::recontextualize;
  vote.left_model = left;
  vote.right_model = right;
  vote.winner = winner;
  vote.voter = voter;
  return vote;
}

}  // namespace

TEST_CASE("the table of scores has a line for each model, the best first", "[cli]") {
  const std::vector<Vote> votes{vote("flux-2-pro", "gpt-image-2", Winner::right),
                                vote("flux-2-pro", "gpt-image-2", Winner::right, "ben"),
                                vote("gpt-image-2", "flux-2-pro", Winner::tie),
                                vote("gpt-image-2", "flux-2-pro", Winner::right)};
  const auto scores = cli::scores_of(votes);
  REQUIRE(scores.size() == 1);
  CHECK(cli::scores_text(scores) ==
        "recontextualize: 4 votes of 2 people on 1 comparison\n"
        "  model        score            95 %  votes    won\n"
        "  gpt-image-2   1039     875 to 1203      4    2.5\n"
        "  flux-2-pro     961     797 to 1125      4    1.5\n"
        "\n"
        "Points as in chess: 1000 is the mean, and who has 400 more is preferred ten times of "
        "eleven.\n"
        "Where intervals overlap, more votes may be needed to tell models apart.\n");
}

TEST_CASE("each operation has scores of its own", "[cli]") {
  Vote fused = vote("a", "b", Winner::left, "");
  fused.operation = Operation::fuse;
  const auto scores = cli::scores_of(std::vector<Vote>{fused, vote("a", "b", Winner::right)});
  REQUIRE(scores.size() == 2);
  CHECK(scores[0].operation == Operation::recontextualize);
  CHECK(scores[0].fit.standings[0].name == "b");
  CHECK(scores[0].voters == 1);
  CHECK(scores[1].operation == Operation::fuse);
  CHECK(scores[1].fit.standings[0].name == "a");
  CHECK(scores[1].voters == 0);
  CHECK_THAT(cli::scores_text(scores), Contains("fuse: 1 vote on 1 comparison\n"));
}

TEST_CASE("models that no votes connect are said to be not comparable", "[cli]") {
  const auto scores =
      cli::scores_of(std::vector<Vote>{vote("a", "b", Winner::left), vote("x", "y", Winner::left)});
  const std::string text = cli::scores_text(scores);
  const std::size_t said = text.find("not comparable with those above: no votes connect them");
  REQUIRE(said != std::string::npos);
  CHECK(text.find("  b ") < said);
  CHECK(text.find("  x ") > said);
  CHECK_THAT(cli::scores_json(scores), Contains("\"group\":1"));
}

TEST_CASE("without votes it is said where they come from", "[cli]") {
  CHECK(cli::scores_text({}) == "no votes yet: vitrine compare makes a page to vote on\n");
  CHECK(cli::scores_json({}) == R"({"ok":true,"operations":[]})");
}

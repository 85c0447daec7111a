#include "pipeline/report/pairwise.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace vitrine;
using domain::Winner;
using report::BradleyTerryFit;
using report::BradleyTerryOptions;
using report::fit_bradley_terry;
using report::PairedVote;
using report::Standing;

namespace {

const double kPoints = 400 / std::log(10.0);

void add(std::vector<PairedVote>& votes,
         const std::string& left,
         const std::string& right,
         int left_wins,
         int right_wins,
         int ties = 0) {
  votes.insert(votes.end(), static_cast<std::size_t>(left_wins), {left, right, Winner::left});
  votes.insert(votes.end(), static_cast<std::size_t>(right_wins), {left, right, Winner::right});
  votes.insert(votes.end(), static_cast<std::size_t>(ties), {left, right, Winner::tie});
}

std::map<std::string, Standing> by_name(const BradleyTerryFit& fit) {
  std::map<std::string, Standing> standings;
  for (const Standing& standing : fit.standings) standings[standing.name] = standing;
  return standings;
}

BradleyTerryOptions without_prior() {
  BradleyTerryOptions options;
  options.prior_ties = 0;
  return options;
}

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

}  // namespace

TEST_CASE("three wins to one are log 3 of strength, by pencil", "[pairwise]") {
  std::vector<PairedVote> votes;
  add(votes, "a", "b", 3, 1);
  const auto standings = by_name(fit_bradley_terry(votes, without_prior()));
  const Standing &a = standings.at("a"), &b = standings.at("b");
  CHECK(a.score - b.score == Approx(kPoints * std::log(3.0)).margin(1e-5));
  CHECK((a.score + b.score) / 2 == Approx(1000));
  // The information of four votes at 3/4 is 4 * 3/4 * 1/4 about the difference; each score is half
  // of that away from the mean.
  const double error = kPoints * 0.5 / std::sqrt(4 * 0.75 * 0.25);
  CHECK(a.high - a.score == Approx(1.959964 * error).epsilon(1e-5));
  CHECK(a.score - a.low == Approx(1.959964 * error).epsilon(1e-5));
  CHECK(a.votes == 4);
  CHECK(a.wins == 3);
  CHECK(b.wins == 1);
}

TEST_CASE("the prior is one tie of each against an average", "[pairwise]") {
  std::vector<PairedVote> votes;
  add(votes, "a", "b", 3, 1);
  // By symmetry the strengths are +t and -t: a's wins, half a tie among them, are those expected.
  double low = 0, high = 5;
  for (int i = 0; i < 200; ++i) {
    const double t = (low + high) / 2;
    (4 * logistic(2 * t) + logistic(t) < 3.5 ? low : high) = t;
  }
  const auto standings = by_name(fit_bradley_terry(votes));
  CHECK(standings.at("a").score == Approx(1000 + kPoints * low).epsilon(1e-9));
  CHECK(standings.at("b").score == Approx(1000 - kPoints * low).epsilon(1e-9));
  CHECK(standings.at("a").wins == 3);
}

TEST_CASE("whoever beats and is beaten in a circle is equal", "[pairwise]") {
  std::vector<PairedVote> votes;
  add(votes, "paper", "rock", 5, 0);
  add(votes, "rock", "scissors", 5, 0);
  add(votes, "scissors", "paper", 5, 0);
  const BradleyTerryFit fit = fit_bradley_terry(votes);
  REQUIRE(fit.standings.size() == 3);
  for (const Standing& standing : fit.standings) {
    CHECK(standing.score == Approx(1000).margin(1e-6));
    CHECK(standing.high - standing.low ==
          Approx(fit.standings[0].high - fit.standings[0].low).epsilon(1e-6));
  }
  CHECK(fit.standings[0].name == "paper");  // equal ones by name
}

TEST_CASE("a tie is half a win for each", "[pairwise]") {
  std::vector<PairedVote> ties, wins;
  add(ties, "a", "b", 2, 0, 2);
  add(wins, "a", "b", 3, 1);
  const BradleyTerryFit fit = fit_bradley_terry(ties);
  CHECK(fit.standings == fit_bradley_terry(wins).standings);
}

TEST_CASE("a season of baseball has the abilities that textbooks print", "[pairwise]") {
  // American League East, 1987, home and away together: Agresti, Categorical Data Analysis. The
  // logarithms are those of R's BradleyTerry2 for the same table, against Baltimore.
  std::vector<PairedVote> votes;
  add(votes, "Milwaukee", "Detroit", 7, 6);
  add(votes, "Milwaukee", "Toronto", 9, 4);
  add(votes, "Milwaukee", "New York", 7, 6);
  add(votes, "Milwaukee", "Boston", 7, 6);
  add(votes, "Milwaukee", "Cleveland", 9, 4);
  add(votes, "Milwaukee", "Baltimore", 11, 2);
  add(votes, "Detroit", "Toronto", 7, 6);
  add(votes, "Detroit", "New York", 5, 8);
  add(votes, "Detroit", "Boston", 11, 2);
  add(votes, "Detroit", "Cleveland", 9, 4);
  add(votes, "Detroit", "Baltimore", 9, 4);
  add(votes, "Toronto", "New York", 7, 6);
  add(votes, "Toronto", "Boston", 7, 6);
  add(votes, "Toronto", "Cleveland", 8, 5);
  add(votes, "Toronto", "Baltimore", 12, 1);
  add(votes, "New York", "Boston", 6, 7);
  add(votes, "New York", "Cleveland", 7, 6);
  add(votes, "New York", "Baltimore", 10, 3);
  add(votes, "Boston", "Cleveland", 7, 6);
  add(votes, "Boston", "Baltimore", 12, 1);
  add(votes, "Cleveland", "Baltimore", 6, 7);
  const std::map<std::string, double> printed{{"Boston", 1.1077},   {"Cleveland", 0.6839},
                                              {"Detroit", 1.4364},  {"Milwaukee", 1.5814},
                                              {"New York", 1.2476}, {"Toronto", 1.2945}};
  const auto standings = by_name(fit_bradley_terry(votes, without_prior()));
  for (const auto& [team, ability] : printed) {
    INFO(team);
    const double difference = standings.at(team).score - standings.at("Baltimore").score;
    CHECK(difference / kPoints == Approx(ability).margin(0.00006));
  }
}

TEST_CASE("who has won everything is far ahead, and finite", "[pairwise]") {
  std::vector<PairedVote> votes;
  add(votes, "always", "never", 10, 0);
  add(votes, "always", "middle", 10, 0);
  add(votes, "middle", "never", 10, 0);
  const BradleyTerryFit fit = fit_bradley_terry(votes);
  CHECK(fit.converged);
  REQUIRE(fit.standings.size() == 3);
  CHECK(fit.standings[0].name == "always");
  CHECK(fit.standings[2].name == "never");
  CHECK(fit.standings[0].score > 1400);
  CHECK(fit.standings[0].score < 2500);
  CHECK(std::isfinite(fit.standings[0].high));
  CHECK(fit.standings[0].high - fit.standings[0].low > 400);
}

TEST_CASE("contestants whom no votes connect are in groups of their own", "[pairwise]") {
  std::vector<PairedVote> votes;
  add(votes, "x", "y", 4, 0);
  add(votes, "a", "b", 1, 2);
  add(votes, "b", "c", 3, 1);
  add(votes, "lonely", "lonely", 3, 0);
  const BradleyTerryFit fit = fit_bradley_terry(votes);
  CHECK(fit.groups == 2);
  REQUIRE(fit.standings.size() == 5);
  const auto standings = by_name(fit);
  CHECK(standings.at("a").group == 0);
  CHECK(standings.at("c").group == 0);
  CHECK(standings.at("x").group == 1);
  CHECK((standings.at("x").score + standings.at("y").score) / 2 == Approx(1000));
  CHECK(standings.count("lonely") == 0);
}

TEST_CASE("without votes there is nobody", "[pairwise]") {
  const BradleyTerryFit fit = fit_bradley_terry({});
  CHECK(fit.standings.empty());
  CHECK(fit.groups == 0);
  CHECK(fit.converged);
}

TEST_CASE("the order of votes and the sides they stood on change nothing", "[pairwise]") {
  std::vector<PairedVote> votes;
  add(votes, "a", "b", 7, 2, 1);
  add(votes, "c", "b", 3, 5);
  add(votes, "a", "c", 4, 4, 3);
  const BradleyTerryFit fit = fit_bradley_terry(votes);
  std::reverse(votes.begin(), votes.end());
  for (PairedVote& vote : votes) {
    std::swap(vote.left, vote.right);
    if (vote.winner != Winner::tie)
      vote.winner = vote.winner == Winner::left ? Winner::right : Winner::left;
  }
  CHECK(fit_bradley_terry(votes).standings == fit.standings);
}

TEST_CASE("one vote between two large camps is enough, also for the iteration", "[pairwise]") {
  std::vector<PairedVote> votes;
  add(votes, "a", "b", 600, 400);
  add(votes, "c", "d", 500, 500);
  add(votes, "b", "c", 1, 0);
  const BradleyTerryFit fit = fit_bradley_terry(votes);
  CHECK(fit.converged);
  CHECK(fit.groups == 1);
  // b and d never met: all that is known of them hangs on that one vote.
  CHECK(by_name(fit).at("d").high - by_name(fit).at("d").low > 300);
}

TEST_CASE("a fit that was not given the iterations it needs says so", "[pairwise]") {
  std::vector<PairedVote> votes;
  add(votes, "a", "b", 600, 400);
  add(votes, "b", "c", 1, 0);
  BradleyTerryOptions options;
  options.most_iterations = 2;
  CHECK_FALSE(fit_bradley_terry(votes, options).converged);
  CHECK(fit_bradley_terry(votes).converged);
}

TEST_CASE("known strengths come back, and 95 of 100 intervals hold them", "[pairwise]") {
  const std::vector<std::string> names{"a", "b", "c", "d", "e"};
  const std::vector<double> truth{0.9, 0.4, 0.0, -0.5, -0.8};  // their mean is 0
  std::mt19937 random(20261126);
  const auto chance = [&random] { return (random() + 0.5) / 4294967296.0; };
  const auto season = [&](int each) {
    std::vector<PairedVote> votes;
    for (std::size_t i = 0; i < names.size(); ++i)
      for (std::size_t j = i + 1; j < names.size(); ++j)
        for (int vote = 0; vote < each; ++vote)
          votes.push_back(
              {names[i], names[j],
               chance() < logistic(truth[i] - truth[j]) ? Winner::left : Winner::right});
    return votes;
  };

  const auto many = by_name(fit_bradley_terry(season(20'000)));
  for (std::size_t i = 0; i < names.size(); ++i)
    CHECK(many.at(names[i]).score == Approx(1000 + kPoints * truth[i]).margin(6));

  int held = 0, all = 0;
  for (int trial = 0; trial < 600; ++trial) {
    const auto few = by_name(fit_bradley_terry(season(25)));
    for (std::size_t i = 0; i < names.size(); ++i, ++all) {
      const double score = 1000 + kPoints * truth[i];
      held += few.at(names[i]).low <= score && score <= few.at(names[i]).high;
    }
  }
  const double share = static_cast<double>(held) / all;
  CAPTURE(share);
  CHECK(share > 0.94);
  CHECK(share < 0.965);
}

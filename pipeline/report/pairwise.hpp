#pragma once

#include "pipeline/domain/words.hpp"

#include <span>
#include <string>
#include <vector>

/// Scores from paired comparisons by the model of Bradley and Terry (1952): a contestant of
/// strength p beats one of strength q with the probability p / (p + q). A difference of 400 points
/// on the Elo scale is a strength ten times as high.
namespace vitrine::report {

/// One judgement between two contestants. One of a contestant against itself says nothing and is
/// passed over.
struct PairedVote {
  std::string left, right;
  domain::Winner winner = domain::Winner::tie;
};

struct BradleyTerryOptions {
  /// Each contestant is given so many ties against one of average strength. It keeps scores finite
  /// where somebody has won or lost everything, and pulls all a little together. 0: none.
  double prior_ties = 1;
  /// Done when nobody's wins differ from those expected by the scores by more than this.
  double tolerance = 1e-8;
  int most_iterations = 200'000;
};

/// A contestant and its score. Scores compare only within a group.
struct Standing {
  std::string name;
  double score = 0;          ///< Elo scale; the mean of a group is 1000
  double low = 0, high = 0;  ///< 95 % confidence interval of the score against its group's mean
  int votes = 0;
  double wins = 0;  ///< ties count half
  int group = 0;    ///< those whom votes connect, if through others; 0 is the largest
  friend bool operator==(const Standing&, const Standing&) = default;
};

struct BradleyTerryFit {
  std::vector<Standing> standings;  ///< by group, then the best first, then by name
  int groups = 0;
  bool converged = true;  ///< false: `most_iterations` were not enough
};

/// The strengths of greatest likelihood (with the prior), by the MM iteration of Hunter (2004,
/// Annals of Statistics 32, 384-406). The intervals are Wald's, from the observed information: they
/// take votes for independent, and are too narrow where few votes went one way only. Deterministic;
/// the order of votes changes nothing.
BradleyTerryFit fit_bradley_terry(std::span<const PairedVote> votes,
                                  const BradleyTerryOptions& options = {});

}  // namespace vitrine::report

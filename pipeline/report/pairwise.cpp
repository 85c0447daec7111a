#include "pipeline/report/pairwise.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

namespace vitrine::report {
namespace {

constexpr double kMeanScore = 1000;
/// Elo points of one unit of log-strength.
const double kPoints = 400 / std::log(10.0);
constexpr double kNormal95 = 1.959963984540054;  ///< 97.5 % of a normal distribution lie below
/// Without a prior somebody who never won would be infinitely weak.
constexpr double kWeakest = 1e-12;

using Matrix = std::vector<std::vector<double>>;

/// What was counted: who met whom how often, and how often each won.
struct Tally {
  std::vector<std::string> names;  ///< sorted
  Matrix met;
  std::vector<double> wins;
  std::vector<int> votes;
};

Tally tally_of(std::span<const PairedVote> votes) {
  std::map<std::string, std::size_t> places;
  for (const PairedVote& vote : votes)
    if (vote.left != vote.right) places[vote.left] = places[vote.right] = 0;
  Tally tally;
  for (auto& [name, place] : places) {
    place = tally.names.size();
    tally.names.push_back(name);
  }
  const std::size_t count = places.size();
  tally.met.assign(count, std::vector<double>(count));
  tally.wins.assign(count, 0);
  tally.votes.assign(count, 0);
  for (const PairedVote& vote : votes) {
    if (vote.left == vote.right) continue;
    const std::size_t left = places.at(vote.left), right = places.at(vote.right);
    tally.met[left][right] += 1;
    tally.met[right][left] += 1;
    ++tally.votes[left];
    ++tally.votes[right];
    if (vote.winner == domain::Winner::tie) {
      tally.wins[left] += 0.5;
      tally.wins[right] += 0.5;
    } else {
      tally.wins[vote.winner == domain::Winner::left ? left : right] += 1;
    }
  }
  return tally;
}

using Group = std::vector<std::size_t>;  ///< places in the tally, ascending

/// Those whom votes connect, the largest group first.
std::vector<Group> groups_of(const Tally& tally) {
  const std::size_t count = tally.names.size();
  std::vector<bool> seen(count, false);
  std::vector<Group> groups;
  for (std::size_t first = 0; first < count; ++first) {
    if (seen[first]) continue;
    Group group{first};
    seen[first] = true;
    for (std::size_t next = 0; next < group.size(); ++next)
      for (std::size_t other = 0; other < count; ++other)
        if (!seen[other] && tally.met[group[next]][other] > 0) {
          seen[other] = true;
          group.push_back(other);
        }
    std::sort(group.begin(), group.end());
    groups.push_back(std::move(group));
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group& a, const Group& b) { return a.size() > b.size(); });
  return groups;
}

/// One group by itself, in the order of its places.
struct Duels {
  Matrix met;
  std::vector<double> wins;
  double prior;  ///< ties of each against a strength of 1

  std::size_t count() const { return wins.size(); }
  double won(std::size_t i) const { return wins[i] + prior / 2; }
};

Duels duels_of(const Tally& tally, const Group& group, double prior) {
  Duels duels{{}, {}, prior};
  for (const std::size_t place : group) {
    std::vector<double>& row = duels.met.emplace_back();
    for (const std::size_t other : group) row.push_back(tally.met[place][other]);
    duels.wins.push_back(tally.wins[place]);
  }
  return duels;
}

/// Sum over all whom `i` met of how often, divided by the strengths of both.
double weight_of(const Duels& duels, const std::vector<double>& strength, std::size_t i) {
  double weight = duels.prior / (strength[i] + 1);
  for (std::size_t j = 0; j < duels.count(); ++j)
    if (duels.met[i][j] > 0) weight += duels.met[i][j] / (strength[i] + strength[j]);
  return weight;
}

/// By how much wins differ from those that the strengths let expect, at most.
double misfit(const Duels& duels, const std::vector<double>& strength) {
  double worst = 0;
  for (std::size_t i = 0; i < duels.count(); ++i)
    worst = std::max(worst, std::fabs(duels.won(i) - strength[i] * weight_of(duels, strength, i)));
  return worst;
}

/// Moves all strengths together to where the prior likes them best. The votes do not care, and MM
/// alone would take thousands of iterations for it where votes are many.
void center(const Duels& duels, std::vector<double>& strength) {
  double shift = 0;  // of the logarithms
  if (duels.prior <= 0) {
    for (const double s : strength) shift -= std::log(s);
    shift /= static_cast<double>(strength.size());
  }
  for (int step = 0; duels.prior > 0 && step < 60; ++step) {
    double slope = 0, curvature = 0;
    for (const double s : strength) {
      const double p = 1 / (1 + std::exp(-shift) / s);
      slope += 0.5 - p;
      curvature += p * (1 - p);
    }
    const double move = std::clamp(slope / curvature, -1.0, 1.0);
    shift += move;
    if (std::fabs(move) < 1e-14) break;
  }
  for (double& s : strength) s *= std::exp(shift);
}

/// Of greatest likelihood; false if the iterations were not enough.
bool fit_strengths(const Duels& duels,
                   const BradleyTerryOptions& options,
                   std::vector<double>& strength) {
  strength.assign(duels.count(), 1.0);
  for (int iteration = 0; iteration < options.most_iterations; ++iteration) {
    for (std::size_t i = 0; i < duels.count(); ++i)
      strength[i] =
          std::clamp(duels.won(i) / weight_of(duels, strength, i), kWeakest, 1 / kWeakest);
    center(duels, strength);
    if (misfit(duels, strength) <= options.tolerance) return true;
  }
  return false;
}

/// By Gauss and Jordan; of a symmetric positive definite matrix, which needs no pivoting.
Matrix inverse(Matrix matrix) {
  const std::size_t count = matrix.size();
  Matrix result(count, std::vector<double>(count));
  for (std::size_t i = 0; i < count; ++i) result[i][i] = 1;
  for (std::size_t i = 0; i < count; ++i) {
    const double pivot = matrix[i][i];
    for (std::size_t k = 0; k < count; ++k) {
      matrix[i][k] /= pivot;
      result[i][k] /= pivot;
    }
    for (std::size_t j = 0; j < count; ++j) {
      if (j == i) continue;
      const double factor = matrix[j][i];
      for (std::size_t k = 0; k < count; ++k) {
        matrix[j][k] -= factor * matrix[i][k];
        result[j][k] -= factor * result[i][k];
      }
    }
  }
  return result;
}

/// Minus the second derivatives of the logarithm of the likelihood by the logarithms of strengths.
Matrix information(const Duels& duels, const std::vector<double>& strength) {
  const std::size_t count = duels.count();
  // Without a prior nothing fixes where all lie together; as only differences from the mean are
  // asked for, any constant in that direction will do.
  Matrix matrix(count, std::vector<double>(count, duels.prior > 0 ? 0 : 1));
  for (std::size_t i = 0; i < count; ++i) {
    const double against_prior = strength[i] / (strength[i] + 1);
    matrix[i][i] += duels.prior * against_prior * (1 - against_prior);
    for (std::size_t j = 0; j < count; ++j) {
      const double p = strength[i] / (strength[i] + strength[j]);
      const double information = duels.met[i][j] * p * (1 - p);
      matrix[i][i] += information;
      matrix[i][j] -= information;
    }
  }
  return matrix;
}

/// Standard errors of the differences between the log-strengths and their mean.
std::vector<double> errors_of(const Duels& duels, const std::vector<double>& strength) {
  const Matrix covariance = inverse(information(duels, strength));
  const double count = static_cast<double>(duels.count());
  std::vector<double> means;
  for (const std::vector<double>& row : covariance)
    means.push_back(std::accumulate(row.begin(), row.end(), 0.0) / count);
  const double mean = std::accumulate(means.begin(), means.end(), 0.0) / count;
  std::vector<double> errors;
  for (std::size_t i = 0; i < covariance.size(); ++i)
    errors.push_back(std::sqrt(std::max(0.0, covariance[i][i] - 2 * means[i] + mean)));
  return errors;
}

}  // namespace

BradleyTerryFit fit_bradley_terry(std::span<const PairedVote> votes,
                                  const BradleyTerryOptions& options) {
  const Tally tally = tally_of(votes);
  BradleyTerryFit fit;
  for (const Group& group : groups_of(tally)) {
    const Duels duels = duels_of(tally, group, options.prior_ties);
    std::vector<double> strength;
    fit.converged &= fit_strengths(duels, options, strength);
    const std::vector<double> errors = errors_of(duels, strength);
    double mean = 0;
    for (const double s : strength) mean += std::log(s) / static_cast<double>(group.size());
    for (std::size_t i = 0; i < group.size(); ++i) {
      Standing standing;
      standing.name = tally.names[group[i]];
      standing.score = kMeanScore + kPoints * (std::log(strength[i]) - mean);
      standing.low = standing.score - kNormal95 * kPoints * errors[i];
      standing.high = standing.score + kNormal95 * kPoints * errors[i];
      standing.votes = tally.votes[group[i]];
      standing.wins = tally.wins[group[i]];
      standing.group = fit.groups;
      fit.standings.push_back(std::move(standing));
    }
    ++fit.groups;
  }
  std::sort(fit.standings.begin(), fit.standings.end(), [](const Standing& a, const Standing& b) {
    return std::tie(a.group, b.score, a.name) < std::tie(b.group, a.score, b.name);
  });
  return fit;
}

}  // namespace vitrine::report

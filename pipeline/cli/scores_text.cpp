#include "pipeline/cli/scores_text.hpp"

#include "pipeline/cli/output.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace vitrine::cli {
namespace {

constexpr std::size_t kNumber = 7;

std::string to_the_right(const std::string& text, std::size_t width) {
  return std::string(text.size() < width ? width - text.size() : 0, ' ') + text;
}

std::string to_the_left(const std::string& text, std::size_t width) {
  return text + std::string(text.size() < width ? width - text.size() : 0, ' ');
}

std::string whole(double number) { return util::fixed_text(number, 0); }

/// "19", "19.5": ties are halves.
std::string wins_text(double wins) {
  return util::fixed_text(wins, wins == static_cast<double>(static_cast<long long>(wins)) ? 0 : 1);
}

std::string heading(const OperationScores& scores) {
  std::string text =
      std::string(domain::to_text(scores.operation)) + ": " + counted(scores.votes, "vote");
  if (scores.voters > 0) text += " of " + counted(scores.voters, "person", "people");
  return text + " on " + counted(scores.comparisons, "comparison");
}

std::string line_of(const report::Standing& standing, std::size_t width) {
  return "  " + to_the_left(standing.name, width) + to_the_right(whole(standing.score), kNumber) +
         to_the_right(whole(standing.low) + " to " + whole(standing.high), 2 * kNumber + 2) +
         to_the_right(std::to_string(standing.votes), kNumber) +
         to_the_right(wins_text(standing.wins), kNumber) + "\n";
}

std::string table_of(const OperationScores& scores) {
  std::string text = heading(scores) + "\n";
  std::size_t width = 5;
  for (const report::Standing& standing : scores.fit.standings)
    width = std::max(width, standing.name.size());
  text += "  " + to_the_left("model", width) + to_the_right("score", kNumber) +
          to_the_right("95 %", 2 * kNumber + 2) + to_the_right("votes", kNumber) +
          to_the_right("won", kNumber) + "\n";
  int group = 0;
  for (const report::Standing& standing : scores.fit.standings) {
    if (standing.group != group)
      text += "  not comparable with those above: no votes connect them\n";
    group = standing.group;
    text += line_of(standing, width);
  }
  if (!scores.fit.converged) text += "  the fit did not come to rest: take these for rough\n";
  return text;
}

}  // namespace

std::vector<OperationScores> scores_of(std::span<const domain::Vote> votes) {
  std::map<domain::Operation, std::vector<report::PairedVote>> paired;
  std::map<domain::Operation, std::set<std::string>> comparisons, voters;
  for (const domain::Vote& vote : votes) {
    paired[vote.operation].push_back({vote.left_model, vote.right_model, vote.winner});
    comparisons[vote.operation].insert(vote.comparison);
    if (!vote.voter.empty()) voters[vote.operation].insert(vote.voter);
  }
  std::vector<OperationScores> all;
  for (const auto& [operation, bouts] : paired) {
    OperationScores& scores = all.emplace_back();
    scores.operation = operation;
    scores.votes = static_cast<int>(bouts.size());
    scores.comparisons = static_cast<int>(comparisons[operation].size());
    scores.voters = static_cast<int>(voters[operation].size());
    scores.fit = report::fit_bradley_terry(bouts);
  }
  return all;
}

std::vector<OperationScores> scores_of(lineage::Lineage& lineage,
                                       std::optional<domain::Operation> operation) {
  return scores_of(lineage.votes(operation));
}

std::string scores_text(std::span<const OperationScores> scores) {
  if (scores.empty()) return "no votes yet: vitrine compare makes a page to vote on\n";
  std::string text;
  for (const OperationScores& one : scores) text += table_of(one) + "\n";
  return text +
         "Points as in chess: 1000 is the mean, and who has 400 more is preferred ten times of "
         "eleven.\nWhere intervals overlap, more votes may be needed to tell models apart.\n";
}

void write_scores(util::JsonWriter& json, std::span<const OperationScores> scores) {
  json.begin_array();
  for (const OperationScores& one : scores) {
    json.begin_object();
    json.member("operation", domain::to_text(one.operation));
    json.member("votes", one.votes);
    json.member("voters", one.voters);
    json.member("comparisons", one.comparisons);
    json.member("converged", one.fit.converged);
    json.key("models");
    json.begin_array();
    for (const report::Standing& standing : one.fit.standings) {
      json.begin_object();
      json.member("model", standing.name);
      json.member("score", standing.score);
      json.member("low", standing.low);
      json.member("high", standing.high);
      json.member("votes", standing.votes);
      json.member("wins", standing.wins);
      json.member("group", standing.group);
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

std::string scores_json(std::span<const OperationScores> scores) {
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", true);
  json.key("operations");
  write_scores(json, scores);
  json.end_object();
  return std::move(json).take();
}

}  // namespace vitrine::cli

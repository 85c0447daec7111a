#include "pipeline/lineage/sqlite_lineage.hpp"

namespace vitrine::lineage {

int SqliteLineage::add_votes(std::span<const domain::Vote> votes) {
  int replaced = 0;
  database_.write([&] {
    replaced = 0;
    Query take_back = database_.query(
        "DELETE FROM vote WHERE comparison = ?1 AND voter = ?4"
        " AND (left_asset = ?2 AND right_asset = ?3 OR left_asset = ?3 AND right_asset = ?2)");
    Query put = database_.query(
        "INSERT INTO vote (comparison, left_asset, right_asset, voter, shot, operation,"
        " left_model, right_model, winner, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const domain::Vote& vote : votes) {
      replaced +=
          take_back.bind(vote.comparison, vote.left_asset, vote.right_asset, vote.voter).run();
      put.bind(vote.comparison, vote.left_asset, vote.right_asset, vote.voter, vote.shot,
               vote.operation, vote.left_model, vote.right_model, vote.winner, vote.at)
          .run();
    }
  });
  return replaced;
}

std::vector<domain::Vote> SqliteLineage::votes(std::optional<domain::Operation> operation) {
  Query query = database_.query(
      "SELECT comparison, shot, operation, left_asset, left_model, right_asset, right_model,"
      " winner, voter, at FROM vote WHERE ?1 IS NULL OR operation = ?1"
      " ORDER BY at, comparison, shot, left_asset, right_asset, voter");
  query.bind(operation);
  std::vector<domain::Vote> votes;
  while (query.step()) {
    domain::Vote& vote = votes.emplace_back();
    vote.comparison = query.text();
    vote.shot = query.text();
    vote.operation = query.word<domain::Operation>();
    vote.left_asset = query.digest();
    vote.left_model = query.text();
    vote.right_asset = query.digest();
    vote.right_model = query.text();
    vote.winner = query.word<domain::Winner>();
    vote.voter = query.text();
    vote.at = query.time();
  }
  return votes;
}

}  // namespace vitrine::lineage

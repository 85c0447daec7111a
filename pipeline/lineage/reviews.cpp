// What people decided about finished pictures, and which deliveries and files that concerns.
#include "pipeline/domain/profile.hpp"
#include "pipeline/lineage/sqlite_lineage.hpp"
#include "pipeline/util/text.hpp"

namespace vitrine::lineage {
namespace {

#define SELECT_REVIEWS                                                                          \
  "SELECT w.asset_digest, w.decision, w.note, w.reviewer, w.at, w.checks, w.failed, w.profile," \
  " w.rendering FROM review w "

// The delivery stands on its asset, and does not only keep one while another picture is waited for.
#define STANDS_ON_ASSET                                             \
  "(a.render_key = d.render_key OR EXISTS (SELECT 1 FROM attempt t" \
  "   JOIN rendering r ON r.attempt = t.id"                         \
  "   WHERE t.render_key = d.render_key AND r.blob = a.rendering))"

// What was decided last; asking for another picture decides nothing about this one.
#define DECISION                                                   \
  "(SELECT w.decision FROM review w WHERE w.asset_digest = a.blob" \
  "   AND w.decision <> 'redo' ORDER BY w.id DESC LIMIT 1)"

domain::Review read_review(Query& row) {
  domain::Review review;
  review.asset = row.digest();
  review.decision = row.word<domain::Decision>();
  review.note = row.text();
  review.reviewer = row.text();
  review.at = row.time();
  review.checks = row.digest();
  const std::string failed = row.text();
  if (!failed.empty())
    for (const std::string_view check : util::split(failed, '\n'))
      review.failed.emplace_back(check);
  review.profile = row.text();
  review.rendering = row.digest();
  return review;
}

std::optional<domain::Review> read_one(Query& query) {
  if (!query.step()) return std::nullopt;
  return read_review(query);
}

std::vector<DeliveryAt> read_places(Query& query) {
  std::vector<DeliveryAt> places;
  while (query.step()) {
    DeliveryAt& place = places.emplace_back();
    place.set = query.text();
    place.shot = query.text();
    place.profile = query.text();
  }
  return places;
}

}  // namespace

void SqliteLineage::add_review(const domain::Review& review) {
  database_.write([&] {
    note_blob(database_, review.asset, review.at);
    database_
        .query(
            "INSERT INTO review (asset_digest, decision, note, reviewer, at, checks, failed,"
            " profile, rendering, supersedes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
            " (SELECT id FROM review WHERE asset_digest = ?1 AND decision <> 'redo'"
            "   AND ?2 <> 'redo' ORDER BY id DESC LIMIT 1))")
        .bind(review.asset, review.decision, review.note, review.reviewer, review.at,
              unless_zero(review.checks), util::join(review.failed, "\n"), review.profile,
              unless_zero(review.rendering))
        .run();
  });
}

std::vector<domain::Review> SqliteLineage::reviews(const util::Digest& asset) {
  Query query = database_.query(SELECT_REVIEWS "WHERE w.asset_digest = ? ORDER BY w.id");
  query.bind(asset);
  std::vector<domain::Review> found;
  while (query.step()) found.push_back(read_review(query));
  return found;
}

std::optional<domain::Review> SqliteLineage::decision(const util::Digest& asset) {
  Query query = database_.query(SELECT_REVIEWS
                                "WHERE w.asset_digest = ? AND w.decision <> 'redo'"
                                " ORDER BY w.id DESC LIMIT 1");
  return read_one(query.bind(asset));
}

std::optional<domain::Review> SqliteLineage::rejection_of_rendering(const util::Digest& rendering,
                                                                    const std::string& profile) {
  Query query =
      database_.query(SELECT_REVIEWS
                      "WHERE w.rendering = ?1 AND w.decision = 'reject'"
                      " AND substr(w.profile || '@', 1, length(?2) + 1) = ?2 || '@'"
                      " AND NOT EXISTS (SELECT 1 FROM review l WHERE l.rendering = w.rendering"
                      "   AND substr(l.profile || '@', 1, length(?2) + 1) = ?2 || '@'"
                      "   AND l.decision = 'approve' AND l.id > w.id)"
                      " ORDER BY w.id DESC LIMIT 1");
  // The sizes of a responsive set ("shopify@800.webp") show the same picture.
  return read_one(query.bind(rendering, domain::family_of(profile)));
}

std::vector<DeliveryAt> SqliteLineage::deliveries_with(const util::Digest& asset) {
  Query query = database_.query(
      "SELECT s.name, d.shot, d.profile FROM asset a JOIN delivery d ON d.asset = a.id"
      " JOIN delivery_set s ON s.id = d.set_id WHERE a.blob = ?"
      " AND d.state IN ('checked', 'accepted', 'needs_person', 'rejected') AND " STANDS_ON_ASSET
      " ORDER BY s.name, d.shot, d.profile");
  query.bind(asset);
  return read_places(query);
}

std::vector<DeliveryAt> SqliteLineage::deliveries_behind(const std::string& set) {
  // From the reviews, which are few, and not through the set's deliveries: CROSS JOIN keeps SQLite
  // to this order.
  Query query = database_.query(
      "SELECT DISTINCT s.name, d.shot, d.profile FROM review v"
      " CROSS JOIN asset a ON a.blob = v.asset_digest CROSS JOIN delivery d ON d.asset = a.id"
      " CROSS JOIN delivery_set s ON s.id = d.set_id WHERE s.name = ? AND " STANDS_ON_ASSET
      " AND (d.state = 'needs_person' AND " DECISION
      " IS NOT NULL OR d.state = 'accepted' AND " DECISION
      " = 'reject' OR d.state = 'rejected' AND " DECISION
      " = 'approve') ORDER BY d.shot, d.profile");
  query.bind(set);
  return read_places(query);
}

std::vector<DeliveryAt> SqliteLineage::rejected_deliveries(const std::string& set) {
  Query query = database_.query(
      "SELECT DISTINCT s.name, d.shot, d.profile FROM review v"
      " CROSS JOIN asset a ON a.blob = v.asset_digest CROSS JOIN delivery d ON d.asset = a.id"
      " CROSS JOIN delivery_set s ON s.id = d.set_id WHERE s.name = ? AND d.state = 'rejected'"
      " AND " DECISION " = 'reject' ORDER BY d.shot, d.profile");
  query.bind(set);
  return read_places(query);
}

#undef SELECT_REVIEWS
#undef STANDS_ON_ASSET
#undef DECISION

}  // namespace vitrine::lineage

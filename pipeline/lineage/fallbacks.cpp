// Whose picture stands where the model that was asked first gave none.
#include "pipeline/lineage/sqlite_lineage.hpp"

namespace vitrine::lineage {
namespace {

#define SELECT_FALLBACKS                                                               \
  "SELECT asked, taken, asked_surface, asked_model, taken_surface, taken_model, take," \
  " why, run, at FROM fallback "

FallbackRecord read_fallback(Query& row) {
  FallbackRecord record;
  record.asked = row.digest();
  record.taken = row.digest();
  record.asked_surface = row.text();
  record.asked_model = row.text();
  record.taken_surface = row.text();
  record.taken_model = row.text();
  record.take = row.number();
  record.why = row.text();
  record.run = row.text();
  record.at = row.time();
  return record;
}

}  // namespace

void SqliteLineage::put_fallback(const FallbackRecord& record) {
  database_.write([&] {
    database_
        .query(
            "INSERT INTO fallback (asked, taken, asked_surface, asked_model, taken_surface,"
            " taken_model, take, why, run, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (asked, taken) DO UPDATE SET"
            " asked_surface = excluded.asked_surface, asked_model = excluded.asked_model,"
            " taken_surface = excluded.taken_surface, taken_model = excluded.taken_model,"
            " take = excluded.take, why = excluded.why, run = excluded.run, at = excluded.at")
        .bind(record.asked, record.taken, record.asked_surface, record.asked_model,
              record.taken_surface, record.taken_model, record.take, record.why, record.run,
              record.at)
        .run();
  });
}

std::vector<FallbackRecord> SqliteLineage::fallbacks_from(const util::Digest& asked) {
  Query query = database_.query(SELECT_FALLBACKS "WHERE asked = ? ORDER BY at, taken_model, taken");
  query.bind(asked);
  std::vector<FallbackRecord> found;
  while (query.step()) found.push_back(read_fallback(query));
  return found;
}

std::vector<FallbackRecord> SqliteLineage::fallbacks_to(const util::Digest& taken) {
  Query query =
      database_.query(SELECT_FALLBACKS "WHERE taken = ? ORDER BY at DESC, asked_model, asked");
  query.bind(taken);
  std::vector<FallbackRecord> found;
  while (query.step()) found.push_back(read_fallback(query));
  return found;
}

std::vector<FallbackRecord> SqliteLineage::fallbacks_of_run(const std::string& run) {
  // A picture of an earlier take is not what was asked for.
  Query query =
      database_.query(SELECT_FALLBACKS
                      "WHERE run = ? AND EXISTS (SELECT 1 FROM task WHERE base_key = fallback.taken"
                      " AND take >= fallback.take AND state = 'rendered') ORDER BY at, asked");
  query.bind(run);
  std::vector<FallbackRecord> found;
  while (query.step()) found.push_back(read_fallback(query));
  return found;
}

}  // namespace vitrine::lineage

#include "pipeline/lineage/keeping.hpp"

#include "pipeline/lineage/sqlite_keeping.hpp"
#include "pipeline/lineage/texts.hpp"

#include <filesystem>
#include <limits>

namespace vitrine::lineage {
namespace {

constexpr const char* kBackup = "backup";

}  // namespace

const char* to_text(BlobUse use) {
  switch (use) {
    case BlobUse::rendering:
      return "rendering";
    case BlobUse::mask:
      return "product mask";
    case BlobUse::asset:
      return "finished file";
    case BlobUse::evidence:
      return "evidence of a check";
    case BlobUse::input:
      return "input";
    case BlobUse::turn:
      break;
  }
  return "model's turn";
}

std::unique_ptr<Keeping> Keeping::open(const std::string& folder, Access access) {
  if (!exists(folder)) throw Failure("there is no lineage in " + folder + " yet");
  return std::make_unique<SqliteKeeping>(folder, access);
}

std::vector<std::string> SqliteKeeping::integrity_problems() {
  Query query = database_.query("PRAGMA integrity_check(20)");
  std::vector<std::string> problems;
  while (query.step()) problems.push_back(query.text());
  if (problems.size() == 1 && problems.front() == "ok") problems.clear();
  return problems;
}

std::vector<std::string> SqliteKeeping::reference_problems() {
  Query query = database_.query("PRAGMA foreign_key_check");
  std::vector<std::string> problems;
  while (query.step()) {
    const std::string table = query.text();
    const std::string row = query.next_is_null() ? "" : " " + std::to_string(query.integer());
    if (row.empty()) query.skip();
    problems.push_back("row" + row + " of " + table + " refers to a row of " + query.text() +
                       " that is not there");
  }
  return problems;
}

void SqliteKeeping::rebuild_indices() {
  database_.write([&] { database_.connection().execute("REINDEX"); });
}

std::vector<Keeping::SetRecord> SqliteKeeping::sets() {
  Query query = database_.query(
      "SELECT s.name, coalesce((SELECT r.job_file FROM run r WHERE r.set_id = s.id"
      "   ORDER BY r.started DESC, r.rowid DESC LIMIT 1), '') FROM delivery_set s ORDER BY s.name");
  std::vector<SetRecord> found;
  while (query.step()) {
    SetRecord& set = found.emplace_back();
    set.name = query.text();
    set.job_file = query.text();
  }
  return found;
}

std::optional<RunRecord> SqliteKeeping::first_run() {
  Query query = database_.query("SELECT id, started FROM run ORDER BY started, rowid LIMIT 1");
  if (!query.step()) return std::nullopt;
  RunRecord run;
  run.start.id = query.text();
  run.start.started = query.time();
  return run;
}

void SqliteKeeping::mark(std::span<const util::Digest> kept,
                         std::span<const util::Digest> collectable,
                         util::Timestamp now) {
  database_.write([&] {
    Query unmark =
        database_.query("UPDATE blob SET gc_mark = NULL WHERE digest = ? AND gc_mark IS NOT NULL");
    for (const util::Digest& digest : kept) unmark.bind(digest).run();
    Query mark = database_.query(
        "INSERT INTO blob (digest, gc_mark) VALUES (?, ?)"
        " ON CONFLICT (digest) DO UPDATE SET gc_mark = excluded.gc_mark");
    for (const util::Digest& digest : collectable) mark.bind(digest, now).run();
  });
}

bool SqliteKeeping::is_marked(const util::Digest& blob) {
  return database_.query("SELECT 1 FROM blob WHERE digest = ? AND gc_mark IS NOT NULL")
      .bind(blob)
      .step();
}

void SqliteKeeping::copy_to(const std::string& file) {
  database_.query("VACUUM INTO ?").bind(file).run();
}

void note_backup(const std::string& file, util::Timestamp at) {
  Connection connection(file, Access::read_write);
  Query(connection, "INSERT INTO event (kind, subject, payload, at) VALUES (?, 'store', '', ?)")
      .bind(kBackup, at)
      .run();
}

bool SqliteKeeping::is_untouched_backup() {
  return database_
      .query(
          "SELECT 1 FROM (SELECT max(at) AS at FROM event WHERE kind = ?)"
          " WHERE at >= (SELECT coalesce(max(started), 0) FROM run)")
      .bind(kBackup)
      .step();
}

std::vector<Gap> SqliteKeeping::gaps() {
  Query query = database_.query(
      "SELECT at, (SELECT min(started) FROM run WHERE started > e.at) FROM event e WHERE kind = ?");
  query.bind(kBackup);
  std::vector<Gap> found;
  while (query.step()) {
    Gap gap;
    gap.from = query.time();
    gap.to = query.maybe_time().value_or(util::Timestamp{std::numeric_limits<std::int64_t>::max()});
    found.push_back(gap);
  }
  return found;
}

}  // namespace vitrine::lineage

#include "pipeline/lineage/sqlite_lineage.hpp"

namespace vitrine::lineage {
namespace {

RunEnd read_end(Query& row, util::Timestamp ended) {
  RunEnd end;
  end.ended = ended;
  end.exit_code = row.number();
  end.stopped = row.text();
  end.planned = row.number();
  end.rendered = row.number();
  end.finished = row.number();
  end.reused = row.number();
  end.failed = row.number();
  end.needs_person = row.number();
  end.charged = row.money();
  end.unknown = row.money();
  return end;
}

RunRecord read_run(Query& row) {
  RunRecord record;
  RunStart& start = record.start;
  start.id = row.text();
  start.set = row.text();
  start.job_file = row.text();
  start.job_revision = row.digest();
  start.command = row.text();
  start.tool = row.text();
  start.started = row.time();
  start.budget = row.maybe_money();
  start.deadline = row.maybe_time();
  if (const auto ended = row.maybe_time()) record.end = read_end(row, *ended);
  return record;
}

}  // namespace

void SqliteLineage::begin_run(const RunStart& run) {
  database_.write([&] {
    database_.query("INSERT INTO job_revision (digest, yaml) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .bind(run.job_revision, run.job_text)
        .run();
    database_
        .query(
            "INSERT INTO run (id, set_id, job_file, job_revision, command, tool, started, budget,"
            " deadline) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(run.id, set_number(run.set), run.job_file, run.job_revision, run.command, run.tool,
              run.started, run.budget, run.deadline)
        .run();
  });
}

void SqliteLineage::end_run(const std::string& run, const RunEnd& end) {
  database_.write([&] {
    const int changed =
        database_
            .query(
                "UPDATE run SET ended = ?, exit_code = ?, stopped = ?, planned = ?, rendered = ?,"
                " finished = ?, reused = ?, failed = ?, needs_person = ?, charged = ?, unknown = ?"
                " WHERE id = ? AND ended IS NULL")
            .bind(end.ended, end.exit_code, end.stopped, end.planned, end.rendered, end.finished,
                  end.reused, end.failed, end.needs_person, end.charged, end.unknown, run)
            .run();
    if (changed != 1) throw Failure("run " + run + " is not under way, so it cannot end");
  });
}

std::vector<RunRecord> SqliteLineage::runs(const std::string& set, int most) {
  Query query = database_.query(
      "SELECT r.id, s.name, job_file, job_revision, command, tool, started, budget, deadline,"
      " ended, exit_code,"
      " stopped, planned, rendered, finished, reused, failed, needs_person, charged, unknown"
      " FROM run r JOIN delivery_set s ON s.id = r.set_id"
      " WHERE ?1 = '' OR s.name = ?1 ORDER BY started DESC, r.rowid DESC LIMIT ?2");
  query.bind(set, most);
  std::vector<RunRecord> found;
  while (query.step()) found.push_back(read_run(query));
  return found;
}

std::string SqliteLineage::run_with_news(const std::string& set) {
  Query query = database_.query(
      "SELECT r.id FROM run r JOIN delivery_set s ON s.id = r.set_id WHERE s.name = ?"
      " AND r.ended IS NOT NULL AND EXISTS (SELECT 1 FROM run_item i WHERE i.run = r.id)"
      " ORDER BY r.started DESC, r.rowid DESC LIMIT 1");
  return query.bind(set).step() ? query.text() : "";
}

void SqliteLineage::add_run_items(const std::string& run, std::span<const RunItem> items) {
  database_.write([&] {
    Query add = database_.query(
        "INSERT INTO run_item (run, shot, profile, action, reason) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET action = excluded.action, reason = excluded.reason");
    for (const RunItem& item : items)
      add.bind(run, item.shot, item.profile, item.action, item.reason).run();
  });
}

std::vector<RunItem> SqliteLineage::run_items(const std::string& run) {
  Query query = database_.query(
      "SELECT shot, profile, action, reason FROM run_item WHERE run = ? ORDER BY shot, profile");
  query.bind(run);
  std::vector<RunItem> found;
  while (query.step()) {
    RunItem& item = found.emplace_back();
    item.shot = query.text();
    item.profile = query.text();
    item.action = query.text();
    item.reason = query.text();
  }
  return found;
}

std::string SqliteLineage::job_text(const util::Digest& revision) {
  Query query = database_.query("SELECT yaml FROM job_revision WHERE digest = ?");
  return query.bind(revision).step() ? query.text() : "";
}

}  // namespace vitrine::lineage

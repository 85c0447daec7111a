// Tasks that are left for later, and what pacing remembers from run to run.
#include "pipeline/lineage/sqlite_lineage.hpp"

namespace vitrine::lineage {
namespace {

/// `why` of a parked task: its reason, a colon and a sentence.
constexpr std::string_view kColon = ": ";

}  // namespace

void SqliteLineage::park_task(const TaskRecord& task,
                              const std::string& run,
                              const std::string& reason,
                              const std::string& why,
                              std::optional<util::Timestamp> until) {
  if (reason.empty() || reason.find(' ') != std::string::npos)
    throw Failure("a task is parked for a reason of one word, not for \"" + reason + "\"");
  database_.write([&] {
    add_tasks({&task, 1});
    database_
        .query(
            "UPDATE task SET state = 'parked', why = ?, parked_until = ?, lease_owner = ?"
            " WHERE render_key = ? AND state = 'ready'")
        .bind(reason + std::string(kColon) + why, until, run, task.render_key)
        .run();
  });
}

std::vector<ParkedTasks> SqliteLineage::parked_tasks(const std::string& set) {
  Query query = database_.query(
      "SELECT surface, model, substr(why, 1, instr(why, ': ') - 1) AS reason, max(why),"
      " min(parked_until), count(*) AS tasks FROM task WHERE state = 'parked'"
      " AND render_key IN (SELECT d.render_key FROM delivery d JOIN delivery_set s"
      "   ON s.id = d.set_id WHERE s.name = ? AND d.state = 'waiting')"
      " GROUP BY surface, model, reason ORDER BY tasks DESC, surface, model, reason");
  query.bind(set);
  std::vector<ParkedTasks> found;
  while (query.step()) {
    ParkedTasks& parked = found.emplace_back();
    parked.surface = query.text();
    parked.model = query.text();
    parked.reason = query.text();
    parked.why = query.text().substr(parked.reason.size() + kColon.size());
    parked.until = query.maybe_time();
    parked.tasks = query.integer();
  }
  return found;
}

void SqliteLineage::put_pace(const PaceRow& row) {
  database_.write([&] {
    if (row.state.empty()) {
      database_.query("DELETE FROM pace WHERE provider = ? AND model = ? AND dimension = ?")
          .bind(row.provider, row.model, row.dimension)
          .run();
      return;
    }
    database_
        .query(
            "INSERT INTO pace (provider, key_id, model, dimension, state) VALUES (?, '', ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET state = excluded.state")
        .bind(row.provider, row.model, row.dimension, row.state)
        .run();
  });
}

std::vector<PaceRow> SqliteLineage::paces() {
  Query query = database_.query(
      "SELECT provider, model, dimension, state FROM pace ORDER BY provider, model, dimension");
  std::vector<PaceRow> found;
  while (query.step()) {
    PaceRow& row = found.emplace_back();
    row.provider = query.text();
    row.model = query.text();
    row.dimension = query.text();
    row.state = query.text();
  }
  return found;
}

}  // namespace vitrine::lineage

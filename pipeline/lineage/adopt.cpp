// Attempts by their id, and those of which only the answer was left.
#include "pipeline/lineage/budgets.hpp"
#include "pipeline/lineage/sqlite_keeping.hpp"
#include "pipeline/lineage/sqlite_lineage.hpp"
#include "pipeline/lineage/texts.hpp"

namespace vitrine::lineage {
namespace {

#define ATTEMPT_ROWS                                                                               \
  "SELECT id, render_key, coalesce(run, ''), ordinal, state, provider, model, reserved, charged,"  \
  " sent, ended, coalesce((SELECT version FROM price_book p WHERE p.id = attempt.price_book), '')" \
  " FROM attempt "

std::int64_t make_task(Database& database, const TaskRecord& task) {
  database
      .query(
          "INSERT INTO task (render_key, base_key, take, operation, surface, model, key_fields,"
          " state, why) VALUES (?, ?, ?, ?, ?, ?, ?, 'ready', '') ON CONFLICT DO NOTHING")
      .bind(task.render_key, task.base_key, task.take, task.operation, task.surface, task.model,
            pack_fields(database, task.key_fields))
      .run();
  Query known = database.query("SELECT id FROM task WHERE render_key = ?");
  if (!known.bind(task.render_key).step())
    throw Failure("the task of an adopted answer is not there: " + task.render_key.hex());
  return known.integer();
}

void make_attempt(Database& database, std::int64_t task, const Adoption& adoption) {
  const AttemptStart& start = adoption.start;
  std::optional<std::int64_t> book;
  if (start.book) book = note_book(database, *start.book);
  std::optional<std::string> usage;
  if (!adoption.usage.empty()) usage = util::to_json(adoption.usage);
  database
      .query(
          "INSERT INTO attempt (id, task, render_key, run, take, ordinal, state, provider, model,"
          " sent, ended, reserved, charged, error_kind, message, facts, day, price_book, usage,"
          " provider_request) VALUES (?1, ?2, ?3,"
          " (SELECT id FROM run WHERE id = ?4), ?5,"
          " (SELECT count(*) FROM attempt WHERE render_key = ?3), ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
          " ?13, ?14, ?15, ?16, ?17, ?18, ?19)")
      .bind(start.id, task, start.render_key, start.run, adoption.task.take, adoption.state,
            start.provider, start.model, start.sent, adoption.ended, start.reserved,
            adoption.charged, adoption.error_kind, adoption.message, util::to_json(adoption.facts),
            day_of(start), book, usage, unless_empty(adoption.provider_request))
      .run();
  write_ledger(database, start.id, adoption.state == "unknown" ? "unknown" : "charge",
               adoption.charged, adoption.ended);
  write_ledger(database, start.id, "doubt", adoption.doubt, adoption.ended);
}

/// The task's own picture if it has none and nobody is asking for one; else an alternate.
void make_rendering(Database& database, std::int64_t task, const Adoption& adoption) {
  const Rendering& rendering = *adoption.rendering;
  note_blob(database, rendering.blob, adoption.ended,
            {rendering.size, rendering.media_type, rendering.pixels});
  const bool chosen = database
                          .query(
                              "UPDATE task SET state = 'rendered', why = '', chosen = ?"
                              " WHERE id = ? AND state IN ('ready', 'failed', 'parked')")
                          .bind(adoption.start.id, task)
                          .run() == 1;
  database.query("INSERT INTO rendering (attempt, ordinal, blob, role) VALUES (?, 0, ?, ?)")
      .bind(adoption.start.id, rendering.blob, chosen ? "chosen" : "alternate")
      .run();
}

}  // namespace

std::vector<AttemptRecord> SqliteKeeping::read_attempts(Query& query) {
  std::vector<AttemptRecord> found;
  while (query.step()) {
    AttemptRecord& record = found.emplace_back();
    record.id = query.text();
    record.render_key = query.digest();
    record.run = query.text();
    record.ordinal = query.number();
    record.state = query.text();
    record.provider = query.text();
    record.model = query.text();
    record.reserved = query.money();
    record.charged = query.money();
    record.sent = query.time();
    record.ended = query.maybe_time();
    record.price_book = query.text();
  }
  return found;
}

std::optional<AttemptRecord> SqliteKeeping::attempt(const std::string& id) {
  Query query = database_.query(ATTEMPT_ROWS "WHERE id = ?");
  query.bind(id);
  std::vector<AttemptRecord> found = read_attempts(query);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<AttemptRecord> SqliteKeeping::open_attempts() {
  Query query = database_.query(ATTEMPT_ROWS "WHERE state = 'sent' ORDER BY sent, id");
  return read_attempts(query);
}

#undef ATTEMPT_ROWS

void SqliteKeeping::adopt(const Adoption& adoption) {
  database_.write([&] {
    const std::int64_t task = make_task(database_, adoption.task);
    make_attempt(database_, task, adoption);
    if (adoption.rendering) make_rendering(database_, task, adoption);
  });
}

}  // namespace vitrine::lineage

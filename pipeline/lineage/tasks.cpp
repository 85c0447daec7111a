#include "pipeline/lineage/budgets.hpp"
#include "pipeline/lineage/sqlite_lineage.hpp"
#include "pipeline/lineage/texts.hpp"
#include "pipeline/util/fault_points.hpp"

namespace vitrine::lineage {
namespace {

Rendering read_rendering(Query& row) {
  Rendering rendering;
  rendering.blob = row.digest();
  rendering.mask = row.maybe_digest();
  rendering.size = row.integer();
  rendering.media_type = row.text();
  rendering.pixels.width = row.number();
  rendering.pixels.height = row.number();
  return rendering;
}
// The columns it reads, of a rendering `r` and its blob `b`.
#define RENDERING_COLUMNS "r.blob, r.mask, b.size, b.media_type, b.width, b.height"

AttemptRecord read_attempt(Query& row) {
  AttemptRecord record;
  record.id = row.text();
  record.render_key = row.digest();
  record.run = row.text();
  record.ordinal = row.number();
  record.state = row.text();
  record.provider = row.text();
  record.model = row.text();
  record.reserved = row.money();
  record.charged = row.money();
  record.sent = row.time();
  record.ended = row.maybe_time();
  record.error_kind = row.text();
  record.message = row.text();
  record.facts = read_fields(row.view());
  record.price_book = row.text();
  if (!row.next_is_null()) record.rendering = read_rendering(row);
  return record;
}

/// What makes every change of state happen once: each is written for one state that was before.
void require_one(int changed, const std::string& otherwise) {
  if (changed != 1 && !util::is_left_out(util::Safeguard::one_row_changed))
    throw Failure(otherwise);
}

std::optional<std::string> usage_text(const util::Fields& usage) {
  if (usage.empty()) return std::nullopt;
  return util::to_json(usage);
}

/// Throws if there is no such task.
domain::TaskState state_of(Database& database, const util::Digest& render_key) {
  Query query = database.query("SELECT state FROM task WHERE render_key = ?");
  if (!query.bind(render_key).step())
    throw Failure("there is no task " + render_key.hex() + " to attempt");
  return query.word<domain::TaskState>();
}

std::string not_sent(const std::string& attempt) {
  return "attempt " + attempt + " is not under way: how it ended is recorded once";
}

std::string not_leased(const std::string& attempt) {
  return "the task of attempt " + attempt + " was not leased for it";
}

}  // namespace

bool was_read(const std::string& state) {
  return state == "settled" || state == "billed_failure" || state == "free_failure";
}

AttemptFailure unanswered(const AttemptRecord& attempt, util::Timestamp now) {
  AttemptFailure failure;
  failure.attempt = attempt.id;
  failure.state = "unknown";
  failure.error_kind = "cancelled";
  failure.message = "the run ended before an answer was kept";
  failure.charged = attempt.reserved;
  failure.ended = now;
  failure.task_state = domain::TaskState::ready;
  return failure;
}

void SqliteLineage::add_tasks(std::span<const TaskRecord> tasks) {
  database_.write([&] {
    Query add = database_.query(
        "INSERT INTO task (render_key, base_key, take, operation, surface, model, key_fields,"
        " state, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET state = 'ready', why = '', parked_until = NULL"
        " WHERE state IN ('failed', 'parked')");
    for (const TaskRecord& task : tasks)
      add.bind(task.render_key, task.base_key, task.take, task.operation, task.surface, task.model,
               pack_fields(database_, task.key_fields), task.state, task.why)
          .run();
  });
}

namespace {

#define SELECT_TASKS                                                                      \
  "SELECT render_key, base_key, take, operation, surface, model, key_fields, state, why " \
  "FROM task "

TaskRecord read_task(Database& database, Query& row) {
  TaskRecord record;
  record.render_key = row.digest();
  record.base_key = row.digest();
  record.take = row.number();
  record.operation = row.word<domain::Operation>();
  record.surface = row.text();
  record.model = row.text();
  record.key_fields = unpack_fields(database, row.view());
  record.state = row.word<domain::TaskState>();
  record.why = row.text();
  return record;
}

}  // namespace

std::optional<TaskRecord> SqliteLineage::task(const util::Digest& render_key) {
  Query query = database_.query(SELECT_TASKS "WHERE render_key = ?");
  if (!query.bind(render_key).step()) return std::nullopt;
  return read_task(database_, query);
}

std::vector<TaskRecord> SqliteLineage::takes(const util::Digest& base_key) {
  Query query = database_.query(SELECT_TASKS "WHERE base_key = ? ORDER BY take");
  query.bind(base_key);
  std::vector<TaskRecord> found;
  while (query.step()) found.push_back(read_task(database_, query));
  return found;
}
#undef SELECT_TASKS

namespace {

#define TAKES_OF_BASE                                                          \
  "SELECT t.render_key, t.take, " RENDERING_COLUMNS                            \
  " FROM task t INDEXED BY task_base JOIN rendering r ON r.attempt = t.chosen" \
  " AND r.role = 'chosen' JOIN blob b ON b.digest = r.blob"                    \
  " WHERE t.base_key = ? AND t.take >= ? AND t.state = 'rendered'"

ChosenRendering read_take(Query& row) {
  ChosenRendering chosen;
  chosen.render_key = row.digest();
  chosen.take = row.number();
  chosen.rendering = read_rendering(row);
  return chosen;
}

}  // namespace

std::optional<ChosenRendering> SqliteLineage::chosen_rendering(const util::Digest& base_key,
                                                               int least_take) {
  // Where the gate let none through, deliveries that wait for a person name the best of them. One
  // EXISTS for each state, as each has its index.
  Query query = database_.query(TAKES_OF_BASE
                                " ORDER BY EXISTS (SELECT 1 FROM delivery d"
                                "   WHERE d.render_key = t.render_key AND d.state = 'accepted')"
                                " DESC, EXISTS (SELECT 1 FROM standing s"
                                "   WHERE s.render_key = t.render_key)"
                                " DESC, EXISTS (SELECT 1 FROM delivery d"
                                "   WHERE d.render_key = t.render_key AND d.state = 'needs_person')"
                                " DESC, t.take DESC LIMIT 1");
  if (!query.bind(base_key, least_take).step()) return std::nullopt;
  return read_take(query);
}

std::vector<ChosenRendering> SqliteLineage::renderings(const util::Digest& base_key) {
  Query query = database_.query(TAKES_OF_BASE " ORDER BY t.take DESC");
  query.bind(base_key, 0);
  std::vector<ChosenRendering> takes;
  while (query.step()) takes.push_back(read_take(query));
  return takes;
}
#undef TAKES_OF_BASE

bool SqliteLineage::has_accepted(const util::Digest& render_key) {
  // A newer version of the checks may have put the question again; the file lies there still.
  Query query = database_.query(
      "SELECT 1 WHERE EXISTS (SELECT 1 FROM delivery WHERE render_key = ?1 AND state = 'accepted')"
      " OR EXISTS (SELECT 1 FROM asset a JOIN publish_item p ON p.blob = a.blob"
      "   WHERE a.render_key = ?1)"
      " OR EXISTS (SELECT 1 FROM standing WHERE render_key = ?1)");
  return query.bind(render_key).step();
}

void SqliteLineage::put_standing(const util::Digest& render_key, util::Timestamp at) {
  database_.write([&] {
    database_
        .query(
            "INSERT INTO standing (base_key, render_key, at)"
            " SELECT base_key, render_key, ?2 FROM task WHERE render_key = ?1"
            " ON CONFLICT (base_key) DO UPDATE SET render_key = excluded.render_key,"
            " at = excluded.at WHERE render_key <> excluded.render_key")
        .bind(render_key, at)
        .run();
  });
}

int SqliteLineage::highest_take(const util::Digest& base_key) {
  Query query = database_.query("SELECT coalesce(max(take), 0) FROM task WHERE base_key = ?");
  query.bind(base_key).step();
  return query.number();
}

bool SqliteLineage::has_tasks() { return database_.query("SELECT 1 FROM task LIMIT 1").step(); }

bool SqliteLineage::reopen_task(const util::Digest& render_key, const std::string& why) {
  int changed = 0;
  database_.write([&] {
    changed = database_
                  .query(
                      "UPDATE task SET state = 'ready', why = ?, chosen = NULL"
                      " WHERE render_key = ? AND state = 'rendered'")
                  .bind(why, render_key)
                  .run();
  });
  return changed == 1;
}

Intent SqliteLineage::begin_attempt(const AttemptStart& attempt) {
  Intent intent;
  database_.write([&] {
    // Whoever has the task already, and perhaps its answer, is told before any lack of money.
    if (state_of(database_, attempt.render_key) != domain::TaskState::ready) return;
    intent.shortage = shortage_for(database_, attempt);
    if (intent.shortage) return;
    intent.leased = database_
                        .query(
                            "UPDATE task SET state = 'leased', why = '', lease_owner = ?,"
                            " fence = fence + 1 WHERE render_key = ? AND state = 'ready'")
                        .bind(attempt.run, attempt.render_key)
                        .run() == 1;
    if (!intent.leased) return;
    std::optional<std::int64_t> book;
    if (attempt.book) book = note_book(database_, *attempt.book);
    database_
        .query(
            "INSERT INTO attempt (id, task, render_key, run, take, ordinal, state, provider, model,"
            " sent, reserved, day, price_book) SELECT ?1, id, render_key, ?2, take,"
            " (SELECT count(*) FROM attempt a WHERE a.render_key = t.render_key),"
            " 'sent', ?3, ?4, ?5, ?7, ?8, ?9 FROM task t WHERE render_key = ?6")
        .bind(attempt.id, unless_empty(attempt.run), attempt.provider, attempt.model, attempt.sent,
              attempt.render_key, attempt.reserved, day_of(attempt), book)
        .run();
    write_ledger(database_, attempt.id, "reserve", attempt.reserved, attempt.sent);
  });
  return intent;
}

void SqliteLineage::settle(const Settlement& settlement) {
  const Rendering& rendering = settlement.rendering;
  database_.write([&] {
    require_one(
        database_
            .query("UPDATE attempt SET state = 'settled', charged = ?, facts = ?, ended = ?,"
                   " usage = ?, provider_request = ? WHERE id = ? AND state = 'sent'")
            .bind(settlement.charged, util::to_json(settlement.facts), settlement.ended,
                  usage_text(settlement.usage), unless_empty(settlement.provider_request),
                  settlement.attempt)
            .run(),
        not_sent(settlement.attempt));
    note_blob(database_, rendering.blob, settlement.ended,
              {rendering.size, rendering.media_type, rendering.pixels});
    if (rendering.mask) note_blob(database_, *rendering.mask, settlement.ended);
    database_
        .query(
            "INSERT INTO rendering (attempt, ordinal, blob, mask, role)"
            " VALUES (?, 0, ?, ?, 'chosen')")
        .bind(settlement.attempt, rendering.blob, rendering.mask)
        .run();
    require_one(database_
                    .query("UPDATE task SET state = 'rendered', chosen = ?1, lease_owner = NULL"
                           " WHERE id = (SELECT task FROM attempt WHERE id = ?1)"
                           " AND state = 'leased'")
                    .bind(settlement.attempt)
                    .run(),
                not_leased(settlement.attempt));
    release(settlement.attempt, settlement.ended);
    write_ledger(database_, settlement.attempt, "charge", settlement.charged, settlement.ended);
    write_ledger(database_, settlement.attempt, "doubt", settlement.doubt, settlement.ended);
  });
}

/// What is still reserved is free again: the attempt has ended.
void SqliteLineage::release(const std::string& attempt, util::Timestamp at) {
  util::Money reserved;
  {
    Query query = database_.query(
        "SELECT coalesce(sum(amount), 0) FROM ledger"
        " WHERE attempt = ? AND kind IN ('reserve', 'release')");
    if (query.bind(attempt).step()) reserved = query.money();
  }
  write_ledger(database_, attempt, "release", util::Money{} - reserved, at);
}

void SqliteLineage::fail_attempt(const AttemptFailure& failure) {
  database_.write([&] {
    close_attempt(failure);
    const bool unknown = failure.state == "unknown";
    release(failure.attempt, failure.ended);
    write_ledger(database_, failure.attempt, unknown ? "unknown" : "charge", failure.charged,
                 failure.ended);
    write_ledger(database_, failure.attempt, "doubt", failure.doubt, failure.ended);
  });
}

void SqliteLineage::close_attempt(const AttemptFailure& failure) {
  // Only 'settled' has a rendering, and only settle() writes that.
  require_one(
      database_
          .query("UPDATE attempt SET state = ?1, error_kind = ?2, message = ?3, charged = ?4,"
                 " ended = ?5, facts = ?7, usage = ?8, provider_request = ?9"
                 " WHERE id = ?6 AND state = 'sent'"
                 " AND ?1 IN ('free_failure', 'billed_failure', 'unknown')")
          .bind(failure.state, failure.error_kind, failure.message, failure.charged, failure.ended,
                failure.attempt, util::to_json(failure.facts), usage_text(failure.usage),
                unless_empty(failure.provider_request))
          .run(),
      not_sent(failure.attempt));
  require_one(database_
                  .query("UPDATE task SET state = ?, why = ?, lease_owner = NULL"
                         " WHERE id = (SELECT task FROM attempt WHERE id = ?) AND state = 'leased'")
                  .bind(failure.task_state, failure.message, failure.attempt)
                  .run(),
              not_leased(failure.attempt));
}

int SqliteLineage::recover_free_attempts(util::Timestamp now) {
  std::vector<std::string> left;
  database_.write([&] {
    // Nothing was reserved for them, so nothing can be owed.
    Query query = database_.query("SELECT id FROM attempt WHERE state = 'sent' AND reserved = 0");
    while (query.step()) left.push_back(query.text());
    for (const std::string& attempt : left)
      close_attempt({.attempt = attempt,
                     .state = "free_failure",
                     .error_kind = "cancelled",
                     .message = "the run ended before it did",
                     .facts = {},
                     .charged = {},
                     .ended = now,
                     .task_state = domain::TaskState::ready});
  });
  return static_cast<int>(left.size());
}

#define ATTEMPT_ROWS                                                                       \
  "SELECT a.id, a.render_key, a.run, a.ordinal, a.state, a.provider, a.model, a.reserved," \
  " a.charged, a.sent, a.ended, a.error_kind, a.message, a.facts,"                         \
  " coalesce((SELECT version FROM price_book p WHERE p.id = a.price_book), "               \
  "''), " RENDERING_COLUMNS                                                                \
  " FROM attempt a LEFT JOIN rendering r ON r.attempt = a.id AND r.ordinal = 0"            \
  " LEFT JOIN blob b ON b.digest = r.blob"

namespace {

std::vector<AttemptRecord> read_attempts(Query& query) {
  std::vector<AttemptRecord> found;
  while (query.step()) found.push_back(read_attempt(query));
  return found;
}

}  // namespace

std::vector<AttemptRecord> SqliteLineage::attempts(const util::Digest& render_key) {
  Query query = database_.query(ATTEMPT_ROWS " WHERE a.render_key = ? ORDER BY a.ordinal");
  query.bind(render_key);
  return read_attempts(query);
}

std::vector<AttemptRecord> SqliteLineage::attempts_of_run(const std::string& run) {
  Query query = database_.query(ATTEMPT_ROWS " WHERE a.run = ? ORDER BY a.sent, a.id");
  query.bind(run);
  return read_attempts(query);
}

std::vector<AttemptRecord> SqliteLineage::unanswered_attempts() {
  Query query = database_.query(ATTEMPT_ROWS
                                " WHERE a.state = 'sent' AND a.reserved > 0 ORDER BY a.sent, a.id");
  return read_attempts(query);
}

#undef ATTEMPT_ROWS
#undef RENDERING_COLUMNS

}  // namespace vitrine::lineage

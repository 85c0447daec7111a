// What is learnt of an attempt's price after it has ended. The ledger grows; nothing is rewritten.
#include "pipeline/lineage/budgets.hpp"
#include "pipeline/lineage/sqlite_lineage.hpp"

namespace vitrine::lineage {
namespace {

/// The sums of an attempt's rows, and its state.
struct Sums {
  std::string state;
  util::Money spent, unknown, doubt;
};

Sums sums_of(Database& database, const std::string& attempt) {
  Query query = database.query(
      "SELECT a.state, coalesce(sum(iif(l.kind IN ('charge', 'correct'), l.amount, 0)), 0),"
      " coalesce(sum(iif(l.kind = 'unknown', l.amount, 0)), 0),"
      " coalesce(sum(iif(l.kind = 'doubt', l.amount, 0)), 0)"
      " FROM attempt a LEFT JOIN ledger l ON l.attempt = a.id WHERE a.id = ? GROUP BY a.id");
  if (!query.bind(attempt).step()) throw Failure("there is no attempt " + attempt);
  Sums sums;
  sums.state = query.text();
  sums.spent = query.money();
  sums.unknown = query.money();
  sums.doubt = query.money();
  return sums;
}

void take_back_doubts(Database& database,
                      const std::string& attempt,
                      const Sums& sums,
                      const std::string& note,
                      util::Timestamp at) {
  write_ledger(database, attempt, "unknown", util::Money{} - sums.unknown, at, note);
  write_ledger(database, attempt, "doubt", util::Money{} - sums.doubt, at, note);
}

void change_state(Database& database,
                  const std::string& attempt,
                  const std::string& from,
                  const std::string& to,
                  util::Money charged) {
  const int changed =
      database.query("UPDATE attempt SET state = ?, charged = ? WHERE id = ? AND state = ?")
          .bind(to, charged, attempt, from)
          .run();
  if (changed != 1) throw Failure("attempt " + attempt + " is not " + from + " any more");
}

}  // namespace

std::vector<Booked> SqliteLineage::booked() {
  Query query = database_.query(
      "SELECT a.id, a.state, coalesce(a.provider_request, ''), a.day,"
      " coalesce(sum(iif(l.kind IN ('charge', 'correct'), l.amount, 0)), 0),"
      " coalesce(sum(iif(l.kind = 'unknown', l.amount, 0)), 0),"
      " coalesce(sum(iif(l.kind = 'doubt', l.amount, 0)), 0) <> 0"
      " FROM attempt a LEFT JOIN ledger l ON l.attempt = a.id"
      " WHERE a.reserved > 0 OR a.charged <> 0 GROUP BY a.id ORDER BY a.sent, a.id");
  std::vector<Booked> found;
  while (query.step()) {
    Booked& one = found.emplace_back();
    one.attempt = query.text();
    one.state = query.text();
    one.provider_request = query.text();
    one.day = query.text();
    one.charged = query.money();
    one.unknown = query.money();
    one.estimated = query.integer() != 0;
  }
  return found;
}

void SqliteLineage::reconcile(const Correction& correction) {
  const std::string& attempt = correction.attempt;
  database_.write([&] {
    const Sums sums = sums_of(database_, attempt);
    if (sums.state == "sent" || sums.state == "batched")
      throw Failure("attempt " + attempt + " is under way: its price is not corrected yet");
    take_back_doubts(database_, attempt, sums, correction.note, correction.at);
    write_ledger(database_, attempt, "correct", correction.billed - sums.spent, correction.at,
                 correction.note);
    const bool keeps = sums.state == "settled" || sums.state == "billed_failure";
    change_state(database_, attempt, sums.state, keeps ? sums.state : "reconciled",
                 correction.billed);
  });
}

void SqliteLineage::write_off(const std::string& attempt,
                              const std::string& note,
                              util::Timestamp at) {
  database_.write([&] {
    const Sums sums = sums_of(database_, attempt);
    if (sums.state != "unknown")
      throw Failure("attempt " + attempt + " is " + sums.state +
                    ": only what nobody knows can be written off");
    take_back_doubts(database_, attempt, sums, note, at);
    change_state(database_, attempt, "unknown", "written_off", {});
  });
}

}  // namespace vitrine::lineage

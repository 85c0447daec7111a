#include "pipeline/lineage/budgets.hpp"

#include "pipeline/lineage/sqlite_lineage.hpp"

#include <array>

namespace vitrine::lineage {
namespace {

BudgetStanding read_standing(Database& database, BudgetScope scope, const std::string& name) {
  BudgetStanding standing;
  standing.scope = scope;
  standing.name = name;
  Query query = database.query(
      "SELECT spent, reserved, unknown, doubt, amount FROM budget WHERE scope = ? AND name = ?");
  if (!query.bind(to_text(scope), name).step()) return standing;
  standing.spent = query.money();
  standing.reserved = query.money();
  standing.unknown = query.money();
  standing.doubt = query.money();
  if (!query.next_is_null()) standing.limit = query.money();
  return standing;
}

std::string name_of(BudgetScope scope, const AttemptStart& attempt) {
  switch (scope) {
    case BudgetScope::run:
      return attempt.run;
    case BudgetScope::day:
      return day_of(attempt);
    case BudgetScope::month:
      return day_of(attempt).substr(0, 7);
    case BudgetScope::project:
      break;
  }
  return {};
}

}  // namespace

void write_ledger(Database& database,
                  const std::string& attempt,
                  const char* kind,
                  util::Money amount,
                  util::Timestamp at,
                  const std::string& note) {
  if (amount.micros == 0) return;
  database.query("INSERT INTO ledger (attempt, kind, amount, at, note) VALUES (?, ?, ?, ?, ?)")
      .bind(attempt, kind, amount, at, note)
      .run();
}

std::string day_of(const AttemptStart& attempt) {
  return attempt.day.empty() ? util::to_text(util::date_of(attempt.sent)) : attempt.day;
}

std::optional<Shortage> shortage_for(Database& database, const AttemptStart& attempt) {
  if (attempt.reserved.micros == 0) return std::nullopt;
  for (const BudgetScope scope :
       {BudgetScope::run, BudgetScope::day, BudgetScope::month, BudgetScope::project}) {
    const std::optional<util::Money>& limit = attempt.limits.of(scope);
    if (!limit) continue;
    const std::string name = name_of(scope, attempt);
    BudgetStanding standing = read_standing(database, scope, name);
    if (standing.gone() + attempt.reserved > *limit) {
      standing.limit = limit;
      return Shortage{standing, attempt.reserved};
    }
    if (standing.limit == limit) continue;
    database
        .query(
            "INSERT INTO budget (scope, name, amount) VALUES (?, ?, ?)"
            " ON CONFLICT (scope, name) DO UPDATE SET amount = excluded.amount")
        .bind(to_text(scope), name, *limit)
        .run();
  }
  return std::nullopt;
}

std::vector<BudgetStanding> SqliteLineage::limited_budgets() {
  std::vector<BudgetStanding> budgets;
  for (const BudgetScope scope : {BudgetScope::day, BudgetScope::month, BudgetScope::project}) {
    Query latest = database_.query(
        "SELECT name FROM budget WHERE scope = ? AND amount IS NOT NULL"
        " ORDER BY name DESC LIMIT 1");
    if (latest.bind(to_text(scope)).step())
      budgets.push_back(read_standing(database_, scope, latest.text()));
  }
  return budgets;
}

BudgetStanding SqliteLineage::budget(BudgetScope scope, const std::string& name) {
  BudgetStanding standing = read_standing(database_, scope, name);
  standing.limit.reset();
  return standing;
}

}  // namespace vitrine::lineage

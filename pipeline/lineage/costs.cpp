#include "pipeline/lineage/sqlite_lineage.hpp"

#include <map>

namespace vitrine::lineage {
namespace {

/// The key that an attempt `a`, whose first delivery is `d`, counts under, and the one that an
/// accepted delivery `d` with its asset `s` does.
struct Grouping {
  const char* of_attempt;
  const char* of_accepted;
};

constexpr Grouping kTotal{"''", "''"};

Grouping grouping(Lineage::CostBy by) {
  switch (by) {
    case Lineage::CostBy::product:
      return {"coalesce(d.sku, '')", "d.sku"};
    case Lineage::CostBy::scene:
      return {"coalesce(d.scene, '')", "d.scene"};
    case Lineage::CostBy::model:
      return {"a.model",
              "coalesce((SELECT model FROM task t WHERE t.render_key = d.render_key), '')"};
    case Lineage::CostBy::day:
      return {"a.day",
              "coalesce((SELECT max(b.day) FROM attempt b WHERE b.render_key = d.render_key AND"
              " b.state = 'settled'), date(s.created / 1000000, 'unixepoch'))"};
    case Lineage::CostBy::outcome:
      return {"a.state", "'settled'"};
  }
  return kTotal;
}

constexpr const char* kFirst =
    "WITH first AS (SELECT render_key, min(id) AS id FROM delivery GROUP BY render_key) ";
constexpr const char* kAttempts =
    " AS key, count(*), sum(a.state = 'settled'), coalesce(sum(l.charged), 0),"
    " coalesce(sum(l.unknown), 0) FROM attempt a"
    " LEFT JOIN first f ON f.render_key = a.render_key LEFT JOIN delivery d ON d.id = f.id"
    " LEFT JOIN (SELECT attempt, sum(iif(kind IN ('charge', 'correct'), amount, 0)) AS charged,"
    "     sum(iif(kind = 'unknown', amount, 0)) AS unknown FROM ledger GROUP BY attempt) l"
    "   ON l.attempt = a.id"
    " WHERE ?1 = '' OR a.run IN (SELECT r.id FROM run r JOIN delivery_set n ON n.id = r.set_id"
    "   WHERE n.name = ?1) GROUP BY key";

constexpr const char* kAccepted =
    " AS key, count(*) FROM delivery_set n JOIN delivery d ON d.set_id = n.id"
    " LEFT JOIN asset s ON s.id = d.asset"
    " WHERE d.state = 'accepted' AND (?1 = '' OR n.name = ?1) GROUP BY key";

std::vector<Lineage::CostRow> read_costs(Database& database,
                                         const std::string& set,
                                         const Grouping& by) {
  std::map<std::string, Lineage::CostRow> rows;
  Query attempts = database.query(std::string(kFirst) + "SELECT " + by.of_attempt + kAttempts);
  attempts.bind(set);
  while (attempts.step()) {
    Lineage::CostRow& row = rows[attempts.text()];
    row.attempts = attempts.integer();
    row.settled = attempts.integer();
    row.charged = attempts.money();
    row.unknown = attempts.money();
  }
  Query accepted = database.query(std::string("SELECT ") + by.of_accepted + kAccepted);
  accepted.bind(set);
  while (accepted.step()) {
    const std::string key = accepted.text();
    rows[key].accepted = accepted.integer();
  }
  std::vector<Lineage::CostRow> result;
  for (auto& [key, row] : rows) {
    row.key = key;
    result.push_back(std::move(row));
  }
  return result;
}

}  // namespace

std::vector<Lineage::CostRow> SqliteLineage::costs(const std::string& set, CostBy by) {
  return read_costs(database_, set, grouping(by));
}

Lineage::CostRow SqliteLineage::total_costs(const std::string& set) {
  const std::vector<CostRow> rows = read_costs(database_, set, kTotal);
  return rows.empty() ? CostRow{} : rows.front();
}

}  // namespace vitrine::lineage

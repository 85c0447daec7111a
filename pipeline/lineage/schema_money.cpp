#include "pipeline/lineage/schema.hpp"

namespace vitrine::lineage {

// Tables budget, price_book and price had never been written before this step, and ledger.budget
// neither: an attempt belongs to four budgets at once, so one column could not name them.
const char kSchemaMoney[] = R"sql(
-- The day an attempt counts for, in the project's time zone as it was then.
ALTER TABLE attempt ADD COLUMN day TEXT NOT NULL DEFAULT '';
UPDATE attempt SET day = date(sent / 1000000, 'unixepoch');
CREATE INDEX attempt_request ON attempt (provider_request) WHERE provider_request IS NOT NULL;

-- One model's row of a dated price book. A row that a call was made under never changes.
DROP TABLE price;
DROP TABLE price_book;
CREATE TABLE price_book (
  id INTEGER PRIMARY KEY,
  provider TEXT NOT NULL, version TEXT NOT NULL, model TEXT NOT NULL,
  source TEXT NOT NULL, digest BLOB NOT NULL,
  effective_from TEXT NOT NULL,
  UNIQUE (provider, version, model)
) STRICT;
CREATE TABLE price (
  book INTEGER NOT NULL REFERENCES price_book (id),
  unit TEXT NOT NULL, tier TEXT NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (book, unit, tier)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER price_book_stays BEFORE UPDATE ON price_book
  BEGIN SELECT raise(ABORT, 'a price book is never edited'); END;
CREATE TRIGGER price_stays BEFORE UPDATE ON price
  BEGIN SELECT raise(ABORT, 'a price book is never edited'); END;

-- doubt: what an estimated charge may have left out, held back from budgets until it is known.
CREATE TABLE ledger_2 (
  id INTEGER PRIMARY KEY,
  attempt TEXT NOT NULL REFERENCES attempt (id),
  kind TEXT NOT NULL
    CHECK (kind IN ('reserve', 'release', 'charge', 'unknown', 'doubt', 'correct')),
  amount INTEGER NOT NULL,
  at INTEGER NOT NULL,
  -- Of a correction: whose word it was.
  note TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO ledger_2 (id, attempt, kind, amount, at)
  SELECT id, attempt, kind, amount, at FROM ledger ORDER BY id;
DROP TABLE ledger;
ALTER TABLE ledger_2 RENAME TO ledger;
CREATE INDEX ledger_attempt ON ledger (attempt);
CREATE TRIGGER ledger_keeps_rows BEFORE DELETE ON ledger
  BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER ledger_keeps_values BEFORE UPDATE ON ledger
  BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;

-- The budgets that an attempt counts in.
CREATE VIEW attempt_budget AS
  SELECT id AS attempt, 'run' AS scope, run AS name FROM attempt WHERE run IS NOT NULL
  UNION ALL SELECT id, 'day', day FROM attempt
  UNION ALL SELECT id, 'month', substr(day, 1, 7) FROM attempt
  UNION ALL SELECT id, 'project', '' FROM attempt;

-- Sums over the ledger, kept with every row that it gets. amount: the limit as a job last named it.
DROP TABLE budget;
CREATE TABLE budget (
  scope TEXT NOT NULL CHECK (scope IN ('run', 'day', 'month', 'project')),
  name TEXT NOT NULL,
  amount INTEGER,
  reserved INTEGER NOT NULL DEFAULT 0, spent INTEGER NOT NULL DEFAULT 0,
  unknown INTEGER NOT NULL DEFAULT 0, doubt INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (scope, name)
) STRICT, WITHOUT ROWID;
INSERT INTO budget (scope, name, reserved, spent, unknown)
  SELECT b.scope, b.name,
    sum(iif(l.kind IN ('reserve', 'release'), l.amount, 0)),
    sum(iif(l.kind IN ('charge', 'correct'), l.amount, 0)),
    sum(iif(l.kind = 'unknown', l.amount, 0))
  FROM ledger l JOIN attempt_budget b ON b.attempt = l.attempt GROUP BY b.scope, b.name;
CREATE TRIGGER ledger_is_summed AFTER INSERT ON ledger BEGIN
  INSERT INTO budget (scope, name, reserved, spent, unknown, doubt)
    SELECT b.scope, b.name,
      iif(NEW.kind IN ('reserve', 'release'), NEW.amount, 0),
      iif(NEW.kind IN ('charge', 'correct'), NEW.amount, 0),
      iif(NEW.kind = 'unknown', NEW.amount, 0),
      iif(NEW.kind = 'doubt', NEW.amount, 0)
    FROM attempt_budget b WHERE b.attempt = NEW.attempt
    ON CONFLICT (scope, name) DO UPDATE SET
      reserved = reserved + excluded.reserved, spent = spent + excluded.spent,
      unknown = unknown + excluded.unknown, doubt = doubt + excluded.doubt;
END;
)sql";

}  // namespace vitrine::lineage

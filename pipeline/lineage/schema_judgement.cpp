#include "pipeline/lineage/schema.hpp"

namespace vitrine::lineage {

// Verdicts belong to assets. A rendering that the gate refuses becomes none, and yet it was paid
// for: what was measured of it is what a person asks for first.
const char kSchemaJudgement[] = R"sql(
CREATE TABLE judgement (
  rendering BLOB NOT NULL CHECK (length(rendering) = 32),
  -- The cut-out it was held against.
  reference BLOB NOT NULL CHECK (length(reference) = 32),
  -- The version of the checks as a whole.
  checks TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  check_name TEXT NOT NULL, version INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('pass', 'warn', 'reject', 'not_measured')),
  severity TEXT NOT NULL CHECK (severity IN ('reject', 'warn', 'info')),
  value REAL, threshold REAL,
  unit TEXT NOT NULL, detail TEXT NOT NULL,
  evidence BLOB REFERENCES blob (digest),
  at INTEGER NOT NULL,
  PRIMARY KEY (rendering, reference, checks, ordinal)
) STRICT, WITHOUT ROWID;
)sql";

const char kSchemaAsked[] = R"sql(
-- Which take a person is asked about, for each task that is looked up.
CREATE INDEX delivery_asked ON delivery (render_key) WHERE state = 'needs_person';
-- Which files were ever made from a task's rendering: one of them may lie in a shop.
CREATE INDEX asset_render ON asset (render_key) WHERE render_key IS NOT NULL;
)sql";

}  // namespace vitrine::lineage

#include "pipeline/lineage/schema.hpp"

namespace vitrine::lineage {

// The comments inside stay in the database, for whoever opens it with another tool. Tables of
// budgets, batches, uploads and reviews belong to paid renderers and to people's decisions.
const char kSchema1[] = R"sql(
-- Long texts, once: values of key fields, and lists of fields that many rows share.
CREATE TABLE text (
  digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
  content TEXT NOT NULL
) STRICT;

CREATE TABLE input_file (
  path TEXT PRIMARY KEY NOT NULL,
  size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, inode INTEGER NOT NULL,
  digest BLOB NOT NULL,
  hashed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A set is the body of files that one job owns.
CREATE TABLE delivery_set (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE job_revision (
  digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
  yaml TEXT NOT NULL,
  spec BLOB,
  schema_version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE run (
  id TEXT PRIMARY KEY NOT NULL,
  set_id INTEGER NOT NULL REFERENCES delivery_set (id),
  job_file TEXT NOT NULL,
  job_revision BLOB NOT NULL REFERENCES job_revision (digest),
  command TEXT NOT NULL,
  tool TEXT NOT NULL,
  host TEXT,
  started INTEGER NOT NULL,
  ended INTEGER,
  exit_code INTEGER, stopped TEXT,
  budget INTEGER, deadline INTEGER,
  planned INTEGER, rendered INTEGER, finished INTEGER, reused INTEGER, failed INTEGER,
  needs_person INTEGER,
  charged INTEGER, unknown INTEGER
) STRICT;
CREATE INDEX run_started ON run (started);

CREATE TABLE run_item (
  run TEXT NOT NULL REFERENCES run (id),
  shot TEXT NOT NULL, profile TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('render', 'finish', 'wait', 'hold', 'restore')),
  reason TEXT NOT NULL,
  forecast INTEGER,
  PRIMARY KEY (run, shot, profile)
) STRICT, WITHOUT ROWID;

CREATE TABLE blob (
  digest BLOB PRIMARY KEY NOT NULL CHECK (length(digest) = 32),
  size INTEGER, media_type TEXT, width INTEGER, height INTEGER,
  first_seen INTEGER,
  verified INTEGER,
  gc_mark INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_gc_mark ON blob (gc_mark) WHERE gc_mark IS NOT NULL;

CREATE TABLE task (
  id INTEGER PRIMARY KEY,
  render_key BLOB NOT NULL UNIQUE CHECK (length(render_key) = 32),
  base_key BLOB NOT NULL CHECK (length(base_key) = 32),
  take INTEGER NOT NULL CHECK (take >= 0),
  operation TEXT NOT NULL
    CHECK (operation IN ('generate', 'recontextualize', 'fuse', 'recolor', 'edit', 'refine')),
  surface TEXT NOT NULL,
  model TEXT NOT NULL,
  key_fields TEXT NOT NULL,
  provenance TEXT,
  state TEXT NOT NULL CHECK (state IN ('ready', 'leased', 'rendered', 'failed', 'parked')),
  why TEXT NOT NULL,
  priority INTEGER NOT NULL DEFAULT 0,
  parked_until INTEGER,
  chosen TEXT REFERENCES attempt (id),
  fence INTEGER NOT NULL DEFAULT 0,
  lease_owner TEXT, lease_until INTEGER,
  waiting_on INTEGER REFERENCES task (id)
) STRICT;
CREATE INDEX task_base ON task (base_key, take);
CREATE INDEX task_state ON task (state, priority, id);

CREATE TABLE shot_task (
  shot TEXT NOT NULL,
  task INTEGER NOT NULL REFERENCES task (id),
  role TEXT NOT NULL,
  PRIMARY KEY (shot, task)
) STRICT, WITHOUT ROWID;
CREATE INDEX shot_task_task ON shot_task (task);

CREATE TABLE price_book (
  id INTEGER PRIMARY KEY,
  provider TEXT NOT NULL, version TEXT NOT NULL,
  source TEXT NOT NULL, digest BLOB NOT NULL,
  effective_from INTEGER NOT NULL, effective_to INTEGER,
  UNIQUE (provider, version)
) STRICT;
CREATE TABLE price (
  book INTEGER NOT NULL REFERENCES price_book (id),
  model TEXT NOT NULL, unit TEXT NOT NULL, tier TEXT NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (book, model, unit, tier)
) STRICT, WITHOUT ROWID;

CREATE TABLE batch (
  id TEXT PRIMARY KEY NOT NULL,
  provider TEXT NOT NULL, provider_name TEXT,
  state TEXT NOT NULL CHECK (state IN ('created', 'sent', 'done', 'expired', 'cancelled', 'failed')),
  items INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL, deadline INTEGER
) STRICT;
CREATE INDEX batch_state ON batch (state);

CREATE TABLE attempt (
  id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 32),
  task INTEGER NOT NULL REFERENCES task (id),
  render_key BLOB NOT NULL,
  run TEXT REFERENCES run (id),
  take INTEGER NOT NULL, ordinal INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('sent', 'batched', 'settled', 'free_failure',
    'billed_failure', 'unknown', 'reconciled', 'written_off')),
  provider TEXT NOT NULL, model TEXT NOT NULL,
  price_book INTEGER REFERENCES price_book (id),
  reserved INTEGER NOT NULL DEFAULT 0, charged INTEGER NOT NULL DEFAULT 0,
  usage TEXT, facts TEXT NOT NULL DEFAULT '[]',
  sent INTEGER NOT NULL, first_byte INTEGER, last_byte INTEGER, ended INTEGER,
  status INTEGER, provider_request TEXT,
  error_kind TEXT NOT NULL DEFAULT '', message TEXT NOT NULL DEFAULT '',
  body_digest BLOB,
  exchange BLOB REFERENCES blob (digest),
  batch TEXT REFERENCES batch (id)
) STRICT;
CREATE UNIQUE INDEX attempt_order ON attempt (render_key, ordinal);
-- A task is asked once at a time.
CREATE UNIQUE INDEX attempt_open ON attempt (render_key) WHERE state = 'sent';
CREATE INDEX attempt_sent ON attempt (provider, sent);
CREATE INDEX attempt_run ON attempt (run);

CREATE TABLE batch_item (
  batch TEXT NOT NULL REFERENCES batch (id),
  key TEXT NOT NULL,
  attempt TEXT NOT NULL REFERENCES attempt (id),
  outcome TEXT,
  PRIMARY KEY (batch, key)
) STRICT, WITHOUT ROWID;

-- The bytes an attempt gave. A second answer to one task is an alternate, not waste.
CREATE TABLE rendering (
  attempt TEXT NOT NULL REFERENCES attempt (id),
  ordinal INTEGER NOT NULL,
  blob BLOB NOT NULL REFERENCES blob (digest),
  mask BLOB REFERENCES blob (digest),
  role TEXT NOT NULL CHECK (role IN ('chosen', 'alternate')),
  seed INTEGER, finish_reason TEXT, safety TEXT, c2pa BLOB,
  PRIMARY KEY (attempt, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX rendering_blob ON rendering (blob);

CREATE TABLE asset (
  id INTEGER PRIMARY KEY,
  finish_key BLOB NOT NULL UNIQUE CHECK (length(finish_key) = 32),
  rendering BLOB NOT NULL REFERENCES blob (digest),
  render_key BLOB,
  blob BLOB NOT NULL REFERENCES blob (digest),
  size INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
  recipe BLOB NOT NULL REFERENCES text (digest),
  profile TEXT NOT NULL,
  codec_versions TEXT NOT NULL,
  cpu TEXT,
  product_pixels TEXT NOT NULL,
  background_generated INTEGER NOT NULL CHECK (background_generated IN (0, 1)),
  facts TEXT NOT NULL,
  run TEXT REFERENCES run (id),
  created INTEGER NOT NULL
) STRICT;
CREATE INDEX asset_blob ON asset (blob);

CREATE TABLE asset_input (
  asset INTEGER NOT NULL REFERENCES asset (id),
  ordinal INTEGER NOT NULL,
  blob BLOB NOT NULL REFERENCES blob (digest),
  role TEXT NOT NULL CHECK (role IN ('source', 'reference', 'mask', 'logo', 'icc')),
  PRIMARY KEY (asset, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX asset_input_blob ON asset_input (blob);

CREATE TABLE verdict (
  id INTEGER PRIMARY KEY,
  check_key BLOB NOT NULL UNIQUE CHECK (length(check_key) = 32),
  asset INTEGER NOT NULL REFERENCES asset (id),
  ordinal INTEGER NOT NULL,
  -- 1: of the latest judgement of the asset. Earlier ones, under other limits, stay as 0.
  is_current INTEGER NOT NULL CHECK (is_current IN (0, 1)),
  check_name TEXT NOT NULL, version INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('pass', 'warn', 'reject', 'not_measured')),
  severity TEXT NOT NULL CHECK (severity IN ('reject', 'warn', 'info')),
  -- NULL: not a number.
  value REAL, threshold REAL,
  unit TEXT NOT NULL, detail TEXT NOT NULL,
  evidence BLOB REFERENCES blob (digest)
) STRICT;
CREATE INDEX verdict_asset ON verdict (asset);
CREATE INDEX verdict_outcome ON verdict (check_name, outcome);

CREATE TABLE delivery (
  id INTEGER PRIMARY KEY,
  set_id INTEGER NOT NULL REFERENCES delivery_set (id),
  shot TEXT NOT NULL, profile TEXT NOT NULL,
  sku TEXT NOT NULL, colorway TEXT NOT NULL, scene TEXT NOT NULL, view TEXT NOT NULL,
  path TEXT NOT NULL,
  compare_key BLOB NOT NULL CHECK (length(compare_key) = 32),
  -- For each part: one byte with the length of its name, the name, 32 bytes of digest.
  parts BLOB NOT NULL,
  -- NULL: no task was made for it.
  render_key BLOB,
  state TEXT NOT NULL CHECK
    (state IN ('waiting', 'finished', 'checked', 'accepted', 'needs_person', 'rejected')),
  asset INTEGER REFERENCES asset (id),
  why TEXT NOT NULL,
  slot TEXT
) STRICT;
CREATE UNIQUE INDEX delivery_shot ON delivery (set_id, shot, profile);
CREATE UNIQUE INDEX delivery_path ON delivery (set_id, path);
-- Covers the scan that finds what is unchanged.
CREATE INDEX delivery_compare ON delivery (set_id, compare_key, state);
-- Which takes are accepted. Rows enter it when they are finished, not in the million that a new
-- plan writes; nothing asks for the others often enough to be worth an index over random keys.
CREATE INDEX delivery_accepted ON delivery (render_key) WHERE state = 'accepted';

-- A person's decision holds for bytes, so it survives a rebuilt database.
CREATE TABLE review (
  id INTEGER PRIMARY KEY,
  asset_digest BLOB NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('approve', 'reject', 'redo')),
  note TEXT NOT NULL, region TEXT,
  reviewer TEXT NOT NULL,
  at INTEGER NOT NULL,
  supersedes INTEGER REFERENCES review (id)
) STRICT;
CREATE INDEX review_asset ON review (asset_digest, at);

CREATE TABLE publish_item (
  set_id INTEGER NOT NULL REFERENCES delivery_set (id),
  path TEXT NOT NULL,
  blob BLOB NOT NULL,
  size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, inode INTEGER NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  replaced BLOB,
  PRIMARY KEY (set_id, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX publish_item_blob ON publish_item (blob);

-- A cache of sums over the ledger.
CREATE TABLE budget (
  id INTEGER PRIMARY KEY,
  scope TEXT NOT NULL CHECK (scope IN ('run', 'day', 'month', 'project')),
  name TEXT NOT NULL,
  amount INTEGER NOT NULL,
  reserved INTEGER NOT NULL DEFAULT 0, spent INTEGER NOT NULL DEFAULT 0,
  unknown INTEGER NOT NULL DEFAULT 0,
  UNIQUE (scope, name)
) STRICT;

CREATE TABLE ledger (
  id INTEGER PRIMARY KEY,
  attempt TEXT NOT NULL REFERENCES attempt (id),
  budget INTEGER REFERENCES budget (id),
  kind TEXT NOT NULL CHECK (kind IN ('reserve', 'release', 'charge', 'unknown', 'correct')),
  amount INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_budget ON ledger (budget, id);
CREATE INDEX ledger_attempt ON ledger (attempt);
CREATE TRIGGER ledger_keeps_rows BEFORE DELETE ON ledger
  BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER ledger_keeps_values BEFORE UPDATE ON ledger
  BEGIN SELECT raise(ABORT, 'the ledger only grows'); END;

-- For exports and the review page.
CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL, subject TEXT NOT NULL, payload TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE calibration (
  packshot BLOB NOT NULL,
  check_name TEXT NOT NULL, version INTEGER NOT NULL,
  limits TEXT NOT NULL, self_test TEXT,
  PRIMARY KEY (packshot, check_name, version)
) STRICT, WITHOUT ROWID;

-- These two cost nothing to lose.
CREATE TABLE upload (
  provider TEXT NOT NULL, key_id TEXT NOT NULL,
  blob BLOB NOT NULL,
  uri TEXT NOT NULL, expires INTEGER NOT NULL,
  PRIMARY KEY (provider, key_id, blob)
) STRICT, WITHOUT ROWID;
CREATE TABLE pace (
  provider TEXT NOT NULL, key_id TEXT NOT NULL,
  model TEXT NOT NULL, dimension TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (provider, key_id, model, dimension)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace vitrine::lineage

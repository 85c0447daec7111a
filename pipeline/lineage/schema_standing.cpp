#include "pipeline/lineage/schema.hpp"

namespace vitrine::lineage {

const char kSchemaStanding[] = R"sql(
-- Which take of a picture others were asked for with: steps of refining, later frames of a series.
-- No delivery need name it, and another take in its place would buy all of them anew. Written
-- before the first of them is asked.
CREATE TABLE standing (
  base_key BLOB PRIMARY KEY NOT NULL CHECK (length(base_key) = 32),
  render_key BLOB NOT NULL REFERENCES task (render_key),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX standing_render_key ON standing (render_key);
)sql";

}  // namespace vitrine::lineage

#include "pipeline/lineage/schema.hpp"

namespace vitrine::lineage {

const char kSchemaFallback[] = R"sql(
-- What was asked for by the first model and taken from another one that the job falls back to.
-- Written before that one is asked, so that no picture of it is bought twice: whoever reads it
-- looks whether there is a rendering. One may have been asked for of several, by jobs or scenes
-- whose lists differ or where the next gave none either: each has its own row, and whoever reads
-- them goes by today's list. Base keys name pictures that were wished for, so that neither
-- needs a task here.
CREATE TABLE fallback (
  asked BLOB NOT NULL CHECK (length(asked) = 32),
  taken BLOB NOT NULL CHECK (length(taken) = 32 AND taken <> asked),
  asked_surface TEXT NOT NULL, asked_model TEXT NOT NULL,
  taken_surface TEXT NOT NULL, taken_model TEXT NOT NULL,
  take INTEGER NOT NULL CHECK (take >= 0),
  why TEXT NOT NULL,
  run TEXT NOT NULL REFERENCES run (id),
  at INTEGER NOT NULL,
  PRIMARY KEY (asked, taken)
) STRICT, WITHOUT ROWID;
CREATE INDEX fallback_taken ON fallback (taken);
CREATE INDEX fallback_run ON fallback (run);
)sql";

}  // namespace vitrine::lineage

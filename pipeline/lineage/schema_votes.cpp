#include "pipeline/lineage/schema.hpp"

namespace vitrine::lineage {

const char kSchemaVotes[] = R"sql(
-- Which of two pictures of one shot a person preferred, seen side by side without their models.
-- Assets are named by id and need not be there any more: what was preferred stays true.
CREATE TABLE vote (
  comparison TEXT NOT NULL,
  left_asset BLOB NOT NULL CHECK (length(left_asset) = 32),
  right_asset BLOB NOT NULL CHECK (length(right_asset) = 32),
  -- A name, or empty where the project keeps none.
  voter TEXT NOT NULL,
  shot TEXT NOT NULL,
  operation TEXT NOT NULL
    CHECK (operation IN ('generate', 'recontextualize', 'fuse', 'recolor', 'edit', 'refine')),
  left_model TEXT NOT NULL, right_model TEXT NOT NULL CHECK (left_model <> right_model),
  winner TEXT NOT NULL CHECK (winner IN ('left', 'right', 'tie')),
  at INTEGER NOT NULL,
  PRIMARY KEY (comparison, left_asset, right_asset, voter)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace vitrine::lineage

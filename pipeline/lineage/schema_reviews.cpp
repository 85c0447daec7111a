#include "pipeline/lineage/schema.hpp"

namespace vitrine::lineage {

const char kSchemaReviews[] = R"sql(
-- What was shown to the person: a digest of all verdicts, and the checks that rejected, one a line.
ALTER TABLE review ADD COLUMN checks BLOB;
ALTER TABLE review ADD COLUMN failed TEXT NOT NULL DEFAULT '';
-- What the file was finished from, and for. Finished otherwise, it is looked at again.
ALTER TABLE review ADD COLUMN rendering BLOB;
ALTER TABLE review ADD COLUMN profile TEXT NOT NULL DEFAULT '';
CREATE INDEX review_rendering ON review (rendering) WHERE rendering IS NOT NULL;

-- Whose file it is: its delivery may by now want another name for another picture.
ALTER TABLE publish_item ADD COLUMN shot TEXT NOT NULL DEFAULT '';
ALTER TABLE publish_item ADD COLUMN profile TEXT NOT NULL DEFAULT '';
UPDATE publish_item SET (shot, profile) = (SELECT d.shot, d.profile FROM delivery d
    WHERE d.set_id = publish_item.set_id AND d.path = publish_item.path)
  WHERE EXISTS (SELECT 1 FROM delivery d
    WHERE d.set_id = publish_item.set_id AND d.path = publish_item.path);
CREATE INDEX publish_item_shot ON publish_item (set_id, shot, profile);

-- From decided bytes to the deliveries that have them. As with delivery_accepted, rows enter it
-- when they are finished.
CREATE INDEX delivery_asset ON delivery (asset) WHERE asset IS NOT NULL;
)sql";

}  // namespace vitrine::lineage

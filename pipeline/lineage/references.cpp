// Which stored bytes the record needs, and for what.
#include "pipeline/domain/request.hpp"
#include "pipeline/lineage/sqlite_keeping.hpp"
#include "pipeline/lineage/texts.hpp"
#include "pipeline/util/text.hpp"

namespace vitrine::lineage {
namespace {

// Assets that a delivery has or the shop reads, that a person approved, or that recent runs made.
constexpr const char* kKeptAsset =
    "(s.id IN (SELECT asset FROM delivery WHERE asset IS NOT NULL)"
    " OR EXISTS (SELECT 1 FROM publish_item p WHERE p.blob = s.blob)"
    " OR EXISTS (SELECT 1 FROM review w WHERE w.asset_digest = s.blob AND w.decision = 'approve')"
    " OR s.run IN (SELECT id FROM run ORDER BY started DESC, rowid DESC LIMIT ?))";

/// Every word of 64 hex digits: what a list of fields of another version may name.
void digests_in(const util::Fields& fields, const std::function<void(const util::Digest&)>& each) {
  for (const util::Field& field : fields)
    for (const std::string_view word : util::split(field.value, ' '))
      if (const auto digest = util::Digest::from_hex(word)) each(*digest);
}

}  // namespace

void SqliteKeeping::scan_blobs(const std::function<void(const BlobRow&)>& each) {
  Query query = database_.query("SELECT digest, size, gc_mark FROM blob ORDER BY digest");
  while (query.step()) {
    BlobRow row;
    row.digest = query.digest();
    if (query.next_is_null())
      query.skip();
    else
      row.size = query.integer();
    row.gc_mark = query.maybe_time();
    each(row);
  }
}

void SqliteKeeping::scan(std::string_view sql,
                         BlobUse use,
                         const std::function<void(const BlobReference&)>& each) {
  Query query = database_.query(sql);
  while (query.step()) each({query.digest(), use, true});
}

void SqliteKeeping::scan_references(int recent_runs,
                                    const std::function<void(const BlobReference&)>& each) {
  scan("SELECT blob FROM rendering", BlobUse::rendering, each);
  scan("SELECT mask FROM rendering WHERE mask IS NOT NULL", BlobUse::mask, each);
  scan("SELECT blob FROM publish_item", BlobUse::asset, each);
  scan("SELECT exchange FROM attempt WHERE exchange IS NOT NULL", BlobUse::turn, each);
  scan("SELECT spec FROM job_revision WHERE length(spec) = 32", BlobUse::input, each);
  const auto scan_assets = [&](const std::string& sql, BlobUse use) {
    Query query = database_.query(sql);
    query.bind(recent_runs);
    while (query.step()) {
      const bool kept = query.integer() != 0;
      each({query.digest(), use, kept});
    }
  };
  scan_assets("SELECT " + std::string(kKeptAsset) + ", s.blob FROM asset s", BlobUse::asset);
  scan_assets("SELECT v.is_current AND " + std::string(kKeptAsset) +
                  ", v.evidence FROM verdict v JOIN asset s ON s.id = v.asset"
                  " WHERE v.evidence IS NOT NULL",
              BlobUse::evidence);
  scan("SELECT evidence FROM judgement WHERE evidence IS NOT NULL", BlobUse::evidence, each);
  // What an asset was finished from is kept even where its attempt is not on record.
  scan("SELECT rendering FROM asset", BlobUse::rendering, each);
  scan("SELECT blob FROM asset_input WHERE role = 'mask'", BlobUse::mask, each);
  scan("SELECT blob FROM asset_input WHERE role NOT IN ('source', 'mask')", BlobUse::input, each);
  scan_inputs(each);
  scan_turns(each);
}

void SqliteKeeping::scan_inputs(const std::function<void(const BlobReference&)>& each) {
  Query query = database_.query(
      "SELECT key_fields FROM task t WHERE EXISTS"
      " (SELECT 1 FROM attempt a WHERE a.render_key = t.render_key AND a.state IN ('settled', "
      "'sent'))");
  const auto needs = [&](const util::Digest& digest, BlobUse use) { each({digest, use, true}); };
  while (query.step()) {
    const util::Fields fields = unpack_fields(database_, query.view());
    const auto request = domain::request_from_fields(fields);
    if (!request) {
      digests_in(fields, [&](const util::Digest& digest) { needs(digest, BlobUse::input); });
      continue;
    }
    for (const domain::Source& source : request->sources) needs(source.digest, BlobUse::input);
    for (const domain::EarlierTurn& turn : request->earlier) {
      needs(turn.answer, BlobUse::turn);
      for (const domain::Source& source : turn.sources) needs(source.digest, BlobUse::input);
    }
  }
}

void SqliteKeeping::scan_turns(const std::function<void(const BlobReference&)>& each) {
  Query query = database_.query("SELECT facts FROM attempt WHERE facts LIKE '%\"turn_sha256\"%'");
  while (query.step()) {
    const util::Fields facts = read_fields(query.view());
    const auto hex = util::find(facts, "turn_sha256");
    const auto digest = hex ? util::Digest::from_hex(*hex) : std::nullopt;
    if (digest) each({*digest, BlobUse::turn, true});
  }
}

std::string SqliteKeeping::needed_by(const util::Digest& blob) {
  constexpr const char* kWays[] = {
      "SELECT d.shot || ' for ' || d.profile FROM asset s JOIN delivery d ON d.asset = s.id"
      " WHERE s.blob = ?1 ORDER BY d.id LIMIT 1",
      "SELECT d.shot || ' for ' || d.profile FROM rendering r JOIN attempt a ON a.id = r.attempt"
      " JOIN delivery d ON d.render_key = a.render_key WHERE r.blob = ?1 OR r.mask = ?1"
      " ORDER BY d.id LIMIT 1",
      "SELECT t.operation || ' of attempt ' || a.id FROM rendering r"
      " JOIN attempt a ON a.id = r.attempt JOIN task t ON t.id = a.task"
      " WHERE r.blob = ?1 OR r.mask = ?1 LIMIT 1",
      "SELECT i.path FROM input_file i WHERE i.digest = ?1 ORDER BY i.path LIMIT 1",
      "SELECT 'an earlier file of profile ' || s.profile FROM asset s WHERE s.blob = ?1 LIMIT 1"};
  for (const char* way : kWays) {
    Query query = database_.query(way);
    if (query.bind(blob).step()) return query.text();
  }
  return "";
}

std::optional<RenderingSource> SqliteKeeping::rendering_source(const util::Digest& blob) {
  // Bought first: the same bytes may have been given twice.
  Query query = database_.query(
      "SELECT t.render_key, r.blob <> ?1, t.surface <> 'studio' AS bought FROM rendering r"
      " JOIN attempt a ON a.id = r.attempt JOIN task t ON t.id = a.task"
      " WHERE r.blob = ?1 OR r.mask = ?1 ORDER BY bought DESC LIMIT 1");
  if (!query.bind(blob).step()) return std::nullopt;
  RenderingSource source;
  source.render_key = query.digest();
  source.is_mask = query.integer() != 0;
  source.bought = query.integer() != 0;
  return source;
}

std::vector<std::string> SqliteKeeping::assets_with(const util::Digest& blob) {
  Query query = database_.query("SELECT finish_key FROM asset WHERE blob = ? ORDER BY id");
  query.bind(blob);
  std::vector<std::string> ids;
  while (query.step()) ids.push_back(query.digest().hex());
  return ids;
}

std::vector<std::string> SqliteKeeping::input_paths(const util::Digest& blob) {
  Query query = database_.query("SELECT path FROM input_file WHERE digest = ? ORDER BY path");
  query.bind(blob);
  std::vector<std::string> paths;
  while (query.step()) paths.push_back(query.text());
  return paths;
}

}  // namespace vitrine::lineage

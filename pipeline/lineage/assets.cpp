#include "pipeline/lineage/sqlite_lineage.hpp"
#include "pipeline/lineage/texts.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>

namespace vitrine::lineage {
namespace {

#define SELECT_ASSETS                                                                         \
  "SELECT a.finish_key, a.rendering,"                                                         \
  " (SELECT blob FROM asset_input i WHERE i.asset = a.id AND i.role = 'mask'), a.render_key," \
  " a.blob, a.size, a.width, a.height, t.content, a.codec_versions, a.product_pixels,"        \
  " a.background_generated, a.facts, a.created FROM asset a JOIN text t ON t.digest = a.recipe "

constexpr std::size_t kShortestPrefix = 4;

/// The first or last digest that begins with these digits; nothing if they are no hex digits.
std::optional<util::Digest> bound(const std::string& prefix, char filler) {
  std::string hex = prefix;
  hex.resize(64, filler);
  return util::Digest::from_hex(hex);
}

util::Digest id_digest(const std::string& id) {
  if (const auto digest = util::Digest::from_hex(id)) return *digest;
  throw Failure("\"" + id + "\" is no asset's id: that has 64 hex digits");
}

/// What the verdict is about and how it was reached: the same question again has the same key.
util::Digest check_key(const std::string& asset, const domain::Verdict& verdict) {
  return util::key_of("check/1", {{"asset", asset},
                                  {"check", verdict.check},
                                  {"version", std::to_string(verdict.version)},
                                  {"severity", std::string(domain::to_text(verdict.severity))},
                                  {"limit", util::number_text(verdict.limit)}});
}

domain::Recipe read_recipe(std::string_view json) {
  auto recipe = domain::recipe_from_fields(read_fields(json));
  if (!recipe) throw Failure("the lineage database: " + recipe.error().message);
  return *std::move(recipe);
}

AssetRecord read_asset(Query& row) {
  AssetRecord record;
  record.id = row.digest().hex();
  record.rendering = row.digest();
  record.rendering_mask = row.maybe_digest();
  record.render_key = row.digest();
  record.blob = row.digest();
  record.size = row.integer();
  record.pixels.width = row.number();
  record.pixels.height = row.number();
  record.recipe = read_recipe(row.view());
  record.codec_versions = row.text();
  record.product_pixels = row.text();
  record.background_generated = row.integer() != 0;
  record.facts = read_fields(row.view());
  record.created = row.time();
  return record;
}

std::vector<AssetRecord> read_all(Query& query) {
  std::vector<AssetRecord> found;
  while (query.step()) found.push_back(read_asset(query));
  return found;
}

void put_inputs(Database& database, std::int64_t asset, const AssetRecord& record) {
  const auto put = [&](int ordinal, const util::Digest& blob, const char* role) {
    database.query("INSERT INTO asset_input (asset, ordinal, blob, role) VALUES (?, ?, ?, ?)")
        .bind(asset, ordinal, blob, role)
        .run();
  };
  put(0, record.rendering, "source");
  if (record.rendering_mask) put(1, *record.rendering_mask, "mask");
  int ordinal = 2;
  for (const domain::Repair& repair : record.recipe.repairs) {
    if (repair.source.is_zero()) continue;
    note_blob(database, repair.source, record.created);
    put(ordinal++, repair.source, "reference");
  }
}

/// Images that finishing makes; a picture of another kind has none of these names.
std::string media_type(domain::ImageFormat format) {
  return "image/" + std::string(domain::to_text(format));
}

}  // namespace

void SqliteLineage::record_finished(const Finished& finished) {
  database_.write([&] {
    const std::int64_t asset = put_asset(finished);
    put_verdicts(asset, finished);
    put_finished_delivery(finished.delivery, asset);
  });
}

std::int64_t SqliteLineage::put_asset(const Finished& finished) {
  const AssetRecord& record = finished.asset;
  const util::Digest id = id_digest(record.id);
  note_blob(database_, record.blob, record.created,
            {record.size, media_type(record.recipe.format), record.pixels});
  Query known = database_.query("SELECT id, blob FROM asset WHERE finish_key = ?");
  if (known.bind(id).step()) {
    const std::int64_t asset = known.integer();
    if (known.digest() != record.blob)
      throw Failure("asset " + id.short_hex() + " of " + finished.delivery.shot +
                    " was finished to other bytes before: what makes them changed without a new "
                    "version of " +
                    record.recipe.finisher);
    return asset;
  }
  note_blob(database_, record.rendering, record.created);
  if (record.rendering_mask) note_blob(database_, *record.rendering_mask, record.created);
  const util::Digest recipe = domain::recipe_digest(record.recipe);
  keep_text(database_, recipe, util::to_json(domain::to_fields(record.recipe)));
  database_
      .query(
          "INSERT INTO asset (finish_key, rendering, render_key, blob, size, width, height, recipe,"
          " profile, codec_versions, product_pixels, background_generated, facts, run, created)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(id, record.rendering, unless_zero(record.render_key), record.blob, record.size,
            record.pixels.width, record.pixels.height, recipe, record.recipe.profile,
            record.codec_versions, record.product_pixels, record.background_generated,
            util::to_json(record.facts), unless_empty(finished.run), record.created)
      .run();
  const std::int64_t asset = database_.connection().last_row();
  put_inputs(database_, asset, record);
  return asset;
}

void SqliteLineage::put_verdicts(std::int64_t asset, const Finished& finished) {
  database_.query("UPDATE verdict SET is_current = 0 WHERE asset = ?").bind(asset).run();
  for (const domain::Verdict& verdict : finished.verdicts)
    if (verdict.evidence) note_blob(database_, *verdict.evidence, finished.asset.created);
  put_verdicts(asset, finished.asset.id, finished.verdicts, 0);
}

void SqliteLineage::put_verdicts(std::int64_t asset,
                                 const std::string& asset_id,
                                 std::span<const domain::Verdict> verdicts,
                                 int ordinal) {
  Query put = database_.query(
      "INSERT INTO verdict (check_key, asset, ordinal, is_current, check_name, version,"
      " outcome, severity, value, threshold, unit, detail, evidence)"
      " VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (check_key) DO UPDATE SET"
      " ordinal = excluded.ordinal, is_current = 1, outcome = excluded.outcome,"
      " value = excluded.value, unit = excluded.unit, detail = excluded.detail,"
      " evidence = excluded.evidence");
  for (const domain::Verdict& verdict : verdicts)
    put.bind(check_key(asset_id, verdict), asset, ordinal++, verdict.check, verdict.version,
             verdict.outcome, verdict.severity, verdict.value, verdict.limit, verdict.unit,
             verdict.detail, verdict.evidence)
        .run();
}

void SqliteLineage::replace_verdicts(const std::string& asset,
                                     const std::string& prefix,
                                     std::span<const domain::Verdict> verdicts) {
  constexpr int kAfterOthers = 1000;
  Query known = database_.query("SELECT id FROM asset WHERE finish_key = ?");
  if (!known.bind(id_digest(asset)).step()) return;
  const std::int64_t row = known.integer();
  database_.write([&] {
    database_
        .query(
            "UPDATE verdict SET is_current = 0 WHERE asset = ? AND is_current = 1"
            " AND substr(check_name, 1, ?) = ?")
        .bind(row, static_cast<std::int64_t>(prefix.size()), prefix)
        .run();
    put_verdicts(row, asset, verdicts, kAfterOthers);
  });
}

std::optional<AssetRecord> SqliteLineage::asset(const std::string& id) {
  const auto digest = util::Digest::from_hex(id);
  if (!digest) return std::nullopt;
  Query query = database_.query(SELECT_ASSETS "WHERE a.finish_key = ?");
  if (!query.bind(*digest).step()) return std::nullopt;
  return read_asset(query);
}

std::vector<AssetRecord> SqliteLineage::assets_like(const std::string& hex_prefix) {
  const auto first = bound(hex_prefix, '0'), last = bound(hex_prefix, 'f');
  if (hex_prefix.size() < kShortestPrefix || hex_prefix.size() > 64 || !first) return {};
  Query query = database_.query(SELECT_ASSETS
                                "WHERE a.finish_key BETWEEN ?1 AND ?2"
                                " OR a.blob BETWEEN ?1 AND ?2 ORDER BY a.finish_key");
  query.bind(*first, *last);
  return read_all(query);
}

std::vector<AssetRecord> SqliteLineage::assets(const std::string& set) {
  Query query = database_.query(
      SELECT_ASSETS
      "WHERE a.id IN (SELECT d.asset FROM delivery_set s JOIN delivery d ON d.set_id = s.id"
      "   WHERE ?1 = '' OR s.name = ?1) ORDER BY a.finish_key");
  query.bind(set);
  return read_all(query);
}

#undef SELECT_ASSETS

std::vector<StoredVerdict> SqliteLineage::verdicts(const std::string& asset) {
  const auto id = util::Digest::from_hex(asset);
  if (!id) return {};
  Query query = database_.query(
      "SELECT check_key, check_name, version, outcome, severity, value, threshold, unit, detail,"
      " evidence FROM verdict WHERE asset = (SELECT id FROM asset WHERE finish_key = ?)"
      " AND is_current = 1 ORDER BY ordinal");
  query.bind(*id);
  std::vector<StoredVerdict> found;
  while (query.step()) {
    const util::Digest key = query.digest();
    found.push_back({read_verdict(query), key});
  }
  return found;
}

}  // namespace vitrine::lineage

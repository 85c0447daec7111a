#include "pipeline/lineage/sqlite_lineage.hpp"
#include "pipeline/lineage/texts.hpp"

#include <limits>
#include <optional>
#include <stdexcept>

namespace vitrine::lineage {
namespace {

/// See the table's comment. A million rows hold this: 33 bytes and a name, where JSON needs 80.
std::string pack_parts(const std::vector<Part>& parts) {
  std::string packed;
  for (const Part& part : parts) {
    if (part.name.size() > 255) throw std::logic_error("a part's name is too long: " + part.name);
    packed.push_back(static_cast<char>(part.name.size()));
    packed += part.name;
    packed.append(reinterpret_cast<const char*>(part.digest.bytes.data()),
                  part.digest.bytes.size());
  }
  return packed;
}

std::vector<Part> unpack_parts(std::string_view packed) {
  std::vector<Part> parts;
  while (!packed.empty()) {
    Part& part = parts.emplace_back();
    const std::size_t name_size = static_cast<unsigned char>(packed.front());
    const std::size_t size = 1 + name_size + part.digest.bytes.size();
    if (packed.size() < size) throw Failure("the lineage database holds a damaged list of parts");
    part.name = packed.substr(1, name_size);
    std::copy_n(packed.data() + 1 + name_size, part.digest.bytes.size(), part.digest.bytes.begin());
    packed.remove_prefix(size);
  }
  return parts;
}

#define DELIVERY_COLUMNS                                                                         \
  "SELECT s.name, d.shot, d.profile, d.sku, d.colorway, d.scene, d.view, d.path, d.compare_key," \
  " d.parts, d.render_key, d.state, a.finish_key, d.why FROM "
#define SELECT_DELIVERIES \
  DELIVERY_COLUMNS        \
  "delivery_set s"        \
  " JOIN delivery d ON d.set_id = s.id LEFT JOIN asset a ON a.id = d.asset "

DeliveryRecord read_delivery(Query& row) {
  DeliveryRecord record;
  record.set = row.text();
  record.shot = row.text();
  record.profile = row.text();
  record.sku = row.text();
  record.colorway = row.text();
  record.scene = row.text();
  record.view = row.text();
  record.path = row.text();
  record.compare_key = row.digest();
  record.parts = unpack_parts(row.view());
  record.render_key = row.digest();
  record.state = row.word<domain::DeliveryState>();
  if (const auto asset = row.maybe_digest()) record.asset = asset->hex();
  record.why = row.text();
  return record;
}

DeliveryKey read_key(Query& row) {
  DeliveryKey key{row.digest(), domain::DeliveryState::waiting};
  key.state = row.word<domain::DeliveryState>();
  key.row = row.integer();
  return key;
}

// Nothing here may need SQLite's journal of single statements (OR REPLACE, a trigger, setting a
// foreign key in the update): that copies each page once more and nearly doubles the time.
constexpr std::string_view kPutDelivery =
    "INSERT INTO delivery (set_id, shot, profile, sku, colorway, scene, view, path, compare_key,"
    " parts, render_key, state, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (set_id, shot, profile) DO UPDATE SET sku = excluded.sku,"
    " colorway = excluded.colorway, scene = excluded.scene, view = excluded.view,"
    " path = excluded.path, compare_key = excluded.compare_key, parts = excluded.parts,"
    " render_key = excluded.render_key, state = excluded.state, why = excluded.why";

}  // namespace

void SqliteLineage::put_delivery(Query& put, std::int64_t set, const DeliveryRecord& delivery) {
  const auto bind = [&]() -> Query& {
    return put.bind(set, delivery.shot, delivery.profile, delivery.sku, delivery.colorway,
                    delivery.scene, delivery.view, delivery.path, delivery.compare_key,
                    Bytes{pack_parts(delivery.parts)}, unless_zero(delivery.render_key),
                    delivery.state, delivery.why);
  };
  if (bind().run_if_unique()) return;
  // Only the path can be taken: a shot and profile that is there is updated.
  database_
      .query("DELETE FROM delivery WHERE set_id = ? AND path = ? AND (shot <> ? OR profile <> ?)")
      .bind(set, delivery.path, delivery.shot, delivery.profile)
      .run();
  bind().run();
}

void SqliteLineage::put_finished_delivery(const DeliveryRecord& delivery, std::int64_t asset) {
  const std::int64_t set = set_number(delivery.set);
  Query put = database_.query(kPutDelivery);
  put_delivery(put, set, delivery);
  database_.query("UPDATE delivery SET asset = ? WHERE set_id = ? AND shot = ? AND profile = ?")
      .bind(asset, set, delivery.shot, delivery.profile)
      .run();
}

void SqliteLineage::scan_deliveries(const std::string& set,
                                    const std::function<void(const DeliveryKey&)>& each) {
  Query query = database_.query(
      "SELECT compare_key, state, id FROM delivery INDEXED BY delivery_compare"
      " WHERE set_id = (SELECT id FROM delivery_set WHERE name = ?) ORDER BY compare_key");
  query.bind(set);
  while (query.step()) each(read_key(query));
}

std::vector<DeliveryKey> SqliteLineage::deliveries_after(const std::string& set,
                                                         const std::optional<util::Digest>& after,
                                                         int most) {
  // An empty blob comes before every key.
  Query query = database_.query(
      "SELECT compare_key, state, id FROM delivery INDEXED BY delivery_compare"
      " WHERE set_id = (SELECT id FROM delivery_set WHERE name = ?)"
      " AND compare_key > coalesce(?, x'') ORDER BY compare_key LIMIT ?");
  query.bind(set, after, most);
  std::vector<DeliveryKey> keys;
  keys.reserve(static_cast<std::size_t>(most));
  while (query.step()) keys.push_back(read_key(query));
  return keys;
}

std::int64_t SqliteLineage::count_deliveries(const std::string& set) {
  Query query = database_.query(
      "SELECT count(*) FROM delivery"
      " WHERE set_id = (SELECT id FROM delivery_set WHERE name = ?)");
  query.bind(set).step();
  return query.integer();
}

DeliveryRecord SqliteLineage::delivery(std::int64_t row) {
  Query query = database_.query(SELECT_DELIVERIES "WHERE d.id = ?");
  if (!query.bind(row).step())
    throw Failure("the lineage database has no delivery in row " + std::to_string(row));
  return read_delivery(query);
}

std::optional<DeliveryRecord> SqliteLineage::find_delivery(const std::string& set,
                                                           const std::string& shot,
                                                           const std::string& profile) {
  Query query =
      database_.query(SELECT_DELIVERIES "WHERE s.name = ? AND d.shot = ? AND d.profile = ?");
  if (!query.bind(set, shot, profile).step()) return std::nullopt;
  return read_delivery(query);
}

std::optional<util::Digest> SqliteLineage::compare_key_at(const std::string& set,
                                                          const std::string& path) {
  Query query = database_.query(
      "SELECT compare_key FROM delivery"
      " WHERE set_id = (SELECT id FROM delivery_set WHERE name = ?) AND path = ?");
  if (!query.bind(set, path).step()) return std::nullopt;
  return query.digest();
}

std::vector<DeliveryRecord> SqliteLineage::deliveries(const std::string& set) {
  Query query = database_.query(SELECT_DELIVERIES
                                "WHERE ?1 = '' OR s.name = ?1 ORDER BY d.shot, d.profile, s.name");
  query.bind(set);
  std::vector<DeliveryRecord> found;
  while (query.step()) found.push_back(read_delivery(query));
  return found;
}

std::vector<DeliveryRecord> SqliteLineage::records_after(const std::string& set,
                                                         const std::optional<DeliveryAt>& after,
                                                         int most) {
  // Along the index, so that nothing is sorted: CROSS JOIN keeps SQLite to this order.
  Query query = database_.query(DELIVERY_COLUMNS
                                "delivery d INDEXED BY delivery_shot"
                                " CROSS JOIN delivery_set s ON s.id = d.set_id"
                                " LEFT JOIN asset a ON a.id = d.asset"
                                " WHERE (d.set_id, d.shot, d.profile) > (?, ?, ?) AND d.set_id <= ?"
                                " ORDER BY d.set_id, d.shot, d.profile LIMIT ?");
  const auto number = [&](const std::string& name) -> std::int64_t {
    Query find = database_.query("SELECT id FROM delivery_set WHERE name = ?");
    return find.bind(name).step() ? find.integer() : -1;
  };
  const std::int64_t last = set.empty() ? std::numeric_limits<std::int64_t>::max() : number(set);
  if (after)
    query.bind(number(after->set), after->shot, after->profile, last, most);
  else
    query.bind(set.empty() ? std::int64_t{0} : last, "", "", last, most);
  std::vector<DeliveryRecord> found;
  while (query.step()) found.push_back(read_delivery(query));
  return found;
}

std::vector<DeliveryRecord> SqliteLineage::deliveries_of(const std::string& set,
                                                         const std::string& shot) {
  // Set by set, so that the index finds the shot: CROSS JOIN keeps SQLite to this order.
  Query query = database_.query(DELIVERY_COLUMNS
                                "delivery_set s CROSS JOIN delivery d ON d.set_id = s.id"
                                " LEFT JOIN asset a ON a.id = d.asset"
                                " WHERE (?1 = '' OR s.name = ?1) AND d.shot = ?2"
                                " ORDER BY s.name, d.profile");
  query.bind(set, shot);
  std::vector<DeliveryRecord> found;
  while (query.step()) found.push_back(read_delivery(query));
  return found;
}

std::optional<DeliveryRecord> SqliteLineage::delivery_with(const std::string& asset) {
  const auto id = util::Digest::from_hex(asset);
  if (!id) return std::nullopt;
  Query query = database_.query(DELIVERY_COLUMNS
                                "asset a CROSS JOIN delivery d ON d.asset = a.id"
                                " CROSS JOIN delivery_set s ON s.id = d.set_id"
                                " WHERE a.finish_key = ? ORDER BY d.shot, d.profile LIMIT 1");
  if (!query.bind(*id).step()) return std::nullopt;
  return read_delivery(query);
}

std::map<std::string, std::map<domain::DeliveryState, std::int64_t>> SqliteLineage::count_states(
    const std::string& set) {
  Query query = database_.query(
      "SELECT s.name, d.state, count(*) FROM delivery_set s"
      " JOIN delivery d INDEXED BY delivery_compare ON d.set_id = s.id"
      " WHERE ?1 = '' OR s.name = ?1 GROUP BY s.id, d.state");
  query.bind(set);
  std::map<std::string, std::map<domain::DeliveryState, std::int64_t>> found;
  while (query.step()) {
    std::string name = query.text();
    const auto state = query.word<domain::DeliveryState>();
    found[std::move(name)][state] = query.integer();
  }
  return found;
}

#undef SELECT_DELIVERIES
#undef DELIVERY_COLUMNS

void for_each_delivery(Lineage& lineage,
                       const std::string& set,
                       const std::function<void(DeliveryRecord&)>& each) {
  constexpr int kPiece = 512;
  std::optional<DeliveryAt> after;
  for (;;) {
    std::vector<DeliveryRecord> piece = lineage.records_after(set, after, kPiece);
    if (piece.empty()) return;
    const bool is_last = piece.size() < kPiece;
    after = DeliveryAt{piece.back().set, piece.back().shot, piece.back().profile};
    for (DeliveryRecord& delivery : piece) each(delivery);
    if (is_last) return;
  }
}

void SqliteLineage::put_deliveries(std::span<const DeliveryRecord> deliveries) {
  constexpr std::size_t kMany = 1000;
  std::optional<Connection::Roomy> roomy;
  if (deliveries.size() >= kMany) roomy.emplace(database_.connection());
  database_.write([&] {
    Query put = database_.query(kPutDelivery);
    std::string name;
    std::int64_t set = 0;
    for (const DeliveryRecord& delivery : deliveries) {
      if (set == 0 || delivery.set != name) {
        name = delivery.set;
        set = set_number(name);
      }
      put_delivery(put, set, delivery);
    }
  });
}

void SqliteLineage::remove_deliveries(
    const std::string& set, std::span<const std::pair<std::string, std::string>> shot_profile) {
  database_.write([&] {
    const std::int64_t number = set_number(set);
    Query remove =
        database_.query("DELETE FROM delivery WHERE set_id = ? AND shot = ? AND profile = ?");
    for (const auto& [shot, profile] : shot_profile) remove.bind(number, shot, profile).run();
  });
}

void SqliteLineage::put_parts(std::span<const std::pair<util::Digest, util::Fields>> parts) {
  database_.write([&] {
    for (const auto& [digest, fields] : parts) keep_text(database_, digest, util::to_json(fields));
  });
}

std::optional<util::Fields> SqliteLineage::part(const util::Digest& digest) {
  const auto kept = kept_text(database_, digest);
  if (!kept) return std::nullopt;
  return read_fields(*kept);
}

void SqliteLineage::set_delivery_state(const std::string& set,
                                       const std::string& shot,
                                       const std::string& profile,
                                       domain::DeliveryState state,
                                       const std::string& why) {
  database_.write([&] {
    const int changed =
        database_
            .query(
                "UPDATE delivery SET state = ?1, why = ?2"
                " WHERE set_id = (SELECT id FROM delivery_set WHERE name = ?3)"
                " AND shot = ?4 AND profile = ?5 AND (?1 <> 'accepted' OR asset IS NOT NULL)")
            .bind(state, why, set, shot, profile)
            .run();
    if (changed != 1)
      throw Failure(shot + " for " + profile + " cannot become " +
                    std::string(domain::to_text(state)) + ": there is no such delivery in " + set +
                    ", or nothing was finished for it");
  });
}

}  // namespace vitrine::lineage

// Files outside the store: inputs as they were hashed, and what the shop reads.
#include "pipeline/lineage/sqlite_lineage.hpp"

namespace vitrine::lineage {
namespace {

FileStamp read_stamp(Query& row) {
  FileStamp stamp;
  stamp.size = row.integer();
  stamp.mtime_ns = row.integer();
  stamp.inode = row.integer();
  return stamp;
}

#define SELECT_PUBLISHED \
  "SELECT s.name, path, blob, size, mtime_ns, inode, at, by, shot, profile FROM "
#define PUBLISHED "delivery_set s JOIN publish_item p ON p.set_id = s.id "

Published read_published(Query& row) {
  Published item;
  item.set = row.text();
  item.path = row.text();
  item.blob = row.digest();
  item.stamp = read_stamp(row);
  item.at = row.time();
  item.by = row.text();
  item.shot = row.text();
  item.profile = row.text();
  return item;
}

std::vector<Published> read_all(Query& query) {
  std::vector<Published> found;
  while (query.step()) found.push_back(read_published(query));
  return found;
}

}  // namespace

std::vector<InputFile> SqliteLineage::input_files() {
  Query query = database_.query(
      "SELECT path, size, mtime_ns, inode, digest, hashed_at FROM input_file ORDER BY path");
  std::vector<InputFile> found;
  while (query.step()) {
    InputFile& file = found.emplace_back();
    file.path = query.text();
    file.stamp = read_stamp(query);
    file.digest = query.digest();
    file.hashed_at = query.time();
  }
  return found;
}

void SqliteLineage::remember_inputs(std::span<const InputFile> files) {
  database_.write([&] {
    Query put = database_.query(
        "INSERT OR REPLACE INTO input_file (path, size, mtime_ns, inode, digest, hashed_at)"
        " VALUES (?, ?, ?, ?, ?, ?)");
    for (const InputFile& file : files)
      put.bind(file.path, file.stamp.size, file.stamp.mtime_ns, file.stamp.inode, file.digest,
               file.hashed_at)
          .run();
  });
}

void SqliteLineage::record_published(std::span<const Published> items) {
  database_.write([&] {
    Query put = database_.query(
        "INSERT INTO publish_item (set_id, path, blob, size, mtime_ns, inode, at, by, shot,"
        " profile) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " replaced = iif(blob = excluded.blob, replaced, blob), blob = excluded.blob,"
        " size = excluded.size, mtime_ns = excluded.mtime_ns, inode = excluded.inode,"
        " at = excluded.at, by = excluded.by, shot = excluded.shot, profile = excluded.profile");
    for (const Published& item : items)
      put.bind(set_number(item.set), item.path, item.blob, item.stamp.size, item.stamp.mtime_ns,
               item.stamp.inode, item.at, item.by, item.shot, item.profile)
          .run();
  });
}

void SqliteLineage::forget_published(const std::string& set, std::span<const std::string> paths) {
  database_.write([&] {
    const std::int64_t number = set_number(set);
    Query forget = database_.query("DELETE FROM publish_item WHERE set_id = ? AND path = ?");
    for (const std::string& path : paths) forget.bind(number, path).run();
  });
}

std::vector<Published> SqliteLineage::published(const std::string& set) {
  Query query = database_.query(SELECT_PUBLISHED PUBLISHED
                                "WHERE ?1 = '' OR s.name = ?1 ORDER BY s.name, path");
  query.bind(set);
  return read_all(query);
}

std::optional<Published> SqliteLineage::published_at(const std::string& set,
                                                     const std::string& path) {
  Query query = database_.query(SELECT_PUBLISHED PUBLISHED "WHERE s.name = ? AND path = ?");
  if (!query.bind(set, path).step()) return std::nullopt;
  return read_published(query);
}

std::vector<Published> SqliteLineage::published_with(const util::Digest& blob) {
  Query query = database_.query(SELECT_PUBLISHED PUBLISHED "WHERE blob = ? ORDER BY s.name, path");
  query.bind(blob);
  return read_all(query);
}

std::vector<Published> SqliteLineage::rejected_files(const std::string& set) {
  // From the reviews, which are few, and not through the set's files: CROSS JOIN keeps SQLite to
  // this order.
  Query query = database_.query(SELECT_PUBLISHED
                                "(SELECT DISTINCT asset_digest AS digest FROM review) v"
                                " CROSS JOIN publish_item p ON p.blob = v.digest"
                                " CROSS JOIN delivery_set s ON s.id = p.set_id WHERE s.name = ?"
                                " AND 'reject' = (SELECT w.decision FROM review w"
                                "   WHERE w.asset_digest = v.digest AND w.decision <> 'redo'"
                                "   ORDER BY w.id DESC LIMIT 1) ORDER BY path");
  query.bind(set);
  return read_all(query);
}

#undef SELECT_PUBLISHED
#undef PUBLISHED

std::vector<std::string> SqliteLineage::published_paths(const DeliveryAt& delivery) {
  Query query = database_.query(
      "SELECT path FROM publish_item WHERE set_id = (SELECT id FROM delivery_set WHERE name = ?)"
      " AND shot = ? AND profile = ? ORDER BY path");
  query.bind(delivery.set, delivery.shot, delivery.profile);
  std::vector<std::string> paths;
  while (query.step()) paths.push_back(query.text());
  return paths;
}

void SqliteLineage::scan_published(
    const std::string& set,
    const std::function<void(std::string_view path, const FileStamp& stamp)>& each) {
  Query query = database_.query(
      "SELECT path, size, mtime_ns, inode FROM publish_item"
      " WHERE set_id = (SELECT id FROM delivery_set WHERE name = ?) ORDER BY path");
  query.bind(set);
  while (query.step()) {
    const std::string_view path = query.view();
    const FileStamp stamp = read_stamp(query);
    each(path, stamp);
  }
}

}  // namespace vitrine::lineage

#include "pipeline/lineage/sqlite_lineage.hpp"

#include <filesystem>

namespace vitrine::lineage {

bool exists(const std::string& folder) {
  return std::filesystem::exists(store::Layout(folder).database());
}

std::unique_ptr<Lineage> Lineage::open(const std::string& folder, Access access) {
  return std::make_unique<SqliteLineage>(folder, access);
}

std::int64_t SqliteLineage::set_number(const std::string& name) {
  Query known = database_.query("SELECT id FROM delivery_set WHERE name = ?");
  if (known.bind(name).step()) return known.integer();
  database_.query("INSERT INTO delivery_set (name) VALUES (?)").bind(name).run();
  return database_.connection().last_row();
}

void note_blob(Database& database,
               const util::Digest& digest,
               util::Timestamp seen,
               const BlobFacts& facts) {
  const auto width = facts.pixels ? std::optional(facts.pixels->width) : std::nullopt;
  const auto height = facts.pixels ? std::optional(facts.pixels->height) : std::nullopt;
  database
      .query(
          "INSERT INTO blob (digest, size, media_type, width, height, first_seen)"
          " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO UPDATE SET"
          " size = coalesce(size, excluded.size),"
          " media_type = coalesce(media_type, excluded.media_type),"
          " width = coalesce(width, excluded.width), height = coalesce(height, excluded.height),"
          " first_seen = coalesce(first_seen, excluded.first_seen), gc_mark = NULL")
      .bind(digest, facts.size, facts.media_type, width, height, seen)
      .run();
}

std::optional<std::string> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

std::optional<util::Digest> unless_zero(const util::Digest& digest) {
  if (digest.is_zero()) return std::nullopt;
  return digest;
}

}  // namespace vitrine::lineage

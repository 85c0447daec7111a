#pragma once

#include "pipeline/util/clock.hpp"
#include "pipeline/util/digest.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::store {

/// Spells every file name below a project's store folder (".vitrine"). The names are persisted: one
/// that has had a meaning never gets another. Nothing here touches the disk but `establish`.
class Layout {
 public:
  explicit Layout(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path layout_file() const;
  std::filesystem::path blobs() const;
  std::filesystem::path shard(std::uint8_t first_byte) const;    ///< blobs/sha256/ab
  std::filesystem::path blob(const util::Digest& digest) const;  ///< blobs/sha256/ab/ab12…
  std::filesystem::path rehearsals() const;  ///< each with a whole store of its own
  std::filesystem::path comparisons() const;
  /// Which pair of a blind comparison is whose.
  std::filesystem::path comparison(std::string_view id) const;
  std::filesystem::path spool() const;
  std::filesystem::path part(std::string_view attempt) const;      ///< a response while it arrives
  std::filesystem::path response(std::string_view attempt) const;  ///< complete, not yet settled
  std::filesystem::path quarantine(util::Date day) const;
  std::filesystem::path database() const;
  std::filesystem::path database_copy(int version) const;  ///< set aside before a migration from it
  std::filesystem::path lineage_lock() const;              ///< held by whoever writes the database
  std::filesystem::path sender_lock() const;               ///< held by whoever runs a plan
  std::filesystem::path keeping_lock() const;  ///< held while bytes are collected or backed up

 private:
  std::filesystem::path folder_;
};

/// Whether any blob lies there: whoever stored it had a database first.
bool holds_blobs(const Layout& layout);

/// Why this program cannot use a store whose layout.json says that; empty: it can.
std::string objection_to(const Layout& layout, const std::string& description);

/// What `establish` would make.
std::vector<std::filesystem::path> missing_parts(const Layout& layout);

/// Makes what is missing: the folders, all 256 shards (so that no later put has to make one
/// durable) and layout.json. Throws std::system_error if the disk will not have it, and
/// std::runtime_error if layout.json describes another layout than ours.
void establish(const Layout& layout);

}  // namespace vitrine::store

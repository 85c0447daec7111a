#pragma once

#include "pipeline/store/layout.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// What lies in a store, as files: for those who look after it. A disk that will not have it throws
/// std::system_error.
namespace vitrine::store {

struct StoredFile {
  std::filesystem::path path;
  std::optional<util::Digest> digest;  ///< what a blob is named after; nothing: no blob's name
  std::int64_t size = 0;
  util::Timestamp modified;
};

/// Every entry of the shards, in no order; folders and links have no digest. One that goes while
/// we look is left out.
void scan_blobs(const Layout& layout, const std::function<void(const StoredFile&)>& each);

/// Every plain file of the spool.
std::vector<StoredFile> spool_files(const Layout& layout);

/// Whether the name is one that an unfinished durable write uses, and if so by which process.
std::optional<int> writer_of_temporary(const std::filesystem::path& file);

/// Whether that process is there; also if it is somebody else's, or another one by now.
bool is_alive(int process);

/// Moves a file out of the way, durably, below the quarantine of that day; returns where it lies.
/// An older one of that name stays.
std::filesystem::path move_to_quarantine(const Layout& layout,
                                         const std::filesystem::path& file,
                                         util::Date day);

/// Removes a file, durably. One that is gone is fine.
void remove_durably(const std::filesystem::path& file);

}  // namespace vitrine::store

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

/// The folder the shop reads: whole files that may be rebuilt from the store at will. A disk that
/// will not have it throws std::system_error.
namespace vitrine::store {

/// What a file looks like from outside. Equal to the recorded one: nobody touched the file.
struct Stamp {
  std::int64_t size = 0;
  std::int64_t mtime_ns = 0;
  std::int64_t inode = 0;
  friend bool operator==(const Stamp&, const Stamp&) = default;
};

/// Puts `bytes` at `path`, making folders on the way. Durable when it returns; a reader sees the
/// old file or the new one, never half of one. The stamp is the file's as it was left.
Stamp publish(const std::string& path, std::string_view bytes);

/// Takes the file away, durably. One that is already gone is fine.
void remove_published(const std::string& path);

/// Takes away what processes that are gone left half written below `folder` while they published:
/// a shop that copies the folder would copy it. To be called before this process publishes there:
/// a file of its own number is an older process's, as numbers come again. Links are not followed,
/// and folders that may not be read are passed by. Returns how many there were.
int remove_cut_short(const std::string& folder);

/// Compares recorded files with the disk one by one: no list of a million of them is ever held.
/// Quick when those of one folder are asked for in a row.
class PublishedFiles {
 public:
  explicit PublishedFiles(const std::string& folder);  ///< no such folder: no files
  ~PublishedFiles();
  PublishedFiles(const PublishedFiles&) = delete;
  PublishedFiles& operator=(const PublishedFiles&) = delete;

  /// The stamp of the plain file at `path`, relative to the folder, with '/'; nothing if there is
  /// none. Links below the folder are not followed.
  std::optional<Stamp> find(std::string_view path);

 private:
  int enter(std::string_view inner);

  std::string folder_;
  int root_ = -1;      ///< open folders; -1: not there
  std::string inner_;  ///< the folder asked about last, relative, with a '/' at its end
  int inner_fd_ = -1;
};

/// Path relative to the listed folder, with '/' → stamp.
using Listing = std::unordered_map<std::string, Stamp>;

/// Every plain file below `folder` by one walk. Links are neither followed nor listed. No such
/// folder: empty.
Listing listing(const std::string& folder);

}  // namespace vitrine::store

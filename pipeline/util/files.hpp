#pragma once

#include "pipeline/util/fault_points.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace vitrine::util {

/// The whole file. not_found if it does not exist or is no plain file; bad_spec past `most` bytes.
Result<std::string> read_file(const std::filesystem::path& path,
                              std::uintmax_t most = std::uintmax_t{1} << 31);

/// Whether there is nothing in it but zeros, as in a file that room was made for. False where it
/// cannot be read.
bool holds_only_zeros(const std::filesystem::path& path);

struct WriteOptions {
  unsigned mode = 0644;     ///< permission bits of the finished file
  bool sync_folder = true;  ///< false: the caller syncs the folder once for several files
};
/// Temporary file in the same folder, write, fsync, rename, fsync of the folder: after it returns
/// the bytes survive a power cut, and nobody ever sees half a file. Throws std::system_error if
/// the disk will not have it; a failed fsync is never tried again on the same descriptor.
void write_file_durably(const std::filesystem::path& path,
                        std::string_view bytes,
                        const WriteOptions& options = {});

/// A file written piece by piece whose name is known only at its end. Until `commit` it lies under
/// a temporary name in `folder` and goes with the object.
class GrowingFile {
 public:
  explicit GrowingFile(const std::filesystem::path& folder);
  ~GrowingFile();
  GrowingFile(const GrowingFile&) = delete;
  GrowingFile& operator=(const GrowingFile&) = delete;

  void write(std::string_view piece);
  /// As write_file_durably ends: mode, fsync, rename to `path`, fsync of its folder.
  void commit(const std::filesystem::path& path, unsigned mode);

 private:
  std::filesystem::path temporary_;
  int fd_;
};

/// Makes a folder and those above it, as far as they are missing: a new one survives a power cut
/// only once its parent has been synced. Throws std::system_error.
void make_folders_durably(const std::filesystem::path& folder);

/// Makes the bytes of an open file durable. Throws std::system_error; not to be tried again on the
/// same descriptor. `place` is the caller's own, see fault_points.hpp.
void sync_file(int fd, const std::filesystem::path& path, Safeguard place);
/// Makes the bytes of a file durable that somebody else has written. Throws std::system_error.
void sync_file(const std::filesystem::path& file, Safeguard place = Safeguard::none);

/// Makes renames, links and removals in `folder` durable. Throws std::system_error.
void sync_folder(const std::filesystem::path& folder, Safeguard place = Safeguard::none);

}  // namespace vitrine::util

#include "pipeline/util/files.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace vitrine::util {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  /// Some file systems report a failed write only here.
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

[[noreturn]] void fail(const char* doing, const std::filesystem::path& path) {
  throw std::system_error(errno, std::generic_category(), std::string(doing) + " " + path.string());
}

void write_all(int fd, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail("writing", path);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

/// A new file beside `path`, opened for writing; `temporary` becomes its name. One left behind by a
/// killed process may have had our number: in a container every night's process can be the same.
int create_beside(const std::filesystem::path& path, std::filesystem::path& temporary) {
  static std::atomic<unsigned> counter{0};
  int fd = -1;
  do {
    temporary =
        path.parent_path() / ("." + path.filename().string() + "." + std::to_string(::getpid()) +
                              "." + std::to_string(counter++) + ".tmp");
    fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  } while (fd < 0 && errno == EEXIST);
  if (fd < 0) fail("creating", temporary);
  return fd;
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::uintmax_t most) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info {};
  if (file.get() < 0 || ::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
    return Error{ErrorKind::not_found, "no file " + path.string()};
  if (static_cast<std::uintmax_t>(info.st_size) > most)
    return Error{ErrorKind::bad_spec,
                 path.string() + " is larger than " + std::to_string(most) + " bytes"};
  std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t n = ::read(file.get(), bytes.data() + have, bytes.size() - have);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("reading", path);
    if (n == 0) break;  // it shrank meanwhile
    have += static_cast<std::size_t>(n);
  }
  bytes.resize(have);
  return bytes;
}

bool holds_only_zeros(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return false;
  std::array<char, 65536> piece;
  // Room that was never written to is a hole: it need not be read to know that it is zeros.
  for (off_t at = 0; (at = ::lseek(file.get(), at, SEEK_DATA)) >= 0;) {
    const ssize_t n = ::pread(file.get(), piece.data(), piece.size(), at);
    if (n <= 0) return n == 0;
    if (std::any_of(piece.begin(), piece.begin() + n, [](char c) { return c != '\0'; }))
      return false;
    at += n;
  }
  return errno == ENXIO;  // nothing but holes from there on
}

void write_file_durably(const std::filesystem::path& path,
                        std::string_view bytes,
                        const WriteOptions& options) {
  std::filesystem::path temporary;
  Descriptor file(create_beside(path, temporary));
  try {
    write_all(file.get(), bytes, temporary);
    if (::fchmod(file.get(), options.mode) != 0) fail("setting the mode of", temporary);
    sync_file(file.get(), temporary, Safeguard::written_file);
    if (!file.close()) fail("closing", temporary);
    if (::rename(temporary.c_str(), path.c_str()) != 0) fail("renaming to", path);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  if (options.sync_folder) sync_folder(path.parent_path(), Safeguard::written_file_folder);
}

GrowingFile::GrowingFile(const std::filesystem::path& folder)
    : fd_(create_beside(folder / "growing", temporary_)) {}

GrowingFile::~GrowingFile() {
  if (fd_ >= 0) ::close(fd_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void GrowingFile::write(std::string_view piece) { write_all(fd_, piece, temporary_); }

void GrowingFile::commit(const std::filesystem::path& path, unsigned mode) {
  if (::fchmod(fd_, mode) != 0) fail("setting the mode of", temporary_);
  sync_file(fd_, temporary_, Safeguard::growing_file);
  if (::close(std::exchange(fd_, -1)) != 0) fail("closing", temporary_);
  if (::rename(temporary_.c_str(), path.c_str()) != 0) fail("renaming to", path);
  temporary_.clear();
  sync_folder(path.parent_path(), Safeguard::growing_file_folder);
}

void sync_file(int fd, const std::filesystem::path& path, Safeguard place) {
  if (is_left_out(place)) return;
  if (::fsync(fd) != 0) fail("syncing", path);
}

void make_folders_durably(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> missing;
  for (auto at = folder; !at.empty() && !std::filesystem::exists(at); at = at.parent_path())
    missing.push_back(at);
  std::filesystem::create_directories(folder);
  for (const auto& made : missing) sync_folder(made.parent_path(), Safeguard::made_folder);
}

void sync_file(const std::filesystem::path& file, Safeguard place) {
  Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (opened.get() < 0) fail("opening", file);
  sync_file(opened.get(), file, place);
}

void sync_folder(const std::filesystem::path& folder, Safeguard place) {
  if (is_left_out(place)) return;
  Descriptor opened(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0) fail("opening", folder);
  if (::fsync(opened.get()) != 0) fail("syncing", folder);
}

}  // namespace vitrine::util

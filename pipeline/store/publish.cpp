#include "pipeline/store/publish.hpp"

#include "pipeline/store/inventory.hpp"
#include "pipeline/util/files.hpp"

#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace vitrine::store {
namespace {

[[noreturn]] void fail(const char* doing, const std::string& what) {
  throw std::system_error(errno, std::generic_category(), std::string(doing) + " " + what);
}

Stamp stamp_of(const struct stat& info) {
  return {static_cast<std::int64_t>(info.st_size),
          static_cast<std::int64_t>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec,
          static_cast<std::int64_t>(info.st_ino)};
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

Folder open_folder(int parent, const char* name) {
  const int fd = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return nullptr;
  Folder folder(::fdopendir(fd));
  if (!folder) ::close(fd);
  return folder;
}

bool is_self_or_parent(std::string_view name) { return name == "." || name == ".."; }

/// Names are looked up from the open folder: the kernel need not walk the whole path for each.
void list_below(DIR* folder, const std::string& prefix, Listing& found) {
  const int fd = ::dirfd(folder);
  errno = 0;
  while (const dirent* entry = ::readdir(folder)) {
    if (is_self_or_parent(entry->d_name)) continue;
    struct stat info {};
    if (::fstatat(fd, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno != ENOENT) fail("looking at", prefix + entry->d_name);
      errno = 0;  // taken away while we walked: not there
      continue;
    }
    if (S_ISREG(info.st_mode)) {
      found.emplace(prefix + entry->d_name, stamp_of(info));
    } else if (S_ISDIR(info.st_mode)) {
      const Folder inner = open_folder(fd, entry->d_name);
      if (!inner) fail("opening", prefix + entry->d_name);
      list_below(inner.get(), prefix + entry->d_name + "/", found);
    }
    errno = 0;
  }
  if (errno != 0) fail("listing", prefix);
}

}  // namespace

Stamp publish(const std::string& path, std::string_view bytes) {
  const std::filesystem::path file(path);
  util::make_folders_durably(file.parent_path());
  util::write_file_durably(file, bytes);
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) fail("looking at", path);
  return stamp_of(info);
}

void remove_published(const std::string& path) {
  if (::unlink(path.c_str()) == 0)
    util::sync_folder(std::filesystem::path(path).parent_path(), util::Safeguard::removed_file);
  else if (errno != ENOENT && errno != ENOTDIR)
    fail("removing", path);
}

int remove_cut_short(const std::string& folder) {
  namespace fs = std::filesystem;
  if (!fs::exists(folder)) return 0;
  std::vector<fs::path> left;
  const auto passing_by = fs::directory_options::skip_permission_denied;
  for (const auto& entry : fs::recursive_directory_iterator(folder, passing_by)) {
    const std::optional<int> writer = writer_of_temporary(entry.path());
    if (writer && (*writer == ::getpid() || !is_alive(*writer)) && !entry.is_symlink() &&
        entry.is_regular_file())
      left.push_back(entry.path());
  }
  for (const fs::path& file : left) remove_published(file.string());
  return static_cast<int>(left.size());
}

PublishedFiles::PublishedFiles(const std::string& folder) : folder_(folder) {
  // The folder itself may be a link: a shop's web root often is.
  root_ = ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (root_ < 0 && errno != ENOENT) fail("opening", folder);
}

PublishedFiles::~PublishedFiles() {
  if (inner_fd_ >= 0) ::close(inner_fd_);
  if (root_ >= 0) ::close(root_);
}

/// The folder `inner`, opened step by step so that no link is followed; -1 if it is not there.
int PublishedFiles::enter(std::string_view inner) {
  if (inner.empty()) return root_;
  if (inner == inner_) return inner_fd_;
  inner_ = inner;
  if (inner_fd_ >= 0) ::close(inner_fd_);
  inner_fd_ = -1;
  int at = root_;
  for (std::size_t begin = 0; begin < inner.size() && at >= 0;) {
    const std::size_t end = inner.find('/', begin);
    const std::string name(inner.substr(begin, end - begin));
    const int next = ::openat(at, name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    const int error = errno;
    if (at != root_) ::close(at);
    errno = error;
    if (next < 0 && errno != ENOENT && errno != ENOTDIR && errno != ELOOP)
      fail("opening", folder_ + "/" + inner_);
    at = next;
    begin = end + 1;
  }
  return inner_fd_ = at;
}

std::optional<Stamp> PublishedFiles::find(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  const std::size_t begin = slash == std::string_view::npos ? 0 : slash + 1;
  const int folder = enter(path.substr(0, begin));
  if (folder < 0) return std::nullopt;
  const std::string name(path.substr(begin));
  struct stat info {};
  if (::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno != ENOENT) fail("looking at", folder_ + "/" + std::string(path));
    return std::nullopt;
  }
  if (!S_ISREG(info.st_mode)) return std::nullopt;
  return stamp_of(info);
}

Listing listing(const std::string& folder) {
  Listing found;
  // The folder itself may be a link: a shop's web root often is.
  const Folder opened(::opendir(folder.c_str()));
  if (opened)
    list_below(opened.get(), "", found);
  else if (errno != ENOENT)
    fail("opening", folder);
  return found;
}

}  // namespace vitrine::store

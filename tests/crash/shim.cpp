// Loaded before the C library (LD_PRELOAD): writes down what the program does to the files below a
// folder, stops it at a chosen call, and lets calls fail as a bad disk or a full one would.
//   VITRINE_SHIM_ROOT=/shop           below it
//   VITRINE_SHIM_JOURNAL=FILE         what was done (journal.hpp); nothing is really synced then
//   VITRINE_SHIM_STOP=N               kill -9 instead of the N-th call that is written down
//   VITRINE_SHIM_STOP_AFTER=rename:/blobs/:N    or right after the N-th of a kind and path
//   VITRINE_SHIM_FAIL=fsync:N:5       the N-th call of a kind fails with that errno
//   VITRINE_SHIM_SHORT=N              every N-th write takes half of what it is given
//   VITRINE_SHIM_QUOTA=BYTES          no more room than that for what is new
//   VITRINE_SHIM_CLOCK=N              the time of day leaps by a day, to and fro, with every N-th
//   look
// Not caught, because nothing here uses them on these files: stdio, dup, copy_file_range, and
// memory mapped for writing (SQLite's -shm, which is no durable state).
#include "tests/crash/journal.hpp"

#include <climits>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <map>
#include <mutex>
#include <string>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include <utility>

using vitrine::test::Act;
using vitrine::test::ActHeader;

namespace {

template <class F>
F* real(const char* name) {
  return reinterpret_cast<F*>(::dlsym(RTLD_NEXT, name));
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// "kind:rest", of which the last number is how often.
struct Wish {
  std::string kind, path;
  long time = 0;
  int error = 0;
};

bool ends_with(const std::string& text, const char* end) {
  const std::size_t size = std::strlen(end);
  return text.size() >= size && text.compare(text.size() - size, size, end) == 0;
}

class Shim {
 public:
  Shim() : root_(variable("VITRINE_SHIM_ROOT")), journal_file_(variable("VITRINE_SHIM_JOURNAL")) {
    stop_ = std::atol(variable("VITRINE_SHIM_STOP").c_str());
    short_ = std::atol(variable("VITRINE_SHIM_SHORT").c_str());
    const std::string quota = variable("VITRINE_SHIM_QUOTA");
    quota_ = quota.empty() ? -1 : std::atoll(quota.c_str());
    const std::string after = variable("VITRINE_SHIM_STOP_AFTER");
    if (const std::size_t a = after.find(':'), b = after.rfind(':'); a != b)
      stop_after_ = {after.substr(0, a), after.substr(a + 1, b - a - 1),
                     std::atol(after.c_str() + b + 1), 0};
    const std::string fail = variable("VITRINE_SHIM_FAIL");
    if (const std::size_t a = fail.find(':'), b = fail.rfind(':'); a != b)
      fail_ = {fail.substr(0, a), "", std::atol(fail.c_str() + a + 1),
               std::atoi(fail.c_str() + b + 1)};
    if (!journal_file_.empty())
      journal_ = real<int(const char*, int, ...)>("open")(
          journal_file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }

  std::recursive_mutex mutex;

  bool watches(const std::string& path) const {
    return !root_.empty() && path.compare(0, root_.size(), root_) == 0 &&
           (path.size() == root_.size() || path[root_.size()] == '/') && !ends_with(path, "-shm");
  }
  bool journals() const { return journal_ >= 0; }

  /// Before a call of this kind is made. An errno if it is to fail instead.
  int before(const char* kind) {
    if (fail_.kind == kind && ++fail_seen_ == fail_.time) return fail_.error;
    return 0;
  }
  bool is_short() { return short_ > 0 && ++writes_ % short_ == 0; }

  /// Takes room for growth, or gives some back. False: the disk is full.
  bool take_room(long long bytes) {
    if (quota_ < 0) return true;
    if (bytes > quota_) return false;
    quota_ -= bytes;
    return true;
  }

  /// To be called with what is about to be done: this may be the end.
  void about_to() {
    if (stop_ > 0 && ++calls_ == stop_) die();
    if (stop_ <= 0) ++calls_;
  }
  void note(Act act,
            const std::string& path,
            std::uint64_t file,
            std::int64_t offset,
            const void* bytes,
            std::size_t size) {
    if (journals()) {
      ActHeader header{act, static_cast<std::uint32_t>(path.size()), file, offset, size};
      iovec pieces[3] = {{&header, sizeof header},
                         {const_cast<char*>(path.data()), path.size()},
                         {const_cast<void*>(bytes), size}};
      real<ssize_t(int, const iovec*, int)>("writev")(journal_, pieces, 3);
    }
  }
  void done(const char* kind, const std::string& path) {
    if (stop_after_.kind == kind && path.find(stop_after_.path) != std::string::npos &&
        ++stop_after_seen_ == stop_after_.time)
      die();
  }

  /// The number of the file behind an open descriptor; 0: not watched.
  std::uint64_t file_of(int fd) const {
    const auto found = open_.find(fd);
    return found == open_.end() ? 0 : found->second;
  }
  void opened(int fd, const std::string& path, bool is_new) {
    struct stat info {};
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) return;
    std::uint64_t& number = numbers_[{info.st_dev, info.st_ino}];
    const bool first = number == 0;
    if (is_new || first) number = ++last_;
    open_[fd] = number;
    if (is_new || first)
      note(is_new ? Act::made_file : Act::known_file, path, number, 0, nullptr, 0);
  }
  void closed(int fd) { open_.erase(fd); }

 private:
  [[noreturn]] void die() {
    ::kill(::getpid(), SIGKILL);
    for (;;) ::pause();
  }

  std::string root_, journal_file_;
  int journal_ = -1;
  long stop_ = 0, short_ = 0, calls_ = 0, writes_ = 0, fail_seen_ = 0, stop_after_seen_ = 0;
  long long quota_ = -1;
  Wish stop_after_, fail_;
  std::map<std::pair<dev_t, ino_t>, std::uint64_t> numbers_;
  std::map<int, std::uint64_t> open_;
  std::uint64_t last_ = 0;
};

Shim& shim() {
  static Shim& only = *new Shim;  // outlives every destructor that still writes
  return only;
}

/// Absolute, with links followed but for the last name.
std::string absolute(int folder, const char* path) {
  const std::string text = path;
  const std::size_t slash = text.rfind('/');
  const std::string name = slash == std::string::npos ? text : text.substr(slash + 1);
  std::string parent = slash == std::string::npos ? "." : slash == 0 ? "/" : text.substr(0, slash);
  if (folder != AT_FDCWD && path[0] != '/')
    parent = "/proc/self/fd/" + std::to_string(folder) + "/" + parent;
  char resolved[PATH_MAX];
  if (::realpath(parent.c_str(), resolved) == nullptr) return text;
  return std::string(resolved) + "/" + name;
}

std::string path_of(int fd) {
  char target[PATH_MAX];
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  const ssize_t size = ::readlink(link.c_str(), target, sizeof target);
  return size < 0 ? "" : std::string(target, static_cast<std::size_t>(size));
}

long long size_of(int fd) {
  struct stat info {};
  return ::fstat(fd, &info) == 0 ? info.st_size : 0;
}

int failed(int error) {
  errno = error;
  return -1;
}

int open_watched(int folder, const char* path, int flags, mode_t mode) {
  static const auto next = real<int(int, const char*, int, ...)>("openat");
  const bool writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT) != 0;
  if (!writes || (flags & O_PATH) != 0) return next(folder, path, flags, mode);
  Shim& s = shim();
  const std::lock_guard lock(s.mutex);
  const std::string full = absolute(folder, path);
  if (!s.watches(full)) return next(folder, path, flags, mode);
  const bool is_new = (flags & O_CREAT) != 0 && ::access(full.c_str(), F_OK) != 0;
  if (is_new) {
    s.about_to();
    if (const int error = s.before("create")) return failed(error);
  }
  const int fd = next(folder, path, flags, mode);
  if (fd >= 0) s.opened(fd, full, is_new);
  return fd;
}

/// `size` bytes at `offset` (-1: where the descriptor stands).
template <class Call>
ssize_t write_watched(int fd, const void* bytes, std::size_t size, long long offset, Call call) {
  Shim& s = shim();
  const std::lock_guard lock(s.mutex);
  const std::uint64_t file = s.file_of(fd);
  if (file == 0) return call(size);
  s.about_to();
  if (const int error = s.before("write")) return failed(error);
  const bool appends = offset < 0 && (::fcntl(fd, F_GETFL) & O_APPEND) != 0;
  const long long at = offset >= 0 ? offset : appends ? size_of(fd) : ::lseek(fd, 0, SEEK_CUR);
  if (s.is_short() && size > 1) size /= 2;
  const long long grown = std::max<long long>(0, at + static_cast<long long>(size) - size_of(fd));
  if (!s.take_room(grown)) return failed(ENOSPC);
  const ssize_t written = call(size);
  if (written > 0) s.note(Act::wrote, "", file, at, bytes, static_cast<std::size_t>(written));
  s.done("write", path_of(fd));
  return written;
}

int resize_watched(int fd, long long size, Act act, const char* kind, int (*call)(int, long long)) {
  Shim& s = shim();
  const std::lock_guard lock(s.mutex);
  const std::uint64_t file = s.file_of(fd);
  if (file == 0) return call(fd, size);
  s.about_to();
  if (const int error = s.before(kind)) return failed(error);
  const long long before = size_of(fd);
  if (!s.take_room(act == Act::made_room ? std::max<long long>(0, size - before) : size - before))
    return failed(ENOSPC);
  const int result = call(fd, size);
  if (result == 0) s.note(act, "", file, size, nullptr, 0);
  return result;
}

int sync_watched(int fd, int (*call)(int)) {
  Shim& s = shim();
  const std::lock_guard lock(s.mutex);
  const std::string path = path_of(fd);
  if (!s.watches(path)) return call(fd);
  s.about_to();
  if (const int error = s.before("fsync")) return failed(error);
  const int result = s.journals() ? 0 : call(fd);
  if (result != 0) return result;
  if (const std::uint64_t file = s.file_of(fd))
    s.note(Act::synced_file, "", file, 0, nullptr, 0);
  else
    s.note(Act::synced_folder, path, 0, 0, nullptr, 0);
  s.done("fsync", path);
  return 0;
}

int rename_watched(const std::string& from,
                   const std::string& to,
                   int (*call)(const char*, const char*)) {
  Shim& s = shim();
  const std::lock_guard lock(s.mutex);
  if (!s.watches(to)) return call(from.c_str(), to.c_str());
  s.about_to();
  if (const int error = s.before("rename")) return failed(error);
  const int result = call(from.c_str(), to.c_str());
  if (result == 0) {
    s.note(Act::renamed, from, 0, 0, to.data(), to.size());
    s.done("rename", to);
  }
  return result;
}

template <class Call>
int remove_watched(const std::string& path, Call call) {
  Shim& s = shim();
  const std::lock_guard lock(s.mutex);
  if (!s.watches(path)) return call();
  s.about_to();
  if (const int error = s.before("unlink")) return failed(error);
  struct stat info {};
  const bool known = ::lstat(path.c_str(), &info) == 0;
  const int result = call();
  if (result != 0) return result;
  if (known && S_ISREG(info.st_mode) && info.st_nlink == 1) s.take_room(-info.st_size);
  s.note(Act::removed, path, 0, 0, nullptr, 0);
  return 0;
}

}  // namespace

extern "C" {

int openat(int folder, const char* path, int flags, ...) {
  mode_t mode = 0;
  if ((flags & (O_CREAT | O_TMPFILE)) != 0) {
    va_list more;
    va_start(more, flags);
    mode = static_cast<mode_t>(va_arg(more, int));
    va_end(more);
  }
  return open_watched(folder, path, flags, mode);
}
int open(const char* path, int flags, ...) {
  mode_t mode = 0;
  if ((flags & (O_CREAT | O_TMPFILE)) != 0) {
    va_list more;
    va_start(more, flags);
    mode = static_cast<mode_t>(va_arg(more, int));
    va_end(more);
  }
  return open_watched(AT_FDCWD, path, flags, mode);
}
int openat64(int folder, const char* path, int flags, ...) __attribute__((alias("openat")));
int open64(const char* path, int flags, ...) __attribute__((alias("open")));

int close(int fd) {
  static const auto next = real<int(int)>("close");
  Shim& s = shim();
  const std::lock_guard lock(s.mutex);
  s.closed(fd);
  return next(fd);
}

ssize_t write(int fd, const void* bytes, std::size_t size) {
  static const auto next = real<ssize_t(int, const void*, std::size_t)>("write");
  return write_watched(fd, bytes, size, -1, [=](std::size_t n) { return next(fd, bytes, n); });
}
ssize_t pwrite(int fd, const void* bytes, std::size_t size, off_t offset) {
  static const auto next = real<ssize_t(int, const void*, std::size_t, off_t)>("pwrite");
  return write_watched(fd, bytes, size, offset,
                       [=](std::size_t n) { return next(fd, bytes, n, offset); });
}
ssize_t pwrite64(int fd, const void* bytes, std::size_t size, off_t offset)
    __attribute__((alias("pwrite")));
ssize_t writev(int fd, const iovec* pieces, int count) {
  static const auto next = real<ssize_t(int, const iovec*, int)>("writev");
  {
    const std::lock_guard lock(shim().mutex);
    if (shim().file_of(fd) == 0) return next(fd, pieces, count);
  }
  std::string all;
  for (int i = 0; i < count; ++i)
    all.append(static_cast<const char*>(pieces[i].iov_base), pieces[i].iov_len);
  return write(fd, all.data(), all.size());
}

int ftruncate(int fd, off_t size) {
  static const auto next = real<int(int, off_t)>("ftruncate");
  return resize_watched(fd, size, Act::cut, "ftruncate",
                        [](int file, long long to) { return next(file, to); });
}
int ftruncate64(int fd, off_t size) __attribute__((alias("ftruncate")));
int posix_fallocate(int fd, off_t offset, off_t size) {
  static const auto next = real<int(int, off_t, off_t)>("posix_fallocate");
  const int result =
      resize_watched(fd, offset + size, Act::made_room, "fallocate", [](int file, long long to) {
        const int error = next(file, 0, to);
        return error == 0 ? 0 : failed(error);
      });
  return result == 0 ? 0 : errno;
}
int posix_fallocate64(int fd, off_t offset, off_t size) __attribute__((alias("posix_fallocate")));

int fsync(int fd) {
  static const auto next = real<int(int)>("fsync");
  return sync_watched(fd, next);
}
int fdatasync(int fd) {
  static const auto next = real<int(int)>("fdatasync");
  return sync_watched(fd, next);
}

int clock_gettime(clockid_t clock, timespec* now) {
  static const auto next = real<int(clockid_t, timespec*)>("clock_gettime");
  static const long every = std::atol(variable("VITRINE_SHIM_CLOCK").c_str());
  static std::atomic<long> looks{0};
  const int result = next(clock, now);
  constexpr long kDay = 86'400;
  if (result == 0 && every > 0 && clock == CLOCK_REALTIME)
    now->tv_sec += (++looks / every % 3 - 1) * kDay;
  return result;
}

int rename(const char* from, const char* to) {
  static const auto next = real<int(const char*, const char*)>("rename");
  return rename_watched(absolute(AT_FDCWD, from), absolute(AT_FDCWD, to), next);
}
int unlink(const char* path) {
  static const auto next = real<int(const char*)>("unlink");
  return remove_watched(absolute(AT_FDCWD, path), [=] { return next(path); });
}
int remove(const char* path) {
  static const auto next = real<int(const char*)>("remove");
  return remove_watched(absolute(AT_FDCWD, path), [=] { return next(path); });
}
int unlinkat(int folder, const char* path, int flags) {
  static const auto next = real<int(int, const char*, int)>("unlinkat");
  return remove_watched(absolute(folder, path), [=] { return next(folder, path, flags); });
}
int mkdir(const char* path, mode_t mode) {
  static const auto next = real<int(const char*, mode_t)>("mkdir");
  Shim& s = shim();
  const std::lock_guard lock(s.mutex);
  const std::string full = absolute(AT_FDCWD, path);
  if (!s.watches(full) || ::access(full.c_str(), F_OK) == 0) return next(path, mode);
  s.about_to();
  if (const int error = s.before("mkdir")) return failed(error);
  const int result = next(path, mode);
  if (result != 0) return result;
  s.note(Act::made_folder, full, 0, 0, nullptr, 0);
  s.done("mkdir", full);
  return 0;
}

}  // extern "C"

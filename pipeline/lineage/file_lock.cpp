#include "pipeline/lineage/file_lock.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace vitrine::lineage {

FileLock::FileLock(const std::string& file)
    : file_(file), fd_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
  if (fd_ < 0) fail("opening");
}

FileLock::~FileLock() { ::close(fd_); }

void FileLock::fail(const char* doing) const {
  throw std::system_error(errno, std::generic_category(), std::string(doing) + " " + file_);
}

bool FileLock::try_hold() {
  while (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR) fail("locking");
  }
  return true;
}

bool FileLock::hold_within(std::chrono::milliseconds patience) {
  using namespace std::chrono_literals;
  const auto give_up = std::chrono::steady_clock::now() + patience;
  // A blocking flock knows no time-out, so ask again, ever less often.
  for (auto pause = 1ms; !try_hold(); pause = std::min(2 * pause, 50ms)) {
    if (std::chrono::steady_clock::now() >= give_up) return false;
    std::this_thread::sleep_for(pause);
  }
  return true;
}

void FileLock::release() { ::flock(fd_, LOCK_UN); }

std::string FileLock::text() const {
  std::array<char, 512> buffer;
  const ssize_t n = ::pread(fd_, buffer.data(), buffer.size(), 0);
  if (n < 0) fail("reading");
  return {buffer.data(), static_cast<std::size_t>(n)};
}

void FileLock::write_text(std::string_view text) {
  if (::ftruncate(fd_, 0) != 0 ||
      ::pwrite(fd_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    fail("writing");
}

}  // namespace vitrine::lineage

#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace vitrine::lineage {

/// An advisory lock on a file that stays where it is (deleting one would let two hold it), and the
/// text in it. flock: two objects exclude each other within one process too, and a killed
/// process lets go. Throws std::system_error if the file cannot be opened or written.
class FileLock {
 public:
  explicit FileLock(const std::string& file);  ///< made if absent; not held yet
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  bool try_hold();
  bool hold_within(std::chrono::milliseconds patience);
  void release();

  std::string text() const;
  void write_text(std::string_view text);

 private:
  [[noreturn]] void fail(const char* doing) const;

  std::string file_;
  int fd_;
};

}  // namespace vitrine::lineage

#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace vitrine::test {

/// How a process ended: by itself, or by a signal.
struct Ending {
  int exit_code = -1;  ///< -1: by a signal
  int signal = 0;
  std::string out, err;
};

/// How many of something a larger run by hand asks for, by tools/crash.
int from_environment(const char* name, int otherwise);

using Variables = std::vector<std::pair<std::string, std::string>>;

/// The real vitrine, running beside the test that may stop, wake or kill it. Killed with the object
/// if it still runs then.
class VitrineProcess {
 public:
  /// `variables` are put in place of the environment's own; an empty value takes one away. What it
  /// says goes to files named after `name` in `words`.
  VitrineProcess(const std::filesystem::path& folder,
                 const std::vector<std::string>& arguments,
                 const Variables& variables,
                 const std::filesystem::path& words,
                 const std::string& name = "vitrine");
  ~VitrineProcess();
  VitrineProcess(VitrineProcess&& other) noexcept;
  VitrineProcess(const VitrineProcess&) = delete;
  VitrineProcess& operator=(const VitrineProcess&) = delete;

  pid_t pid() const { return process_; }
  void send(int signal) const;
  /// True if it ended within that time.
  bool ends_within(std::chrono::milliseconds patience) const;
  /// Waits for its end, at most two minutes: then it hangs, and is killed.
  Ending wait();

 private:
  pid_t process_ = -1;
  int handle_ = -1;  ///< readable once the process has ended
  std::filesystem::path out_, err_;
};

}  // namespace vitrine::test

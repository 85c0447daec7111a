#include "tests/crash/process.hpp"

#include "tests/support/temp_folder.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace vitrine::test {
namespace {

constexpr std::chrono::minutes kHangs{2};

/// The environment of this process, with some variables changed: "NAME=value".
std::vector<std::string> environment_with(const Variables& changes) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const std::string name = text.substr(0, text.find('='));
    const bool changed = std::any_of(changes.begin(), changes.end(),
                                     [&](const auto& change) { return change.first == name; });
    if (!changed) all.push_back(text);
  }
  for (const auto& [name, value] : changes)
    if (!value.empty()) all.push_back(name + "=" + value);
  return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

int open_for_output(const std::filesystem::path& path) {
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

}  // namespace

VitrineProcess::VitrineProcess(const std::filesystem::path& folder,
                               const std::vector<std::string>& arguments,
                               const Variables& variables,
                               const std::filesystem::path& words,
                               const std::string& name)
    : out_(words / (name + ".out")), err_(words / (name + ".err")) {
  std::vector<std::string> command{VITRINE_BINARY};
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::vector<std::string> environment = environment_with(variables);
  const std::vector<char*> argv = pointers_to(command), envp = pointers_to(environment);
  const int in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int out = open_for_output(out_), err = open_for_output(err_);
  process_ = ::fork();
  if (process_ == 0) {  // only what is safe between fork and exec
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(in, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(err, STDERR_FILENO);
    if (::chdir(folder.c_str()) == 0) ::execve(argv.front(), argv.data(), envp.data());
    ::_exit(127);
  }
  for (const int fd : {in, out, err}) ::close(fd);
  if (process_ < 0) throw std::runtime_error("no process");
  handle_ = static_cast<int>(::syscall(SYS_pidfd_open, process_, 0));
  if (handle_ < 0) throw std::runtime_error("no handle on the process");
}

VitrineProcess::VitrineProcess(VitrineProcess&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      handle_(std::exchange(other.handle_, -1)),
      out_(std::move(other.out_)),
      err_(std::move(other.err_)) {}

VitrineProcess::~VitrineProcess() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  if (handle_ >= 0) ::close(handle_);
}

void VitrineProcess::send(int signal) const { ::kill(process_, signal); }

bool VitrineProcess::ends_within(std::chrono::milliseconds patience) const {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd watched{handle_, POLLIN, 0};
    const int ready = ::poll(&watched, 1, static_cast<int>(std::max<long>(0, left.count())));
    if (ready > 0) return true;
    if (ready == 0) return false;
    if (errno != EINTR) throw std::runtime_error("cannot wait for the process");
  }
}

Ending VitrineProcess::wait() {
  const bool hangs = !ends_within(kHangs);
  if (hangs) send(SIGKILL);
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  Ending ending;
  ending.out = read_text(out_);
  ending.err = read_text(err_);
  if (hangs) throw std::runtime_error("vitrine hung: " + ending.err);
  if (WIFEXITED(status)) ending.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) ending.signal = WTERMSIG(status);
  return ending;
}

int from_environment(const char* name, int otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::atoi(value);
}

}  // namespace vitrine::test

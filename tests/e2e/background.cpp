#include "tests/e2e/background.hpp"

#include <csignal>
#include <fcntl.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vitrine::test {

Background::Background(const Shop& shop,
                       std::vector<std::string> arguments,
                       std::vector<std::string> environment) {
  const std::string root = shop.root().string(), out = folder_ / "out", err = folder_ / "err";
  arguments.insert(arguments.begin(), VITRINE_BINARY);
  std::vector<char*> words;
  for (std::string& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  process_ = ::fork();
  if (process_ < 0) throw std::runtime_error("no process");
  if (process_ > 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int to_out = ::open(out.c_str(), O_WRONLY | O_CREAT, 0600);
  const int to_err = ::open(err.c_str(), O_WRONLY | O_CREAT, 0600);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(to_out, STDOUT_FILENO);
  ::dup2(to_err, STDERR_FILENO);
  for (std::string& setting : environment) ::putenv(setting.data());
  if (::chdir(root.c_str()) == 0) ::execv(words.front(), words.data());
  ::_exit(127);
}

Background::~Background() { kill(); }

void Background::kill() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = -1;
}

Ended Background::wait() {
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  Ended ended;
  ended.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  ended.out = read_text(folder_ / "out");
  ended.err = read_text(folder_ / "err");
  ended.json.Parse(ended.out.c_str());
  return ended;
}

}  // namespace vitrine::test

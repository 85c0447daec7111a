#include "tests/e2e/emulator_process.hpp"

#include "pipeline/net/client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <csignal>
#include <exception>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace vitrine::test {
namespace {

namespace asio = boost::asio;

std::string first_line(int descriptor) {
  std::string line;
  char letter = 0;
  while (::read(descriptor, &letter, 1) == 1 && letter != '\n') line.push_back(letter);
  return line;
}

/// In the child: only what is safe between fork and exec.
[[noreturn]] void become(const std::vector<char*>& words, int output) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // a test that is killed leaves no server behind
  ::dup2(output, STDOUT_FILENO);
  ::execv(words.front(), words.data());
  ::_exit(127);
}

}  // namespace

EmulatorProcess::EmulatorProcess(std::vector<std::string> arguments, std::string ca_file)
    : ca_file_(std::move(ca_file)) {
  arguments.insert(arguments.begin(), {EMULATOR_BINARY, "--port", "0"});
  if (!ca_file_.empty()) arguments.insert(arguments.end(), {"--tls", "--ca-out", ca_file_});
  std::vector<char*> words;
  for (std::string& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  process_ = ::fork();
  if (process_ == 0) become(words, ends[1]);
  ::close(ends[1]);
  output_ = ends[0];
  base_url_ = first_line(output_);
  if (base_url_.empty()) throw std::runtime_error("the emulator did not start");
}

EmulatorProcess::~EmulatorProcess() {
  if (process_ > 0) {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
  }
  ::close(output_);
}

rapidjson::Document EmulatorProcess::bill() const {
  asio::io_context io;
  net::ClientOptions options;
  options.ca_file = ca_file_;
  const auto client = net::make_client(io.get_executor(), options);
  net::StringBody body;
  const auto get = [&]() -> asio::awaitable<void> {
    net::Request request;
    request.url = net::parse_url(base_url_ + "/__bill").value();
    const util::Deadline deadline = util::Deadline::after(std::chrono::seconds(30));
    const net::CallResult answer = co_await client->send(std::move(request), body, deadline);
    if (!answer) throw std::runtime_error(answer.error().error.message);
  };
  std::exception_ptr broken;
  asio::co_spawn(io, get(), [&](std::exception_ptr thrown) { broken = std::move(thrown); });
  io.run();
  if (broken) std::rethrow_exception(broken);
  rapidjson::Document bill;
  bill.Parse(std::string(body.bytes()).c_str());
  return bill;
}

}  // namespace vitrine::test

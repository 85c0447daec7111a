// Measures what receiving one answer costs: CPU milliseconds of the receiving process for each
// answer of B bytes that looks like a model's JSON (one long base64 string), the best of 5 rounds
// of N answers, kept-alive, one after the other; the sender is another process.
//   floor     the same bytes read from a socketpair in pieces of 64 KiB and hashed (SHA-256)
//   file      the same, and written to a file: what a spool needs
//   plain     through the client over loopback HTTP into that file, hashed on the way
//   tls       the same over TLS, certificate and all
// Usage: net_bench [N = 40] [B = 2097152].  Prints one JSON object.
#include "pipeline/net/client.hpp"
#include "pipeline/net/server.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/json_writer.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace vitrine;
namespace asio = boost::asio;
namespace fs = std::filesystem;

constexpr int kRounds = 5;
constexpr std::size_t kPiece = 64 * 1024;

double cpu_milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

std::string json_like(std::size_t bytes) {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text = R"({"candidates":[{"content":{"parts":[{"inlineData":{"data":")";
  const std::string tail = R"("}}]}}]})";
  std::uint32_t state = 1;
  while (text.size() + tail.size() < bytes) {
    state = state * 1664525 + 1013904223;
    text += kDigits[state >> 26];
  }
  return text + tail;
}

/// Where an answer goes: hashed, and written to a file that is begun anew each time.
class Spool final : public net::BodySink {
 public:
  explicit Spool(const fs::path& path) : file_(std::fopen(path.c_str(), "wb")) {
    if (file_ == nullptr) throw std::runtime_error("cannot write " + path.string());
    std::setbuf(file_, nullptr);
  }
  ~Spool() override { std::fclose(file_); }
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  void begin(const net::ResponseHead&) override { begin(); }
  void begin() {
    std::rewind(file_);
    hash_ = util::Sha256();
  }
  void write(std::string_view piece) override {
    hash_.update(piece);
    if (std::fwrite(piece.data(), 1, piece.size(), file_) != piece.size())
      throw std::runtime_error("disk full");
  }
  util::Digest digest() { return hash_.finish(); }

 private:
  std::FILE* file_;
  util::Sha256 hash_;
};

/// A process of its own; `work` never returns.
template <class Work>
pid_t in_child(Work work) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(0);
  }
  return child;
}
void end_child(pid_t child) {
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

template <class Receive>
double best_round(int answers, const util::Digest& expected, Receive receive) {
  double best = 1e9;
  for (int round = 0; round < kRounds; ++round) {
    const double start = cpu_milliseconds();
    for (int i = 0; i < answers; ++i)
      if (receive() != expected) throw std::runtime_error("other bytes came than were sent");
    best = std::min(best, (cpu_milliseconds() - start) / answers);
  }
  return best;
}

double measure_socketpair(int answers, const std::string& body, Spool* spool) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) throw std::runtime_error("no socketpair");
  const pid_t sender = in_child([&] {
    while (true)
      for (std::size_t at = 0; at < body.size();) {
        const ssize_t sent = write(ends[1], body.data() + at, std::min(kPiece, body.size() - at));
        if (sent <= 0) return;
        at += static_cast<std::size_t>(sent);
      }
  });
  std::string buffer(kPiece, '\0');
  const auto receive = [&] {
    util::Sha256 hash;
    if (spool != nullptr) spool->begin();
    for (std::size_t left = body.size(); left > 0;) {
      const ssize_t got = read(ends[0], buffer.data(), std::min(buffer.size(), left));
      if (got <= 0) throw std::runtime_error("the sender has gone");
      const std::string_view piece(buffer.data(), static_cast<std::size_t>(got));
      if (spool != nullptr)
        spool->write(piece);
      else
        hash.update(piece);
      left -= piece.size();
    }
    return spool != nullptr ? spool->digest() : hash.finish();
  };
  const double best = best_round(answers, util::sha256(body), receive);
  end_child(sender);
  close(ends[0]);
  close(ends[1]);
  return best;
}

asio::awaitable<net::ServerReply> answer(const std::string& body) {
  net::ServerReply reply;
  reply.body = body;
  co_return reply;
}

asio::awaitable<void> call(net::Client& client, net::Request request, Spool& spool) {
  const net::CallResult result = co_await client.send(std::move(request), spool, {});
  if (!result) throw std::runtime_error(result.error().error.message);
}

double measure_client(int answers,
                      const std::string& body,
                      Spool& spool,
                      const net::SelfMadeCertificate* certificate,
                      const fs::path& folder) {
  asio::io_context listening, calling;
  net::ServerOptions serving;
  net::ClientOptions trusting;
  if (certificate != nullptr) {
    serving.certificate_pem = certificate->certificate_pem;
    serving.key_pem = certificate->key_pem;
    trusting.ca_file = folder / "ca.pem";
    std::ofstream(trusting.ca_file) << certificate->ca_pem;
  }
  auto handler = [&](const net::ServerRequest&) { return answer(body); };
  const auto server = net::make_server(listening.get_executor(), serving, handler);
  listening.notify_fork(asio::io_context::fork_prepare);
  const pid_t sender = in_child([&] {
    listening.notify_fork(asio::io_context::fork_child);
    asio::co_spawn(listening, server->run(), [](std::exception_ptr) {});
    listening.run();
  });
  listening.notify_fork(asio::io_context::fork_parent);
  const auto client = net::make_client(calling.get_executor(), trusting);
  net::Request request;
  request.url = net::parse_url(server->base_url()).value();
  const auto receive = [&] {
    std::exception_ptr failure;
    asio::co_spawn(calling, call(*client, request, spool),
                   [&](std::exception_ptr thrown) { failure = thrown; });
    calling.restart();
    calling.run();
    if (failure) std::rethrow_exception(failure);
    return spool.digest();
  };
  receive();  // the connection is made outside of what is measured
  const double best = best_round(answers, util::sha256(body), receive);
  end_child(sender);
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  const int answers = argc > 1 ? std::atoi(argv[1]) : 40;
  const int bytes = argc > 2 ? std::atoi(argv[2]) : 2 << 20;
  if (answers < 1 || bytes < 100) return std::fputs("usage: net_bench [N] [B]\n", stderr), 2;
  std::string pattern = (fs::temp_directory_path() / "net-bench-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) return 5;
  const fs::path folder = pattern;
  const std::string body = json_like(static_cast<std::size_t>(bytes));
  const auto certificate = net::make_certificate();
  util::JsonWriter json;
  {
    Spool spool(folder / "body");
    const double floor = measure_socketpair(answers, body, nullptr);
    const double file = measure_socketpair(answers, body, &spool);
    const double plain = measure_client(answers, body, spool, nullptr, folder);
    const double tls = measure_client(answers, body, spool, &certificate, folder);
    json.begin_object();
    json.member("answers", answers);
    json.member("bytes", static_cast<std::int64_t>(body.size()));
    json.member("floor_cpu_ms", floor);
    json.member("file_cpu_ms", file);
    json.member("plain_cpu_ms", plain);
    json.member("tls_cpu_ms", tls);
    json.member("plain_to_file", plain / file);
    json.member("tls_to_file", tls / file);
    json.end_object();
  }
  fs::remove_all(folder);
  std::puts(std::move(json).take().c_str());
  return 0;
}

#pragma once

#include "pipeline/net/client.hpp"
#include "pipeline/net/server.hpp"
#include "pipeline/providers/base64.hpp"
#include "pipeline/providers/remote_provider.hpp"
#include "pipeline/store/spool.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <csignal>
#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

/// A model's answer from another process to this one's spool: what the benchmarks of receiving and
/// of whole pictures share.
namespace vitrine::bench {

namespace asio = boost::asio;

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
inline void end_child(pid_t child) {
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

inline asio::awaitable<net::ServerReply> answer(const std::string& body) {
  net::ServerReply reply;
  reply.body = body;
  co_return reply;
}

/// A server of ours in a process of its own that gives the same answer to everybody, and a client
/// that trusts it.
class Peer {
 public:
  Peer(const std::string& body,
       const net::SelfMadeCertificate* certificate,
       const std::filesystem::path& folder) {
    net::ServerOptions serving;
    net::ClientOptions trusting;
    if (certificate != nullptr) {
      serving.certificate_pem = certificate->certificate_pem;
      serving.key_pem = certificate->key_pem;
      trusting.ca_file = folder / "ca.pem";
      std::ofstream(trusting.ca_file) << certificate->ca_pem;
    }
    auto handler = [&body](const net::ServerRequest&) { return answer(body); };
    const auto server = net::make_server(listening_.get_executor(), serving, handler);
    base_url = server->base_url();
    listening_.notify_fork(asio::io_context::fork_prepare);
    sender_ = in_child([&] {
      listening_.notify_fork(asio::io_context::fork_child);
      asio::co_spawn(listening_, server->run(), [](std::exception_ptr) {});
      listening_.run();
    });
    listening_.notify_fork(asio::io_context::fork_parent);
    client = net::make_client(calling_.get_executor(), trusting);
  }
  ~Peer() { end_child(sender_); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  void wait_for(asio::awaitable<void> work) {
    std::exception_ptr failure;
    asio::co_spawn(calling_, std::move(work),
                   [&](std::exception_ptr thrown) { failure = std::move(thrown); });
    calling_.restart();
    calling_.run();
    if (failure) std::rethrow_exception(failure);
  }

  std::string base_url;

 private:
  asio::io_context listening_, calling_;
  pid_t sender_ = 0;

 public:
  std::unique_ptr<net::Client> client;  ///< goes before what it waits on
};

inline constexpr std::string_view kBeforePicture =
    R"({"candidates":[{"content":{"role":"model","parts":[{"inlineData":{"mimeType":"image/png","data":")";

inline std::string answer_with(const std::string& picture) {
  std::string body(kBeforePicture);
  providers::append_base64(body, picture);
  return body + R"("},"thoughtSignature":"c2lnbmF0dXJl"}]},"finishReason":"STOP"}],)" +
         R"("usageMetadata":{"promptTokenCount":54,"candidatesTokenCount":1120,)" +
         R"("totalTokenCount":1174}})";
}

class IntoSpool final : public net::BodySink {
 public:
  explicit IntoSpool(store::Spool::Incoming& file) : file_(file) {}
  void begin(const net::ResponseHead& got) override { head = got; }
  void write(std::string_view piece) override { file_.write(piece); }
  net::ResponseHead head;

 private:
  store::Spool::Incoming& file_;
};

inline asio::awaitable<void> ask(providers::RemoteProvider& provider,
                                 net::Request request,
                                 net::BodySink& sink) {
  std::string attempt = "attempt";
  const util::Deadline deadline = util::Deadline::after(std::chrono::minutes(1));
  const net::CallResult result =
      co_await provider.send(std::move(request), std::move(attempt), sink, deadline);
  if (!result) throw std::runtime_error(result.error().error.message);
}

}  // namespace vitrine::bench

#pragma once

#include "pipeline/net/client.hpp"
#include "pipeline/net/server.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::test {

namespace asio = boost::asio;
using asio::ip::tcp;

/// A call under way. Its sink is a string.
struct Pending {
  net::StringBody body;
  std::optional<net::CallResult> result;
  std::exception_ptr thrown;
  asio::cancellation_signal cancel;
  bool is_done() const { return result || thrown; }
};

/// One I/O thread, driven by the test itself: nothing runs but while the test waits for something.
class Loop {
 public:
  asio::io_context io;

  /// Drives until `done`; fails the test if nothing is left that could make it so.
  void until(const std::function<bool()>& done);

  std::shared_ptr<Pending> start(net::Client& client,
                                 net::Request request,
                                 util::Deadline deadline = far(),
                                 net::BodySink* sink = nullptr);
  /// Starts and waits; what was thrown is thrown.
  net::CallResult call(net::Client& client,
                       net::Request request,
                       util::Deadline deadline = far(),
                       net::BodySink* sink = nullptr);
  /// The body of the last `call`.
  std::string body;

  /// Long enough never to matter, short enough to end a broken test.
  static util::Deadline far() { return util::Deadline::after(std::chrono::seconds(120)); }
  static util::Deadline soon() { return util::Deadline::after(std::chrono::milliseconds(60)); }
};

/// Our server, running for the life of this.
class Serving {
 public:
  /// `answer` need not wait for anything.
  using Answer = std::function<net::ServerReply(const net::ServerRequest&)>;
  Serving(Loop& loop, Answer answer, net::ServerOptions options = {});
  ~Serving();

  net::Url url(const std::string& target = "/") const;
  net::Server& server() { return *server_; }
  int requests = 0;
  int running = 0, most_running = 0;  ///< handlers at work at the same time

 private:
  asio::awaitable<net::ServerReply> handle(net::ServerRequest request);

  Loop& loop_;
  Answer answer_;
  std::unique_ptr<net::Server> server_;
  bool ended_ = false;
};

/// A peer that does with each connection exactly what its script says, byte by byte.
class Scripted {
 public:
  using Script = std::function<asio::awaitable<void>(tcp::socket&)>;
  /// One script per connection, in the order in which they come; then the last one again.
  Scripted(Loop& loop, std::vector<Script> scripts, const std::string& address = "127.0.0.1");
  ~Scripted();

  net::Url url(const std::string& target = "/", bool tls = false) const;
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  int connections = 0;
  int ended = 0;

 private:
  asio::awaitable<void> accept();
  asio::awaitable<void> play(std::shared_ptr<tcp::socket> socket, Script script);

  Loop& loop_;
  std::vector<Script> scripts_;
  tcp::acceptor acceptor_;
  std::vector<std::shared_ptr<tcp::socket>> sockets_;
};

/// Reads one request with its Content-Length.
asio::awaitable<std::string> read_request(tcp::socket& socket);
asio::awaitable<void> write_text(tcp::socket& socket, std::string bytes);
/// Until the peer closes.
asio::awaitable<void> read_to_end(tcp::socket& socket);
/// A script that reads a request, answers with these bytes and waits for the peer to leave.
Scripted::Script answer_with(std::string bytes);
/// The same, and closes.
Scripted::Script answer_and_close(std::string bytes);

net::Request get(const net::Url& url);
net::Request post(const net::Url& url, std::string body);
/// A client that asks nobody's proxy and trusts `ca_file`.
std::unique_ptr<net::Client> client_of(Loop& loop, net::ClientOptions options = {});
/// `text` in a file that lives as long as the program.
std::string file_with(const std::string& text);

}  // namespace vitrine::test

template <>
struct Catch::StringMaker<vitrine::net::CallResult> {
  static std::string convert(const vitrine::net::CallResult& result) {
    if (result) return "status " + std::to_string(result->head.status);
    return result.error().error.message + " (" + vitrine::util::to_text(result.error().error.kind) +
           ", progress " + std::to_string(static_cast<int>(result.error().progress)) + ")";
  }
};

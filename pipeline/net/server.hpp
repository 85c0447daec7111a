#pragma once

#include "pipeline/net/http.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace vitrine::net {

/// A request as a server got it, body whole.
struct ServerRequest {
  std::string method;
  std::string target;  ///< path and query as sent
  Headers headers;
  std::string body;
};

/// An answer, and how it may go wrong on purpose (the emulator's faults).
struct ServerReply {
  enum class Ending {
    complete,
    reset_before_head,  ///< RST instead of an answer
    close_before_head,  ///< FIN instead of an answer
    close_in_body,      ///< FIN after `cut_at` bytes of the body
    reset_in_body,      ///< RST after `cut_at` bytes
    stall_in_body,      ///< nothing more after `cut_at` bytes, until the peer gives up
  };
  int status = 200;
  Headers headers;
  std::string body;
  bool chunked = false;
  std::chrono::milliseconds delay{0};            ///< before the head
  std::chrono::milliseconds delay_per_piece{0};  ///< between pieces of 64 KiB of the body
  Ending ending = Ending::complete;
  std::size_t cut_at = 0;
  std::string trailing;        ///< bytes after the body's end, on the same connection
  bool close_after = false;    ///< Connection: close
  bool informational = false;  ///< a 103 head first
};

/// Runs on the server's I/O thread; CPU work inside goes to a pool of the handler's own.
using Handler = std::function<boost::asio::awaitable<ServerReply>(ServerRequest)>;

struct ServerOptions {
  std::string address = "127.0.0.1";     ///< loopback only; anything else is refused
  std::uint16_t port = 0;                ///< 0: any free one
  std::string certificate_pem, key_pem;  ///< both: TLS
  std::int64_t max_body_bytes = std::int64_t{128} << 20;
  int max_connections = 1024;
  std::chrono::milliseconds idle_timeout{60'000};
};

/// A small HTTP/1.1 server for this machine. `Expect: 100-continue` is answered; a request that is
/// none gets 400, a too large one 413, a handler that throws 500, and the connection is closed.
class Server {
 public:
  virtual ~Server() = default;
  virtual std::uint16_t port() const = 0;
  virtual std::string base_url() const = 0;  ///< "http://127.0.0.1:40123"
  /// Accepts until `stop`, then returns when every connection has ended.
  virtual boost::asio::awaitable<void> run() = 0;
  virtual void stop() = 0;  ///< closes the door and every connection; from the I/O thread
};

/// Listening when it returns. Throws std::system_error if the port is taken, std::invalid_argument
/// for an address that is not loopback or a certificate that cannot be read.
std::unique_ptr<Server> make_server(boost::asio::any_io_executor executor,
                                    ServerOptions options,
                                    Handler handler);

/// A CA and a certificate for `host` signed by it, made anew (EC P-256; "localhost" covers
/// 127.0.0.1 and ::1 too): for tests and rehearsals. Nobody else trusts it. A negative `valid_for`
/// makes one that has expired.
struct SelfMadeCertificate {
  std::string ca_pem, certificate_pem, key_pem;
};
SelfMadeCertificate make_certificate(const std::string& host = "localhost",
                                     std::chrono::seconds valid_for = std::chrono::hours(24));

}  // namespace vitrine::net

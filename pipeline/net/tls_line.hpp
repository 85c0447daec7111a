#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <memory>
#include <string_view>

struct ssl_st;  // OpenSSL's own

namespace vitrine::net {

/// TLS on a connected socket. OpenSSL reads and writes the socket itself, and this only waits until
/// it may: an idle connection holds no buffers, of which asio::ssl::stream keeps four of 17 KiB,
/// half a night's memory where hundreds of calls wait for their answers. One reader and one writer
/// at once; belongs to the socket's thread.
class TlsLine {
 public:
  enum class Side { client, server };
  /// The socket must live longer. `connection` becomes its own.
  TlsLine(boost::asio::ip::tcp::socket& socket, ssl_st* connection, Side side);
  ~TlsLine();
  TlsLine(const TlsLine&) = delete;
  TlsLine& operator=(const TlsLine&) = delete;

  /// How it went: eof where the peer has said goodbye, stream_truncated where it went without.
  struct Moved {
    boost::system::error_code failed;
    std::size_t bytes = 0;
  };
  boost::asio::awaitable<Moved> handshake();
  /// At least one byte, unless it failed.
  boost::asio::awaitable<Moved> read(char* to, std::size_t most);
  /// All of it, unless it failed.
  boost::asio::awaitable<Moved> write(std::string_view bytes);
  /// Says goodbye and waits for the peer's.
  boost::asio::awaitable<Moved> shutdown();

  /// Whether the peer has neither closed nor sent a byte that is meant for us.
  bool is_quiet();
  ssl_st* native_handle() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace vitrine::net

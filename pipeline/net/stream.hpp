#pragma once

#include "pipeline/net/tls.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Connections, plain and TLS, as one type behind a plain header: what waits for the network is
/// compiled once. Library errors end here.
namespace vitrine::net {

/// How an operation on a connection went wrong.
enum class Cut {
  none,
  closed,     ///< the peer has closed, as it should
  truncated,  ///< the peer has closed without TLS's goodbye: someone in between may have done it
  pipe,       ///< written to a peer that had closed
  reset,
  untrusted,  ///< the certificate was not accepted
  aborted,    ///< cancelled from outside
  failed,     ///< anything else; `why` says what
};

struct Transfer {
  std::size_t bytes = 0;
  Cut cut = Cut::none;
  std::string why;
};

/// Numeric addresses of a host, in the order in which to try them.
struct Addresses {
  std::vector<std::string> list;
  Transfer asked;
};

/// What is asked for the addresses of a name; it may take its time. Runs on a thread of its own.
using Lookup = Addresses (*)(const std::string& host);

/// Numbers and "localhost" without asking anybody; else the system's resolver. The system's call
/// cannot be interrupted, so it runs on a thread that owns all it touches: when cancelled, this
/// returns at once, and what is found out later is thrown away. Neither the executor nor the end of
/// its context waits for a lookup that is still under way; only the end of the process ends it.
boost::asio::awaitable<Addresses> resolve(boost::asio::any_io_executor executor, std::string host);
boost::asio::awaitable<Addresses> resolve_by(boost::asio::any_io_executor executor,
                                             std::string host,
                                             Lookup lookup);

class Stream {
 public:
  explicit Stream(boost::asio::any_io_executor executor);
  ~Stream();  ///< closes
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  boost::asio::awaitable<Transfer> connect(std::string address, std::uint16_t port);
  boost::asio::awaitable<Transfer> handshake_as_client(const TlsContext& tls, std::string host);
  boost::asio::awaitable<Transfer> handshake_as_server(const TlsContext& tls);

  /// At least one byte, unless cut.
  boost::asio::awaitable<Transfer> read(char* to, std::size_t most);
  /// All of it, unless cut.
  boost::asio::awaitable<Transfer> write(std::string_view bytes);

  /// Whether an idle connection may be used again: the peer has neither closed nor said a word.
  bool is_quiet();
  /// Bytes that the peer's system has confirmed so far; nothing where the system does not tell.
  std::optional<std::uint64_t> acknowledged() const;

  void reset();           ///< RST: unread and unsent bytes are thrown away
  void close_abruptly();  ///< FIN at once, without TLS's goodbye
  /// Says goodbye and reads on until the peer has closed too, so that closing destroys nothing that
  /// is still on its way to it. The caller limits the time.
  boost::asio::awaitable<void> end();

 private:
  friend class Door;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A listening socket.
class Door {
 public:
  /// Throws std::system_error if the port is taken.
  Door(boost::asio::any_io_executor executor, const std::string& address, std::uint16_t port);
  ~Door();
  std::uint16_t port() const;
  /// Nothing once closed or cancelled.
  boost::asio::awaitable<std::unique_ptr<Stream>> accept();
  void close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace vitrine::net

#pragma once

#include "pipeline/net/stream.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

struct ssl_st;  // OpenSSL's own

namespace vitrine::net {

/// TLS on a connected socket that does not block. OpenSSL reads and writes the socket itself, and
/// whoever asks waits until it may: an idle connection holds no buffers, of which
/// `asio::ssl::stream` keeps four of 17 KiB, half a night's memory where hundreds of calls wait for
/// their answers. Nothing here waits. One reader and one writer at once.
class TlsLine {
 public:
  enum class Side { client, server };
  /// The descriptor stays the caller's, and open; `connection` becomes its own.
  TlsLine(int descriptor, ssl_st* connection, Side side);
  ~TlsLine();
  TlsLine(const TlsLine&) = delete;
  TlsLine& operator=(const TlsLine&) = delete;

  enum class Next {
    done,
    wait_to_read,   ///< then the same once more
    wait_to_write,  ///< the same
    failed,
  };
  struct Step {
    Next next = Next::done;
    Transfer made = {};  ///< bytes where it is done, the cut where it failed
  };
  Step handshake();
  Step read(char* to, std::size_t most);
  Step write(std::string_view bytes);  ///< at least one byte of them when it is done
  Step shutdown();                     ///< says goodbye; done with the peer's

  /// The descriptor is about to be closed: its number may soon be another connection's, so every
  /// step from now on fails.
  void let_go();

  ssl_st* native_handle() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace vitrine::net

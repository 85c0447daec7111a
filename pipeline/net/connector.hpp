#pragma once

#include "pipeline/net/failure.hpp"
#include "pipeline/net/proxy.hpp"
#include "pipeline/net/stream.hpp"
#include "pipeline/net/tls.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::net {

/// The addresses so that the two families take turns, the family of the first one first: where one
/// family leads nowhere, the other is tried next.
std::vector<std::string> taking_turns(const std::vector<std::string>& addresses);

/// Time for the next of so many addresses: an even share, so that one that swallows packets leaves
/// time for the others.
std::chrono::steady_clock::duration share_of(std::chrono::steady_clock::duration remaining,
                                             std::size_t addresses_left);

/// Opens connections: name, TCP to one address after the other, proxy, TLS.
class Connector {
 public:
  /// Throws std::runtime_error for a CA file that cannot be read or a proxy that is no address.
  Connector(boost::asio::any_io_executor executor,
            const std::string& ca_file,
            const std::string& proxy,
            std::string no_proxy);

  struct Opened {
    std::unique_ptr<Stream> stream;  ///< null: see `trouble`
    Trouble trouble;
  };
  /// `step` tells how far it is. `mark` is when whoever calls will cancel this.
  boost::asio::awaitable<Opened> open(Url url,
                                      std::chrono::steady_clock::time_point mark,
                                      Step& step);

 private:
  const TlsContext& trust();
  boost::asio::awaitable<Opened> open_tcp(std::string host,
                                          std::uint16_t port,
                                          std::chrono::steady_clock::time_point mark,
                                          Step& step);

  boost::asio::any_io_executor executor_;
  std::optional<TlsContext> trust_;  ///< the system's bundle is read when first needed
  std::optional<ProxyAddress> proxy_;
  std::string no_proxy_;
};

}  // namespace vitrine::net

#pragma once

#include "pipeline/net/client.hpp"
#include "pipeline/providers/gemini/surface.hpp"
#include "pipeline/providers/known_keys.hpp"
#include "pipeline/providers/remote_provider.hpp"

#include <boost/asio/awaitable.hpp>

namespace vitrine::providers::gemini {

/// The one place where a request meets its key. Belongs to the I/O thread; the client and
/// the keys, in which each one that is used is remembered, outlive it.
class KeyedClient {
 public:
  KeyedClient(Surface surface, KeySource key, KnownKeys& keys, net::Client& client);

  /// Without a key, or for a request that goes elsewhere than to the surface: a failure that is
  /// not_sent.
  boost::asio::awaitable<net::CallResult> send(net::Request request,
                                               net::BodySink& sink,
                                               util::Deadline deadline);
  /// To an address that the surface itself has named, and that is secret enough alone: the key goes
  /// with it only to the surface's own origin.
  boost::asio::awaitable<net::CallResult> send_to_named(net::Request request,
                                                        net::BodySink& sink,
                                                        util::Deadline deadline);

 private:
  Surface surface_;
  KeySource key_;
  KnownKeys& keys_;
  net::Client& client_;
};

}  // namespace vitrine::providers::gemini

#pragma once

#include "pipeline/net/client.hpp"
#include "pipeline/providers/key_source.hpp"
#include "pipeline/providers/known_keys.hpp"
#include "pipeline/providers/place.hpp"

#include <boost/asio/awaitable.hpp>

namespace vitrine::providers {

/// The one place where a request meets its key. Belongs to the I/O thread; the client and
/// the keys, in which each one that is used is remembered, outlive it.
class KeyedClient {
 public:
  KeyedClient(Place place, KeySource key, KnownKeys& keys, net::Client& client);

  /// Without a key, or for a request that goes elsewhere than to the place: a failure that is
  /// not_sent.
  boost::asio::awaitable<net::CallResult> send(net::Request request,
                                               net::BodySink& sink,
                                               util::Deadline deadline);
  /// To an address that the API itself has named, and that is secret enough alone: the key goes
  /// with it only to the place's own origin.
  boost::asio::awaitable<net::CallResult> send_to_named(net::Request request,
                                                        net::BodySink& sink,
                                                        util::Deadline deadline);
  void close_old() { client_.close_old(); }

 private:
  Place place_;
  KeySource key_;
  KnownKeys& keys_;
  net::Client& client_;
};

}  // namespace vitrine::providers

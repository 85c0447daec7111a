#pragma once

#include "pipeline/net/client.hpp"
#include "pipeline/providers/answer_parts.hpp"
#include "pipeline/providers/keyed_client.hpp"
#include "pipeline/providers/protocol.hpp"
#include "pipeline/providers/remote_provider.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace vitrine::providers {

/// Marks an attempt for servers of ours: an emulator's bill names it. No vendor ever sees it.
inline constexpr const char* kAttemptHeader = "x-vitrine-attempt";

/// One call of a protocol, however many exchanges it takes: sent, looked at until it is done, and
/// its picture fetched. Belongs to the I/O thread; everything given outlives it.
class Exchange {
 public:
  Exchange(
      Place place, const Protocol& protocol, KeySource key, KnownKeys& keys, net::Client& client);

  /// The sink gets the answer, or, where it came in several exchanges, its parts
  /// (answer_parts.hpp), with no address in them that opens anything. Once the first exchange has
  /// been accepted something may have been bought, so looks that fail are repeated until the
  /// deadline, and a failure then is `answered`.
  boost::asio::awaitable<net::CallResult> send(net::Request request,
                                               std::string attempt,
                                               net::BodySink& sink,
                                               util::Deadline deadline,
                                               BegunKeeper begun = {});
  /// From where `begun` was told to look.
  boost::asio::awaitable<net::CallResult> resume(std::string begun,
                                                 net::BodySink& sink,
                                                 util::Deadline deadline);
  void close_old() { client_.close_old(); }

 private:
  boost::asio::awaitable<net::CallResult> follow(net::Request request,
                                                 net::BodySink& sink,
                                                 util::Deadline deadline,
                                                 BegunKeeper begun);
  boost::asio::awaitable<net::CallResult> fetch(Step step,
                                                std::string json,
                                                net::BodySink& sink,
                                                util::Deadline deadline);

  Place place_;
  const Protocol& protocol_;
  net::Client& client_;
  KeyedClient keyed_;
};

}  // namespace vitrine::providers

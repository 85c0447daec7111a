#include "pipeline/providers/keyed_client.hpp"

#include <utility>

namespace vitrine::providers {
namespace asio = boost::asio;

KeyedClient::KeyedClient(Place place, KeySource key, KnownKeys& keys, net::Client& client)
    : place_(std::move(place)), key_(std::move(key)), keys_(keys), client_(client) {}

asio::awaitable<net::CallResult> KeyedClient::send(net::Request request,
                                                   net::BodySink& sink,
                                                   util::Deadline deadline) {
  const util::Result<std::string> key = co_await key_();
  if (!key) co_return net::Failure{key.error(), net::Progress::not_sent};
  keys_.remember(*key);
  util::Result<net::Request> keyed = with_key(std::move(request), place_, *key);
  if (!keyed) co_return net::Failure{keyed.error(), net::Progress::not_sent};
  net::Request ready = std::move(*keyed);
  co_return co_await client_.send(std::move(ready), sink, deadline);
}

asio::awaitable<net::CallResult> KeyedClient::send_to_named(net::Request request,
                                                            net::BodySink& sink,
                                                            util::Deadline deadline) {
  const util::Result<net::Url> base = net::parse_url(place_.base);
  if (base && base->origin() == request.url.origin())
    co_return co_await send(std::move(request), sink, deadline);
  co_return co_await client_.send(std::move(request), sink, deadline);
}

}  // namespace vitrine::providers

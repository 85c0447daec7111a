#include "pipeline/providers/gemini/keyed_client.hpp"

#include <utility>

namespace vitrine::providers::gemini {
namespace asio = boost::asio;

KeyedClient::KeyedClient(Surface surface, KeySource key, KnownKeys& keys, net::Client& client)
    : surface_(std::move(surface)), key_(std::move(key)), keys_(keys), client_(client) {}

asio::awaitable<net::CallResult> KeyedClient::send(net::Request request,
                                                   net::BodySink& sink,
                                                   util::Deadline deadline) {
  const util::Result<std::string> key = key_();
  if (!key) co_return net::Failure{key.error(), net::Progress::not_sent};
  keys_.remember(*key);
  util::Result<net::Request> with_key = with_credentials(std::move(request), surface_, *key);
  if (!with_key) co_return net::Failure{with_key.error(), net::Progress::not_sent};
  net::Request ready = std::move(*with_key);
  co_return co_await client_.send(std::move(ready), sink, deadline);
}

asio::awaitable<net::CallResult> KeyedClient::send_to_named(net::Request request,
                                                            net::BodySink& sink,
                                                            util::Deadline deadline) {
  const util::Result<net::Url> base = net::parse_url(surface_.base);
  if (base && base->origin() == request.url.origin())
    co_return co_await send(std::move(request), sink, deadline);
  co_return co_await client_.send(std::move(request), sink, deadline);
}

}  // namespace vitrine::providers::gemini

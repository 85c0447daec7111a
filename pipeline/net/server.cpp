#include "pipeline/net/server.hpp"

#include "pipeline/async/task_group.hpp"
#include "pipeline/net/session.hpp"
#include "pipeline/net/tls.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <set>
#include <stdexcept>
#include <utility>

namespace vitrine::net {
namespace asio = boost::asio;

namespace {

/// The address if it is one of this machine's own.
const std::string& checked_loopback(const std::string& address) {
  boost::system::error_code failed;
  const auto parsed = asio::ip::make_address(address, failed);
  if (failed || !parsed.is_loopback())
    throw std::invalid_argument("a server listens on this machine only, not on " + address);
  return address;
}

class HttpServer final : public Server {
 public:
  HttpServer(asio::any_io_executor executor, ServerOptions options, Handler handler)
      : executor_(executor),
        options_(std::move(options)),
        handler_(std::move(handler)),
        door_(executor, checked_loopback(options_.address), options_.port),
        room_(executor) {
    if (!options_.certificate_pem.empty() || !options_.key_pem.empty())
      identity_ = TlsContext::for_server(options_.certificate_pem, options_.key_pem);
  }

  std::uint16_t port() const override { return port_; }

  std::string base_url() const override {
    Url url;
    url.tls = identity_.has_value();
    url.host = options_.address;
    url.port = port_;
    return url.origin();
  }

  asio::awaitable<void> run() override {
    // Its own coroutine, so that one that is cancelled still joins its sessions.
    auto serving = serve();
    co_await asio::co_spawn(executor_, std::move(serving), asio::use_awaitable);
  }

  void stop() override {
    stopped_ = true;
    door_.close();
    room_.cancel();
    for (Watch* session : sessions_) session->cancel();
  }

 private:
  asio::awaitable<void> serve();
  asio::awaitable<void> serve_one(std::unique_ptr<Stream> stream);
  asio::awaitable<void> converse(Stream& stream, Watch& watch);

  asio::any_io_executor executor_;
  ServerOptions options_;
  Handler handler_;
  Door door_;
  std::uint16_t port_ = door_.port();
  std::optional<TlsContext> identity_;
  std::set<Watch*> sessions_;
  asio::steady_timer room_;  ///< never fires; cancelled when a connection has ended
  bool stopped_ = false;
};

asio::awaitable<void> HttpServer::serve() {
  co_await asio::this_coro::throw_if_cancelled(false);
  async::TaskGroup connections(executor_);
  while (!stopped_) {
    const asio::cancellation_state cancelled = co_await asio::this_coro::cancellation_state;
    if (cancelled.cancelled() != asio::cancellation_type::none) break;
    if (connections.running() >= static_cast<std::size_t>(options_.max_connections)) {
      room_.expires_at(asio::steady_timer::time_point::max());
      boost::system::error_code rung;
      co_await room_.async_wait(asio::redirect_error(asio::use_awaitable, rung));
      continue;
    }
    std::unique_ptr<Stream> stream = co_await door_.accept();
    if (stream) connections.spawn(serve_one(std::move(stream)));
  }
  stop();
  co_await connections.join();
}

asio::awaitable<void> HttpServer::serve_one(std::unique_ptr<Stream> stream) {
  Watch watch(executor_, Watch::Time::clock::now() + options_.idle_timeout);
  sessions_.insert(&watch);
  if (stopped_) watch.cancel();
  auto talk = converse(*stream, watch);
  try {
    co_await watch.run(std::move(talk));
  } catch (const std::exception&) {
    // One conversation that fails is that conversation's end.
  }
  sessions_.erase(&watch);
  room_.cancel();
}

asio::awaitable<void> HttpServer::converse(Stream& stream, Watch& watch) {
  if (identity_) {
    const Transfer shaken = co_await stream.handshake_as_server(*identity_);
    if (shaken.cut != Cut::none) co_return;
  }
  co_await serve_connection(stream, watch, options_, handler_);
}

}  // namespace

std::unique_ptr<Server> make_server(asio::any_io_executor executor,
                                    ServerOptions options,
                                    Handler handler) {
  return std::make_unique<HttpServer>(std::move(executor), std::move(options), std::move(handler));
}

}  // namespace vitrine::net

// Connections kept, replaced, refused and tunnelled; many calls at once.
#include "pipeline/net/http_client.hpp"
#include "tests/net/loopback.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

using namespace vitrine;
using namespace vitrine::test;
using net::Progress;
using net::ServerReply;
using net::ServerRequest;
using util::ErrorKind;

namespace {

const std::string kGood = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";

ServerReply hello(const ServerRequest& request) {
  ServerReply reply;
  reply.body = "hello " + request.target;
  return reply;
}

/// One request answered; then gone.
asio::awaitable<void> one_answer(tcp::socket& socket) {
  co_await read_request(socket);
  co_await write_text(socket, kGood);
}

/// Where the call of this number asks.
std::string numbered_target(int number) { return '/' + std::to_string(number); }

/// Answers one request after the other.
asio::awaitable<void> keep_answering(tcp::socket& socket) {
  while (true) co_await one_answer(socket);
}

/// Answers one, reads another whole and closes without a word.
asio::awaitable<void> answer_then_swallow(tcp::socket& socket) {
  co_await one_answer(socket);
  co_await read_request(socket);
}

/// A client that lends kept connections unseen: as if the peer's farewell were still on its way
/// when the connection was looked at.
std::unique_ptr<net::HttpClient> blind_client(Loop& loop) {
  return std::make_unique<net::HttpClient>(loop.io.get_executor(), net::ClientOptions{},
                                           [](net::Stream&) { return true; });
}

asio::awaitable<void> pump(std::shared_ptr<tcp::socket> from, std::shared_ptr<tcp::socket> to) {
  boost::system::error_code ended;
  char piece[16384];
  while (!ended) {
    const std::size_t got = co_await from->async_read_some(
        asio::buffer(piece), asio::redirect_error(asio::use_awaitable, ended));
    if (ended) break;
    co_await asio::async_write(*to, asio::buffer(piece, got),
                               asio::redirect_error(asio::use_awaitable, ended));
  }
  boost::system::error_code ignored;
  to->close(ignored);
}

}  // namespace

TEST_CASE("a connection is used again for the same origin", "[net]") {
  const bool tls = GENERATE(false, true);
  const auto certificate = net::make_certificate();
  net::ServerOptions options;
  net::ClientOptions trusting;
  trusting.ca_file = file_with(certificate.ca_pem);
  if (tls) {
    options.certificate_pem = certificate.certificate_pem;
    options.key_pem = certificate.key_pem;
  }
  Loop loop;
  Serving one(loop, hello, options), other(loop, hello, options);
  const auto client = client_of(loop, trusting);
  const auto is_reused = [&](const net::Url& url) {
    const auto result = loop.call(*client, get(url));
    REQUIRE(result);
    return result->reused_connection;
  };
  CHECK_FALSE(is_reused(one.url("/1")));
  CHECK(is_reused(one.url("/2")));
  CHECK_FALSE(is_reused(other.url("/3")));
  CHECK(is_reused(one.url("/4")));
  client->close_idle();
  CHECK_FALSE(is_reused(one.url("/5")));
}

TEST_CASE("a kept connection that the peer has closed is found out before it is used", "[net]") {
  Loop loop;
  Scripted peer(loop, {one_answer});
  const auto client = client_of(loop);
  for (int i = 1; i <= 3; ++i) {
    const auto result = loop.call(*client, post(peer.url(), "x"));
    REQUIRE(result);
    CHECK_FALSE(result->reused_connection);
    CHECK(peer.connections == i);
    loop.until([&] { return peer.ended == i; });
  }
}

TEST_CASE("a TLS connection that the server has closed is found out before it is used", "[net]") {
  const auto certificate = net::make_certificate();
  net::ServerOptions options;
  options.certificate_pem = certificate.certificate_pem;
  options.key_pem = certificate.key_pem;
  net::ClientOptions trusting;
  trusting.ca_file = file_with(certificate.ca_pem);
  Loop loop;
  const auto client = client_of(loop, trusting);
  std::uint16_t port = 0;
  {
    Serving serving(loop, hello, options);
    port = serving.server().port();
    REQUIRE(loop.call(*client, get(serving.url())));
  }
  options.port = port;
  Serving again(loop, hello, options);
  const auto result = loop.call(*client, get(again.url()));
  REQUIRE(result);
  CHECK_FALSE(result->reused_connection);
}

TEST_CASE("a kept connection closed before the peer read anything is replaced once", "[net]") {
  Loop loop;
  SECTION("and the replacement answers") {
    Scripted peer(loop, {one_answer, keep_answering});
    const auto client = blind_client(loop);
    REQUIRE(loop.call(*client, post(peer.url(), "x")));
    loop.until([&] { return peer.ended == 1; });
    const auto result = loop.call(*client, post(peer.url(), "x"));
    REQUIRE(result);
    CHECK_FALSE(result->reused_connection);
    CHECK(peer.connections == 2);
  }
  SECTION("with a request of many pieces") {
    Scripted peer(loop, {one_answer, keep_answering});
    const auto client = blind_client(loop);
    REQUIRE(loop.call(*client, post(peer.url(), "x")));
    loop.until([&] { return peer.ended == 1; });
    REQUIRE(loop.call(*client, post(peer.url(), std::string(5'000'000, 'x'))));
    CHECK(peer.connections == 2);
  }
  SECTION("and not a second time") {
    const auto swallow = [](tcp::socket& socket) -> asio::awaitable<void> {
      co_await read_request(socket);
    };
    Scripted peer(loop, {one_answer, swallow});
    const auto client = blind_client(loop);
    REQUIRE(loop.call(*client, post(peer.url(), "x")));
    loop.until([&] { return peer.ended == 1; });
    const auto result = loop.call(*client, post(peer.url(), "x"));
    REQUIRE(result.has_error());
    CHECK(result.error().progress == Progress::maybe_sent);
    CHECK(peer.connections == 2);
  }
}

TEST_CASE("a kept connection closed after the peer read the request is not asked again", "[net]") {
  Loop loop;
  const auto reset_second = [](tcp::socket& socket) -> asio::awaitable<void> {
    co_await answer_then_swallow(socket);
    socket.set_option(asio::socket_base::linger(true, 0));
  };
  const bool reset = GENERATE(false, true);
  Scripted::Script script = answer_then_swallow;
  if (reset) script = reset_second;
  Scripted peer(loop, {script, keep_answering});
  const auto client =
      GENERATE(0, 1) == 0 ? client_of(loop) : std::unique_ptr<net::Client>(blind_client(loop));
  REQUIRE(loop.call(*client, post(peer.url(), "x")));
  const auto result = loop.call(*client, post(peer.url(), "x"));
  REQUIRE(result.has_error());
  CHECK(result.error().error.kind == ErrorKind::unreachable);
  CHECK(result.error().progress == Progress::maybe_sent);
  CHECK(peer.connections == 1);
}

TEST_CASE("a request that the system did not take was not sent", "[net]") {
  const auto answer_and_reset = [](tcp::socket& socket) -> asio::awaitable<void> {
    co_await one_answer(socket);
    socket.set_option(asio::socket_base::linger(true, 0));
  };
  Loop loop;
  Scripted peer(loop, {answer_and_reset});
  const auto client = blind_client(loop);
  REQUIRE(loop.call(*client, post(peer.url(), "x")));
  loop.until([&] { return peer.ended == 1; });
  const auto result = loop.call(*client, post(peer.url(), "x"));
  REQUIRE(result.has_error());
  CHECK(result.error().error.kind == ErrorKind::unreachable);
  CHECK(result.error().progress == Progress::not_sent);
  CHECK(peer.connections == 1);
}

TEST_CASE("no more connections are kept than allowed", "[net]") {
  Loop loop;
  Scripted peer(loop, {keep_answering});
  net::ClientOptions options;
  options.idle_per_origin = 2;
  const auto client = client_of(loop, options);
  std::vector<std::shared_ptr<Pending>> calls;
  for (int i = 0; i < 5; ++i) calls.push_back(loop.start(*client, get(peer.url())));
  loop.until([&] { return peer.ended == 3; });
  for (const auto& call : calls) CHECK((call->result && call->result->has_value()));
  CHECK(peer.connections == 5);
  for (int i = 0; i < 4; ++i) CHECK(loop.call(*client, get(peer.url()))->reused_connection);
  CHECK(peer.connections == 5);
}

TEST_CASE("of more connections than are kept ready the oldest wait for a short time only",
          "[net]") {
  Loop loop;
  Scripted peer(loop, {keep_answering});
  net::ClientOptions options;
  options.ready_per_origin = 2;
  options.surplus_timeout = std::chrono::milliseconds(0);
  const auto client = client_of(loop, options);
  std::vector<std::shared_ptr<Pending>> calls;
  for (int i = 0; i < 5; ++i) calls.push_back(loop.start(*client, get(peer.url())));
  for (const auto& call : calls) loop.until([&] { return call->result.has_value(); });
  client->close_old();
  loop.until([&] { return peer.ended == 3; });
  for (int i = 0; i < 3; ++i) CHECK(loop.call(*client, get(peer.url()))->reused_connection);
  CHECK(peer.connections == 5);
}

TEST_CASE("a connection that has idled too long is not used again", "[net]") {
  Loop loop;
  Scripted peer(loop, {keep_answering});
  net::ClientOptions options;
  options.idle_timeout = std::chrono::milliseconds(0);
  const auto client = client_of(loop, options);
  for (int i = 1; i <= 2; ++i) {
    REQUIRE(loop.call(*client, get(peer.url())));
    CHECK(peer.connections == i);
  }
}

TEST_CASE("localhost is tried by both address families", "[net]") {
  Loop loop;
  const std::string address = GENERATE("127.0.0.1", "::1");
  std::unique_ptr<Scripted> peer;
  try {
    peer = std::make_unique<Scripted>(loop, std::vector<Scripted::Script>{keep_answering}, address);
  } catch (const boost::system::system_error&) {
    WARN("this machine has no address " << address);
    return;
  }
  const auto client = client_of(loop);
  net::Url url = peer->url();
  url.host = "localhost";
  CHECK(loop.call(*client, get(url)).has_value());
  CHECK(peer->connections == 1);
}

TEST_CASE("two hundred calls at once each get their own answer", "[net]") {
  const auto certificate = net::make_certificate();
  net::ServerOptions options;
  options.certificate_pem = certificate.certificate_pem;
  options.key_pem = certificate.key_pem;
  net::ClientOptions trusting;
  trusting.ca_file = file_with(certificate.ca_pem);
  Loop loop;
  Serving serving(
      loop,
      [](const ServerRequest& request) {
        ServerReply reply;
        reply.body = request.target + std::string(50'000, 'b') + request.body;
        return reply;
      },
      options);
  const auto client = client_of(loop, trusting);
  std::vector<std::shared_ptr<Pending>> calls;
  for (int i = 0; i < 200; ++i)
    calls.push_back(
        loop.start(*client, post(serving.url(numbered_target(i)), std::string(1000, 'a'))));
  loop.until([&] {
    return std::all_of(calls.begin(), calls.end(),
                       [](const auto& call) { return call->is_done(); });
  });
  for (int i = 0; i < 200; ++i) {
    const auto& call = calls[static_cast<std::size_t>(i)];
    REQUIRE(call->result);
    CHECK(call->result->has_value());
    CHECK(call->body.bytes() ==
          numbered_target(i) + std::string(50'000, 'b') + std::string(1000, 'a'));
  }
  CHECK(serving.requests == 200);
}

TEST_CASE("bytes in flight bound how many requests are being sent at once", "[net]") {
  constexpr std::int64_t kBody = 32'000'000;  // more than a system takes from a peer that is stuck
  const auto most_connections = [&](std::int64_t bytes_in_flight) {
    Loop loop;
    bool may_read = false;
    const auto read_late = [&](tcp::socket& socket) -> asio::awaitable<void> {
      asio::steady_timer turn(loop.io);
      while (!may_read) {
        turn.expires_after(std::chrono::milliseconds(1));
        co_await turn.async_wait(asio::use_awaitable);
      }
      co_await one_answer(socket);
    };
    Scripted peer(loop, {read_late});
    net::ClientOptions options;
    options.bytes_in_flight = bytes_in_flight;
    const auto client = client_of(loop, options);
    std::vector<std::shared_ptr<Pending>> calls;
    for (int i = 0; i < 3; ++i)
      calls.push_back(loop.start(*client, post(peer.url(), std::string(kBody, 'x'))));
    const auto expected = static_cast<int>(std::min<std::int64_t>(bytes_in_flight / kBody, 3));
    loop.until([&] { return peer.connections >= expected; });
    for (int i = 0; i < 200; ++i) loop.io.poll();
    const int seen = peer.connections;
    may_read = true;
    loop.until([&] {
      return std::all_of(calls.begin(), calls.end(),
                         [](const auto& call) { return call->is_done(); });
    });
    for (const auto& call : calls) CHECK((call->result && call->result->has_value()));
    return seen;
  };
  CHECK(most_connections(kBody) == 1);
  CHECK(most_connections(2 * kBody) == 2);
  CHECK(most_connections(100 * kBody) == 3);
}

TEST_CASE("a body is let go of when it was sent, long before the answer", "[net]") {
  Loop loop;
  bool may_answer = false;
  const auto answer_late = [&](tcp::socket& socket) -> asio::awaitable<void> {
    for (int i = 0; i < 2; ++i) {
      co_await read_request(socket);
      asio::steady_timer turn(loop.io);
      while (!may_answer) {
        turn.expires_after(std::chrono::milliseconds(1));
        co_await turn.async_wait(asio::use_awaitable);
      }
      co_await write_text(socket, kGood);
    }
  };
  Scripted peer(loop, {answer_late});
  const auto client = client_of(loop);
  for (const bool reused : {false, true}) {
    may_answer = false;
    net::Request request = post(peer.url(), std::string(1'000'000, 'x'));
    auto held = std::make_shared<int>(1);
    request.body_hold = held;
    const std::weak_ptr<int> hold = held;
    held.reset();
    const auto call = loop.start(*client, std::move(request));
    CHECK_FALSE(hold.expired());
    loop.until([&] { return hold.expired(); });
    CHECK_FALSE(call->is_done());
    may_answer = true;
    loop.until([&] { return call->is_done(); });
    REQUIRE((call->result && call->result->has_value()));
    CHECK((*call->result)->reused_connection == reused);
  }
}

TEST_CASE("a head that is longer than the usual buffer is read whole", "[net]") {
  Loop loop;
  const std::string line = "X-Long: " + std::string(50'000, 'v') + "\r\n";
  Scripted peer(loop,
                {answer_with("HTTP/1.1 200 OK\r\n" + line + "Content-Length: 4\r\n\r\ngood")});
  const auto client = client_of(loop);
  const auto result = loop.call(*client, get(peer.url()));
  REQUIRE(result);
  CHECK(result->head.headers.find("X-Long")->size() == 50'000);
  CHECK(loop.body == "good");
}

TEST_CASE("an https call goes through the proxy and TLS is with the origin", "[net]") {
  const auto certificate = net::make_certificate("shop.test");
  net::ServerOptions options;
  options.certificate_pem = certificate.certificate_pem;
  options.key_pem = certificate.key_pem;
  Loop loop;
  Serving serving(loop, hello, options);
  std::string asked;
  int tunnels_ended = 0;
  const auto tunnel = [&](tcp::socket& socket) -> asio::awaitable<void> {
    asked = co_await read_request(socket);
    const auto here = std::make_shared<tcp::socket>(std::move(socket));
    const auto there = std::make_shared<tcp::socket>(loop.io);
    const tcp::endpoint origin(asio::ip::make_address("127.0.0.1"), serving.server().port());
    co_await there->async_connect(origin, asio::use_awaitable);
    co_await write_text(*here, "HTTP/1.1 200 Connection established\r\n\r\n");
    asio::co_spawn(loop.io, pump(there, here), [&](std::exception_ptr) { ++tunnels_ended; });
    co_await pump(here, there);
    ++tunnels_ended;
  };
  Scripted proxy(loop, {tunnel});
  net::ClientOptions through;
  through.ca_file = file_with(certificate.ca_pem);
  through.proxy = proxy.url().origin();
  auto client = client_of(loop, through);
  const net::Url url = net::parse_url("https://shop.test/a?key=SECRET").value();
  const auto first = loop.call(*client, get(url));
  REQUIRE(first);
  CHECK(loop.body == "hello /a?key=SECRET");
  CHECK(asked == "CONNECT shop.test:443 HTTP/1.1\r\nHost: shop.test:443\r\n\r\n");
  const auto second = loop.call(*client, get(url));
  REQUIRE(second);
  CHECK(second->reused_connection);
  CHECK(proxy.connections == 1);
  client.reset();
  loop.until([&] { return tunnels_ended == 2; });
}

TEST_CASE("a proxy that gives no way through is named as the reason", "[net]") {
  struct Case {
    const char* answer;
    const char* reason;
  };
  const auto one =
      GENERATE(Case{"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 6\r\n\r\nSECRET",
                    "it answered 407"},
               Case{"HTTP/1.1 200 OK\r\n\r\nSECRET", "it spoke out of turn"},
               Case{"SECRET\r\n\r\n", "it answered is not HTTP"});
  Loop loop;
  Scripted proxy(loop, {answer_with(one.answer)});
  net::ClientOptions through;
  through.proxy = proxy.url().origin();
  const auto client = client_of(loop, through);
  const auto result =
      loop.call(*client, get(net::parse_url("https://shop.test/?key=SECRET").value()));
  REQUIRE(result.has_error());
  CHECK(result.error().error.kind == ErrorKind::unreachable);
  CHECK(result.error().progress == Progress::not_sent);
  CHECK_THAT(result.error().error.message,
             Catch::StartsWith("https://shop.test: no way through the proxy") &&
                 Catch::EndsWith(one.reason) && !Catch::Contains("SECRET"));
}

TEST_CASE("a call to this machine does not ask the proxy", "[net]") {
  Loop loop;
  Scripted proxy(loop, {answer_with("HTTP/1.1 500 No\r\n\r\n")});
  Serving serving(loop, hello);
  net::ClientOptions through;
  through.proxy = proxy.url().origin();
  const auto client = client_of(loop, through);
  CHECK(loop.call(*client, get(serving.url())).has_value());
  CHECK(proxy.connections == 0);
}

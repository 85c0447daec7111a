// What goes wrong on the way, and what is said about it: kind, progress, and no secret.
#include "tests/net/loopback.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <stdexcept>

using namespace vitrine;
using namespace vitrine::test;
using namespace std::chrono_literals;
using net::Progress;
using net::ServerReply;
using net::ServerRequest;
using util::ErrorKind;
using Ending = ServerReply::Ending;

namespace {

/// Every part that may hold a key does.
net::Request secret_request(net::Url url) {
  url.target = "/v1/make?key=SECRET";
  net::Request request = post(url, "SECRET body");
  request.headers.add("X-Goog-Api-Key", "SECRET");
  return request;
}

ServerReply secret_reply() {
  ServerReply reply;
  reply.headers.add("X-Echo", "SECRET");
  for (int i = 0; i < 30'000; ++i) reply.body += "SECRET ";
  return reply;
}

void check_failure(const net::CallResult& result,
                   ErrorKind kind,
                   Progress progress,
                   const net::Url& url) {
  REQUIRE(result.has_error());
  CAPTURE(result);
  CHECK(result.error().error.kind == kind);
  CHECK(result.error().progress == progress);
  const std::string& message = result.error().error.message;
  CHECK_THAT(message, Catch::StartsWith(url.origin() + ": "));
  CHECK(message.find("SECRET") == std::string::npos);
  CHECK(message.find("/v1") == std::string::npos);
  CHECK(message.find('\n') == std::string::npos);
}

/// A port of this machine where nobody listens.
net::Url nobody(Loop& loop) {
  tcp::acceptor acceptor(loop.io, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0));
  net::Url url;
  url.tls = false;
  url.host = "127.0.0.1";
  url.port = acceptor.local_endpoint().port();
  return url;
}

/// A listener whose queue is full: the system lets a further connection wait for ever.
struct FullHouse {
  explicit FullHouse(Loop& loop) : door(loop.io, tcp::v4()), first(loop.io), second(loop.io) {
    door.bind(tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0));
    door.listen(0);
    bool connected = false;
    first.async_connect(door.local_endpoint(), [&](auto) { connected = true; });
    loop.until([&] { return connected; });
    second.async_connect(door.local_endpoint(), [](auto) {});
  }
  net::Url url() const {
    net::Url url;
    url.tls = false;
    url.host = "127.0.0.1";
    url.port = door.local_endpoint().port();
    return url;
  }
  tcp::acceptor door;
  tcp::socket first, second;
};

asio::awaitable<void> stay_silent(tcp::socket& socket) { co_await read_to_end(socket); }

/// Takes the first bytes and nothing more, until the peer has gone.
asio::awaitable<void> stop_reading(tcp::socket& socket) {
  char some[1000];
  co_await socket.async_read_some(asio::buffer(some), asio::use_awaitable);
  boost::system::error_code gone;
  co_await socket.async_wait(tcp::socket::wait_error,
                             asio::redirect_error(asio::use_awaitable, gone));
}

}  // namespace

TEST_CASE("every way a server may end a call tells what may have been bought", "[net]") {
  struct Case {
    const char* what;
    Ending ending;
    ErrorKind kind;
    Progress progress;
  };
  const auto one = GENERATE(
      Case{"reset before the head", Ending::reset_before_head, ErrorKind::unreachable,
           Progress::maybe_sent},
      Case{"close before the head", Ending::close_before_head, ErrorKind::unreachable,
           Progress::maybe_sent},
      Case{"close in the body", Ending::close_in_body, ErrorKind::unreachable, Progress::answered},
      Case{"reset in the body", Ending::reset_in_body, ErrorKind::unreachable, Progress::answered},
      Case{"stall in the body", Ending::stall_in_body, ErrorKind::timed_out, Progress::answered});
  const bool tls = GENERATE(false, true);
  const bool chunked = GENERATE(false, true);
  const std::size_t cut_at = GENERATE(0, 100'000);
  CAPTURE(one.what, tls, chunked, cut_at);

  const auto certificate = net::make_certificate();
  net::ServerOptions options;
  net::ClientOptions trusting;
  trusting.first_byte_timeout = one.ending == Ending::stall_in_body ? 60ms : 60'000ms;
  if (tls) {
    options.certificate_pem = certificate.certificate_pem;
    options.key_pem = certificate.key_pem;
    trusting.ca_file = file_with(certificate.ca_pem);
  }
  Loop loop;
  const auto answer = [&](const ServerRequest&) {
    ServerReply reply = secret_reply();
    reply.ending = one.ending;
    reply.cut_at = cut_at;
    reply.chunked = chunked;
    return reply;
  };
  Serving serving(loop, answer, options);
  const auto client = client_of(loop, trusting);
  check_failure(loop.call(*client, secret_request(serving.url())), one.kind, one.progress,
                serving.url());
  CHECK(serving.requests == 1);
  CHECK(loop.body.size() <= cut_at);
}

TEST_CASE("a port where nobody listens is unreachable and nothing was sent", "[net]") {
  Loop loop;
  const auto client = client_of(loop);
  const net::Url url = nobody(loop);
  check_failure(loop.call(*client, secret_request(url)), ErrorKind::unreachable, Progress::not_sent,
                url);
}

TEST_CASE("plain http off this machine is refused", "[net]") {
  Loop loop;
  const auto client = client_of(loop);
  const net::Url url = net::parse_url("http://192.0.2.1/").value();
  const auto pending = loop.start(*client, secret_request(url));
  // Decided at once: not even a turn of the loop's own sockets is needed.
  loop.io.poll();
  REQUIRE(pending->is_done());
  check_failure(*pending->result, ErrorKind::refused, Progress::not_sent, url);
}

TEST_CASE("a key with a line end is refused before anything is sent", "[net]") {
  Loop loop;
  Scripted peer(loop, {stay_silent});
  const auto client = client_of(loop);
  net::Request request = secret_request(peer.url());
  request.headers.add("X-Other", "SECRET\n");
  check_failure(loop.call(*client, request), ErrorKind::refused, Progress::not_sent, peer.url());
  CHECK(peer.connections == 0);
}

TEST_CASE("a deadline that has passed opens no connection", "[net]") {
  Loop loop;
  Scripted peer(loop, {stay_silent});
  const auto client = client_of(loop);
  const auto result = loop.call(*client, secret_request(peer.url()), util::Deadline::after(-1ms));
  check_failure(result, ErrorKind::timed_out, Progress::not_sent, peer.url());
  CHECK(peer.connections == 0);
}

TEST_CASE("each limit of time ends the wait it is meant for", "[net]") {
  struct Case {
    const char* what;
    bool connecting, by_option;
  };
  const bool by_option = GENERATE(false, true);
  CAPTURE(by_option);
  Loop loop;
  const auto deadline = by_option ? Loop::far() : Loop::soon();
  net::ClientOptions options;

  SECTION("a connection that is not taken") {
    if (by_option) options.connect_timeout = 60ms;
    const auto client = client_of(loop, options);
    FullHouse full(loop);
    check_failure(loop.call(*client, secret_request(full.url()), deadline), ErrorKind::timed_out,
                  Progress::not_sent, full.url());
  }
  SECTION("a peer that never speaks TLS") {
    if (by_option) options.connect_timeout = 60ms;
    const auto client = client_of(loop, options);
    Scripted peer(loop, {stay_silent});
    const net::Url url = peer.url("/", true);
    check_failure(loop.call(*client, secret_request(url), deadline), ErrorKind::timed_out,
                  Progress::not_sent, url);
  }
  SECTION("a proxy that never answers") {
    Scripted proxy(loop, {stay_silent});
    options.proxy = proxy.url().origin();
    if (by_option) options.connect_timeout = 60ms;
    const auto client = client_of(loop, options);
    const net::Url url = net::parse_url("https://shop.test/").value();
    check_failure(loop.call(*client, secret_request(url), deadline), ErrorKind::timed_out,
                  Progress::not_sent, url);
  }
  SECTION("a peer that stops reading") {
    if (by_option) options.first_byte_timeout = 60ms;
    const auto client = client_of(loop, options);
    Scripted peer(loop, {stop_reading});
    net::Request request = secret_request(peer.url());
    request.body = std::string(32'000'000, 'x');
    check_failure(loop.call(*client, request, deadline), ErrorKind::timed_out, Progress::not_sent,
                  peer.url());
  }
  SECTION("a first byte that does not come") {
    if (by_option) options.first_byte_timeout = 60ms;
    const auto client = client_of(loop, options);
    Scripted peer(loop, {stay_silent});
    check_failure(loop.call(*client, secret_request(peer.url()), deadline), ErrorKind::timed_out,
                  Progress::maybe_sent, peer.url());
  }
  SECTION("early hints and then nothing") {
    if (by_option) options.first_byte_timeout = 60ms;
    const auto client = client_of(loop, options);
    Scripted peer(loop, {answer_with("HTTP/1.1 103 Early Hints\r\n\r\n")});
    check_failure(loop.call(*client, secret_request(peer.url()), deadline), ErrorKind::timed_out,
                  Progress::maybe_sent, peer.url());
  }
  SECTION("a body that stalls") {
    if (by_option) options.first_byte_timeout = 60ms;
    const auto client = client_of(loop, options);
    Scripted peer(loop, {answer_with("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nSECRET")});
    check_failure(loop.call(*client, secret_request(peer.url()), deadline), ErrorKind::timed_out,
                  Progress::answered, peer.url());
  }
}

TEST_CASE("a call can be cancelled wherever it waits", "[net]") {
  Loop loop;
  net::ClientOptions options;
  const auto cancel_after = [&](net::Client& client, net::Request request,
                                const std::function<bool()>& ready) {
    const auto pending = loop.start(client, std::move(request));
    loop.until(ready);
    while (loop.io.poll() > 0) continue;  // until it waits for something that does not come
    REQUIRE_FALSE(pending->is_done());
    pending->cancel.emit(asio::cancellation_type::terminal);
    loop.until([&] { return pending->is_done(); });
    REQUIRE(pending->result);
    return *pending->result;
  };
  const auto at_once = [] { return true; };

  SECTION("for its turn") {
    Scripted peer(loop, {stop_reading});
    options.bytes_in_flight = 1;
    const auto client = client_of(loop, options);
    net::Request large = secret_request(peer.url());
    large.body = std::string(32'000'000, 'x');
    const auto first = loop.start(*client, large);
    const auto result =
        cancel_after(*client, secret_request(peer.url()), [&] { return peer.connections == 1; });
    check_failure(result, ErrorKind::cancelled, Progress::not_sent, peer.url());
    first->cancel.emit(asio::cancellation_type::terminal);
    loop.until([&] { return first->is_done(); });
  }
  SECTION("for a connection") {
    const auto client = client_of(loop, options);
    FullHouse full(loop);
    check_failure(cancel_after(*client, secret_request(full.url()), at_once), ErrorKind::cancelled,
                  Progress::not_sent, full.url());
  }
  SECTION("for TLS") {
    const auto client = client_of(loop, options);
    Scripted peer(loop, {stay_silent});
    const net::Url url = peer.url("/", true);
    const auto result =
        cancel_after(*client, secret_request(url), [&] { return peer.connections == 1; });
    check_failure(result, ErrorKind::cancelled, Progress::not_sent, url);
  }
  SECTION("for a request to be taken") {
    const auto client = client_of(loop, options);
    Scripted peer(loop, {stop_reading});
    net::Request request = secret_request(peer.url());
    request.body = std::string(32'000'000, 'x');
    const auto result = cancel_after(*client, request, [&] { return peer.connections == 1; });
    check_failure(result, ErrorKind::cancelled, Progress::not_sent, peer.url());
  }
  SECTION("for an answer") {
    const auto client = client_of(loop, options);
    Scripted peer(loop, {stay_silent});
    const auto result =
        cancel_after(*client, secret_request(peer.url()), [&] { return peer.connections == 1; });
    check_failure(result, ErrorKind::cancelled, Progress::maybe_sent, peer.url());
  }
  SECTION("in the middle of a body") {
    const auto client = client_of(loop, options);
    const auto answer = [](const ServerRequest&) {
      ServerReply reply = secret_reply();
      reply.ending = Ending::stall_in_body;
      reply.cut_at = 100'000;
      return reply;
    };
    Serving serving(loop, answer);
    struct Signalling final : net::BodySink {
      void begin(const net::ResponseHead&) override {}
      void write(std::string_view piece) override { bytes += piece.size(); }
      std::size_t bytes = 0;
    } sink;
    const auto pending = loop.start(*client, secret_request(serving.url()), Loop::far(), &sink);
    loop.until([&] { return sink.bytes == 100'000; });
    pending->cancel.emit(asio::cancellation_type::terminal);
    loop.until([&] { return pending->is_done(); });
    check_failure(*pending->result, ErrorKind::cancelled, Progress::answered, serving.url());
  }
}

TEST_CASE("a peer that breaks off while the request is being sent did not get it", "[net]") {
  Loop loop;
  const auto reset = [](tcp::socket& socket) -> asio::awaitable<void> {
    char some[1000];
    co_await socket.async_read_some(asio::buffer(some), asio::use_awaitable);
    socket.set_option(asio::socket_base::linger(true, 0));
  };
  Scripted peer(loop, {reset});
  const auto client = client_of(loop);
  net::Request request = secret_request(peer.url());
  request.body = std::string(32'000'000, 'x');
  check_failure(loop.call(*client, request), ErrorKind::unreachable, Progress::not_sent,
                peer.url());
}

TEST_CASE("caps on header and body end a call as refused", "[net]") {
  Loop loop;
  net::ClientOptions options;
  options.max_header_bytes = 2000;
  options.max_body_bytes = 1000;
  const auto client = client_of(loop, options);
  ServerReply reply;
  Serving serving(loop, [&](const ServerRequest&) { return reply; });
  SECTION("just below both") {
    reply.headers.add("X-Long", std::string(1900, 'x'));
    reply.body = std::string(1000, 'y');
    CHECK(loop.call(*client, secret_request(serving.url())).has_value());
  }
  SECTION("a header too large") {
    reply.headers.add("X-Long", std::string(2100, 'x'));
    check_failure(loop.call(*client, secret_request(serving.url())), ErrorKind::refused,
                  Progress::maybe_sent, serving.url());
  }
  SECTION("a body too large") {
    reply.chunked = GENERATE(false, true);
    reply.body = std::string(1001, 'y');
    check_failure(loop.call(*client, secret_request(serving.url())), ErrorKind::refused,
                  Progress::answered, serving.url());
    CHECK(loop.body.size() <= 1000);
  }
}

TEST_CASE("what is no HTTP at all is told from an answer", "[net]") {
  Loop loop;
  Scripted peer(loop, {answer_with("SSH-2.0-SECRET\r\n\r\n")});
  const auto client = client_of(loop);
  check_failure(loop.call(*client, secret_request(peer.url())), ErrorKind::unreachable,
                Progress::maybe_sent, peer.url());
}

TEST_CASE("an exception of the sink ends the call and reaches the caller", "[net]") {
  struct Full final : net::BodySink {
    explicit Full(bool b) : at_begin(b) {}
    void begin(const net::ResponseHead&) override {
      if (at_begin) throw std::runtime_error("disk full");
    }
    void write(std::string_view) override { throw std::runtime_error("disk full"); }
    bool at_begin;
  } sink(GENERATE(false, true));
  Loop loop;
  Serving serving(loop, [](const ServerRequest&) { return secret_reply(); });
  const auto client = client_of(loop);
  CHECK_THROWS_WITH(loop.call(*client, secret_request(serving.url()), Loop::far(), &sink),
                    "disk full");
  // The half-read connection is not lent to the next call.
  const auto next = loop.call(*client, secret_request(serving.url()));
  REQUIRE(next);
  CHECK_FALSE(next->reused_connection);
}

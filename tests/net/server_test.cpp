#include "tests/net/loopback.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <stdexcept>
#include <system_error>

using namespace vitrine;
using namespace vitrine::test;
using namespace std::chrono_literals;
using net::ServerReply;
using net::ServerRequest;

namespace {

ServerReply echo(const ServerRequest& request) {
  ServerReply reply;
  reply.body = request.method + " " + request.target + " " + request.body;
  return reply;
}

/// A peer that writes and reads as told.
class Raw {
 public:
  Raw(Loop& loop, const net::Server& server) : loop_(loop), socket_(loop.io) {
    socket_.connect(tcp::endpoint(asio::ip::make_address("127.0.0.1"), server.port()));
  }
  Raw& say(const std::string& bytes) {
    run([&]() -> asio::awaitable<void> {
      boost::system::error_code closed_early;
      co_await asio::async_write(socket_, asio::buffer(bytes),
                                 asio::redirect_error(asio::use_awaitable, closed_early));
    });
    return *this;
  }
  /// Reads until this has come at the end, or the server has closed; all that has come.
  std::string hear(const std::string& end) {
    run([this, &end]() -> asio::awaitable<void> {
      char piece[4096];
      while (!closed && !heard_.ends_with(end)) {
        boost::system::error_code ended;
        const std::size_t got = co_await socket_.async_read_some(
            asio::buffer(piece), asio::redirect_error(asio::use_awaitable, ended));
        heard_.append(piece, got);
        closed = static_cast<bool>(ended);
      }
    });
    return std::exchange(heard_, "");
  }
  std::string hear_all() { return hear("\x01never"); }
  bool closed = false;

 private:
  void run(const std::function<asio::awaitable<void>()>& talk) {
    bool done = false;
    asio::co_spawn(loop_.io, talk(), [&](std::exception_ptr) { done = true; });
    loop_.until([&] { return done; });
  }
  Loop& loop_;
  tcp::socket socket_;
  std::string heard_;
};

}  // namespace

TEST_CASE("requests on one connection are answered in turn also when sent at once", "[net]") {
  Loop loop;
  Serving serving(loop, echo);
  Raw raw(loop, serving.server());
  raw.say(
      "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /2 HTTP/1.1\r\nContent-Length: 1\r\n\r\naGET /3 "
      "HTTP/1.1\r\nConnection: close\r\n\r\n");
  CHECK(raw.hear_all() ==
        "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nGET /1 "
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nPOST /2 a"
        "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nGET /3 ");
}

TEST_CASE("who asks to be waved on is waved on before the body comes", "[net]") {
  Loop loop;
  Serving serving(loop, echo);
  Raw raw(loop, serving.server());
  raw.say("POST /1 HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  CHECK(raw.hear("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(serving.requests == 0);
  raw.say("abc");
  CHECK(raw.hear("abc") == "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nPOST /1 abc");
}

TEST_CASE("what is no request gets 400 and the end of the connection", "[net]") {
  const std::string bytes =
      GENERATE(as<std::string>{}, "hello\r\n\r\n", "GET / HTTP/3.0\r\n\r\n",
               "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
               "GET / HTTP/1.1\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n");
  Loop loop;
  Serving serving(loop, echo);
  Raw raw(loop, serving.server());
  raw.say(bytes);
  CHECK_THAT(raw.hear_all(), Catch::StartsWith("HTTP/1.1 400 ") && Catch::Contains("close"));
  CHECK(raw.closed);
  CHECK(serving.requests == 0);
}

TEST_CASE("a request too large gets 413 and the end of the connection", "[net]") {
  const std::string head = GENERATE("Content-Length: 1000001", "Transfer-Encoding: chunked");
  net::ServerOptions options;
  options.max_body_bytes = 1'000'000;
  Loop loop;
  Serving serving(loop, echo, options);
  Raw raw(loop, serving.server());
  raw.say("POST / HTTP/1.1\r\n" + head + "\r\n\r\nf4241\r\n");
  CHECK_THAT(raw.hear_all(), Catch::StartsWith("HTTP/1.1 413 "));
  CHECK(serving.requests == 0);
}

TEST_CASE("a refusal reaches a client that is still sending", "[net]") {
  net::ServerOptions options;
  options.max_body_bytes = 1'000'000;
  Loop loop;
  Serving serving(loop, echo, options);
  const auto client = client_of(loop);
  const auto result = loop.call(*client, post(serving.url(), std::string(8'000'000, 'x')));
  REQUIRE(result);
  CHECK(result->head.status == 413);
}

TEST_CASE("a reply goes out as it is described", "[net]") {
  ServerReply reply;
  reply.body = "hello";
  std::string method = "GET", expected;
  SECTION("chunked") {
    reply.chunked = true;
    expected =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        "5\r\nhello\r\n0\r\n\r\n";
  }
  SECTION("with early hints") {
    reply.informational = true;
    expected =
        "HTTP/1.1 103 Early Hints\r\nLink: </>; rel=preload\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
  }
  SECTION("with bytes behind its end") {
    reply.trailing = "garbage";
    expected = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhellogarbage";
  }
  SECTION("without a body where none belongs") {
    method = "HEAD";
    expected = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n";
  }
  SECTION("with no content") {
    reply.status = 204;
    expected = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
  }
  SECTION("after delays") {
    reply.delay = 1ms;
    reply.delay_per_piece = 1ms;
    reply.body = std::string(70'000, 'x');
    expected = "HTTP/1.1 200 OK\r\nContent-Length: 70000\r\nConnection: close\r\n\r\n" + reply.body;
  }
  SECTION("cut inside a chunk") {
    reply.chunked = true;
    reply.ending = ServerReply::Ending::close_in_body;
    reply.cut_at = 2;
    expected = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhe";
  }
  Loop loop;
  Serving serving(loop, [&](const ServerRequest&) { return reply; });
  Raw raw(loop, serving.server());
  raw.say(method + " / HTTP/1.1\r\nConnection: close\r\n\r\n");
  CHECK(raw.hear_all() == expected);
}

TEST_CASE("a handler that throws costs its own connection only", "[net]") {
  Loop loop;
  const auto answer = [](const ServerRequest& request) {
    if (request.target == "/bad") throw std::runtime_error("SECRET");
    return echo(request);
  };
  Serving serving(loop, answer);
  const auto client = client_of(loop);
  const auto bad = loop.call(*client, get(serving.url("/bad")));
  REQUIRE(bad);
  CHECK(bad->head.status == 500);
  CHECK(loop.body.find("SECRET") == std::string::npos);
  const auto good = loop.call(*client, get(serving.url("/good")));
  REQUIRE(good);
  CHECK(good->head.status == 200);
}

TEST_CASE("a connection that stays silent is closed in time", "[net]") {
  net::ServerOptions options;
  options.idle_timeout = 30ms;
  Loop loop;
  Serving serving(loop, echo, options);
  Raw silent(loop, serving.server()), half(loop, serving.server());
  half.say("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab");
  CHECK(silent.hear_all().empty());
  CHECK(half.hear_all().empty());
  CHECK(serving.requests == 0);
}

TEST_CASE("more connections than allowed wait until one has left", "[net]") {
  net::ServerOptions options;
  options.max_connections = 1;
  Loop loop;
  Serving serving(loop, echo, options);
  auto first = std::make_unique<Raw>(loop, serving.server());
  first->say("GET /1 HTTP/1.1\r\n\r\n");
  CHECK_THAT(first->hear("/1 "), Catch::EndsWith("GET /1 "));
  Raw second(loop, serving.server());
  second.say("GET /2 HTTP/1.1\r\n\r\n");
  while (loop.io.poll() > 0) continue;
  CHECK(serving.requests == 1);
  first.reset();
  CHECK_THAT(second.hear("/2 "), Catch::EndsWith("GET /2 "));
}

TEST_CASE("stopping ends every connection wherever it stands", "[net]") {
  Loop loop;
  ServerReply reply;
  reply.body = "hello";
  const auto answer = [](const ServerRequest& request) {
    ServerReply slow = echo(request);
    if (request.target == "/slow") slow.delay = std::chrono::hours(1);
    if (request.target == "/stall") slow.ending = ServerReply::Ending::stall_in_body;
    return slow;
  };
  auto serving = std::make_unique<Serving>(loop, answer);
  Raw idle(loop, serving->server()), slow(loop, serving->server()),
      stalled(loop, serving->server());
  slow.say("GET /slow HTTP/1.1\r\n\r\n");
  stalled.say("GET /stall HTTP/1.1\r\n\r\n");
  stalled.hear("\r\n\r\n");
  loop.until([&] { return serving->requests == 2 && serving->running == 0; });
  serving.reset();  // joins: it returns only when all three have ended
  for (Raw* raw : {&idle, &slow, &stalled}) {
    raw->hear_all();
    CHECK(raw->closed);
  }
}

TEST_CASE("a server whose run is cancelled ends as if it had been stopped", "[net]") {
  Loop loop;
  const auto handler = [](ServerRequest request) -> asio::awaitable<ServerReply> {
    co_return echo(request);
  };
  const auto server = net::make_server(loop.io.get_executor(), {}, handler);
  asio::cancellation_signal cancel;
  bool ended = false;
  auto on_end = [&](std::exception_ptr) { ended = true; };
  asio::co_spawn(loop.io, server->run(),
                 asio::bind_cancellation_slot(cancel.slot(), std::move(on_end)));
  Raw raw(loop, *server);
  raw.say("GET /1 HTTP/1.1\r\n\r\n");
  raw.hear("/1 ");
  cancel.emit(asio::cancellation_type::terminal);
  loop.until([&] { return ended; });
  CHECK(raw.hear_all().empty());
  CHECK(raw.closed);
}

TEST_CASE("a server listens on this machine only and says why it cannot", "[net]") {
  Loop loop;
  const auto make = [&](net::ServerOptions options) {
    return net::make_server(loop.io.get_executor(), std::move(options), {});
  };
  net::ServerOptions options;
  for (const char* address : {"0.0.0.0", "192.0.2.1", "::", "localhost", ""}) {
    options.address = address;
    CHECK_THROWS_AS(make(options), std::invalid_argument);
  }
  options.address = "127.0.0.1";
  const auto first = make(options);
  CHECK(first->base_url() == "http://127.0.0.1:" + std::to_string(first->port()));
  options.port = first->port();
  CHECK_THROWS_AS(make(options), std::system_error);
  options.port = 0;
  options.certificate_pem = "no certificate";
  CHECK_THROWS_AS(make(options), std::invalid_argument);
  const auto certificate = net::make_certificate(), other = net::make_certificate();
  options.certificate_pem = certificate.certificate_pem;
  options.key_pem = other.key_pem;
  CHECK_THROWS_AS(make(options), std::invalid_argument);
}

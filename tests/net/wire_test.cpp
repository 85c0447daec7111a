// Details that servers really send, byte by byte.
#include "tests/net/loopback.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>

using namespace vitrine;
using namespace vitrine::test;
using net::Progress;
using util::ErrorKind;

namespace {

const std::string kGood = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood";

}  // namespace

TEST_CASE("an answer reads the same however a server spells it", "[net]") {
  const auto* bytes = GENERATE(
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
      "HTTP/1.1 200 OK\r\ncontent-length:5\r\n\r\nhello",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nSum: 1\r\n\r\n",
      "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: "
      "5\r\n\r\nhello",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  CAPTURE(bytes);
  Loop loop;
  Scripted peer(loop, {answer_with(bytes)});
  const auto client = client_of(loop);
  const auto result = loop.call(*client, post(peer.url(), "x"));
  REQUIRE(result);
  CHECK(result->head.status == 200);
  CHECK(loop.body == "hello");
}

TEST_CASE("a body without a length ends with the connection", "[net]") {
  Loop loop;
  Scripted peer(loop, {answer_and_close("HTTP/1.1 200 OK\r\n\r\nhello")});
  const auto client = client_of(loop);
  for (int i = 1; i <= 2; ++i) {
    const auto result = loop.call(*client, get(peer.url()));
    REQUIRE(result);
    CHECK(loop.body == "hello");
    CHECK(peer.connections == i);
  }
}

TEST_CASE("a body that ends too early is no answer", "[net]") {
  const auto* bytes =
      GENERATE("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
  Loop loop;
  Scripted peer(loop, {answer_and_close(bytes)});
  const auto client = client_of(loop);
  const auto result = loop.call(*client, get(peer.url()));
  REQUIRE(result.has_error());
  CHECK(result.error().error.kind == ErrorKind::unreachable);
  CHECK(result.error().progress == Progress::answered);
}

TEST_CASE("a connection with bytes behind the answer is not lent again", "[net]") {
  Loop loop;
  SECTION("bytes that come with the answer") {
    Scripted peer(loop, {answer_with(kGood + "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad"),
                         answer_with(kGood)});
    const auto client = client_of(loop);
    for (int i = 1; i <= 2; ++i) {
      REQUIRE(loop.call(*client, get(peer.url())));
      CHECK(loop.body == "good");
      CHECK(peer.connections == i);
    }
  }
  SECTION("bytes that come later") {
    bool go_on = false, written = false;
    const auto late = [&](tcp::socket& socket) -> asio::awaitable<void> {
      co_await read_request(socket);
      co_await write_text(socket, kGood);
      while (!go_on) co_await asio::post(socket.get_executor(), asio::use_awaitable);
      co_await write_text(socket, "late");
      written = true;
      co_await read_to_end(socket);
    };
    Scripted peer(loop, {late, answer_with(kGood)});
    const auto client = client_of(loop);
    REQUIRE(loop.call(*client, get(peer.url())));
    go_on = true;
    loop.until([&] { return written; });
    const auto second = loop.call(*client, get(peer.url()));
    REQUIRE(second);
    CHECK_FALSE(second->reused_connection);
    CHECK(loop.body == "good");
  }
}

TEST_CASE("a server that wants no more requests gets none on that connection", "[net]") {
  const auto* bytes =
      GENERATE("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nconnection: close\r\n\r\ngood",
               "HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\ngood");
  Loop loop;
  Scripted peer(loop, {answer_with(bytes)});
  const auto client = client_of(loop);
  for (int i = 1; i <= 2; ++i) {
    REQUIRE(loop.call(*client, get(peer.url())));
    CHECK(peer.connections == i);
  }
}

TEST_CASE("an answer that comes before the request is read whole is an answer", "[net]") {
  const bool hard = GENERATE(false, true);
  CAPTURE(hard);
  const auto refuse_early = [hard](tcp::socket& socket) -> asio::awaitable<void> {
    std::string head;
    co_await asio::async_read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n",
                                    asio::use_awaitable);
    co_await write_text(socket, "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig");
    if (hard) co_return;  // closing with bytes unread resets the connection
    co_await read_to_end(socket);
  };
  Loop loop;
  Scripted peer(loop, {refuse_early});
  const auto client = client_of(loop);
  const auto result = loop.call(*client, post(peer.url(), std::string(16'000'000, 'x')));
  REQUIRE(result);
  CHECK(result->head.status == 413);
  CHECK(loop.body == "big");
}

TEST_CASE("an answer to HEAD has a length and no body", "[net]") {
  Loop loop;
  Scripted peer(loop, {answer_with("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")});
  const auto client = client_of(loop);
  net::Request request = get(peer.url());
  request.method = "HEAD";
  for (int i = 0; i < 1; ++i) {
    const auto result = loop.call(*client, request);
    REQUIRE(result);
    CHECK(result->body_bytes == 0);
    CHECK(result->head.headers.find("content-length") == "500");
  }
}

TEST_CASE("what goes over the wire is one request and nothing of the client's own", "[net]") {
  std::string seen;
  const auto note = [&](tcp::socket& socket) -> asio::awaitable<void> {
    seen = co_await read_request(socket);
    co_await write_text(socket, kGood);
  };
  Loop loop;
  Scripted peer(loop, {note});
  const auto client = client_of(loop);
  net::Request request = post(peer.url("/a?b=c"), "body");
  request.headers.add("X-Key", "k");
  REQUIRE(loop.call(*client, request));
  CHECK(seen == "POST /a?b=c HTTP/1.1\r\nHost: " + peer.url().authority() +
                    "\r\nX-Key: k\r\nContent-Length: 4\r\n\r\nbody");
}

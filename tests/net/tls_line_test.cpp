// TLS on the socket itself: what an idle connection holds, and how it ends.
#include "pipeline/net/stream.hpp"
#include "tests/net/loopback.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <malloc.h>
#include <utility>

using namespace vitrine;
using namespace vitrine::test;
using net::Cut;
using net::Stream;
using net::Transfer;

namespace {

/// Both ends of one connection that have shaken hands.
struct Pair {
  std::unique_ptr<Stream> client, server;
};

struct Ends {
  Loop loop;
  net::SelfMadeCertificate certificate = net::make_certificate();
  net::TlsContext trusting = net::TlsContext::for_client(file_with(certificate.ca_pem));
  net::TlsContext presenting =
      net::TlsContext::for_server(certificate.certificate_pem, certificate.key_pem);
  net::Door door{loop.io.get_executor(), "127.0.0.1", 0};

  template <class Result>
  Result wait_for(asio::awaitable<Result> work) {
    std::optional<Result> result;
    auto keep = [&result](std::exception_ptr, Result made) { result = std::move(made); };
    asio::co_spawn(loop.io, std::move(work), keep);
    loop.until([&] { return result.has_value(); });
    return *std::move(result);
  }
  Pair pair() {
    Pair made;
    made.client = std::make_unique<Stream>(loop.io.get_executor());
    auto connect = made.client->connect("127.0.0.1", door.port());
    REQUIRE(wait_for(std::move(connect)).cut == Cut::none);
    made.server = wait_for(door.accept());
    std::optional<Cut> served;
    auto keep = [&served](std::exception_ptr, const Transfer& ended) { served = ended.cut; };
    asio::co_spawn(loop.io, made.server->handshake_as_server(presenting), keep);
    REQUIRE(wait_for(made.client->handshake_as_client(trusting, "127.0.0.1")).cut == Cut::none);
    loop.until([&] { return served.has_value(); });
    REQUIRE(served == Cut::none);
    return made;
  }
};

}  // namespace

#if !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)  // they have their own allocator
TEST_CASE("a connection that waits for its answer holds no buffers", "[net]") {
  Ends ends;
  char byte = 0;
  std::vector<Pair> pairs;
  const auto one_more = [&] {
    Pair& pair = pairs.emplace_back(ends.pair());
    CHECK(ends.wait_for(pair.client->write("?")).bytes == 1);
    CHECK(ends.wait_for(pair.server->read(&byte, 1)).bytes == 1);
    CHECK(pair.client->is_quiet());  // reads the server's session tickets
  };
  one_more();  // what is made once
  const auto before = ::mallinfo2().uordblks;
  constexpr int kPairs = 10;
  for (int i = 0; i < kPairs; ++i) one_more();
  // Two ends each: OpenSSL's state, and no record on its way.
  CHECK((::mallinfo2().uordblks - before) / (2 * kPairs) < 40'000);
}
#endif

TEST_CASE("who goes on with a closed connection takes nothing from another one", "[net]") {
  Ends ends;
  char byte = 0;
  Pair closed = ends.pair();
  closed.client->close_abruptly();
  const Pair next = ends.pair();  // its descriptor has the number that was free
  CHECK(ends.wait_for(next.server->write("!")).bytes == 1);
  CHECK(ends.wait_for(closed.client->read(&byte, 1)).cut == Cut::failed);
  CHECK(ends.wait_for(next.client->read(&byte, 1)).bytes == 1);
  CHECK(byte == '!');
}

TEST_CASE("much passes at once, and in both directions", "[net]") {
  Ends ends;
  Pair pair = ends.pair();
  const std::string bytes(3'000'000, 'x');
  std::optional<Transfer> sent;
  auto keep = [&sent](std::exception_ptr, Transfer made) { sent = std::move(made); };
  asio::co_spawn(ends.loop.io, pair.server->write(bytes), keep);
  CHECK(ends.wait_for(pair.client->write("ready")).bytes == 5);
  std::string got, piece(100'000, '\0');
  while (got.size() < bytes.size()) {
    const Transfer some = ends.wait_for(pair.client->read(piece.data(), piece.size()));
    REQUIRE(some.cut == Cut::none);
    got.append(piece, 0, some.bytes);
  }
  CHECK(got == bytes);
  ends.loop.until([&] { return sent.has_value(); });
  CHECK(sent->bytes == bytes.size());
  CHECK(ends.wait_for(pair.server->read(piece.data(), piece.size())).bytes == 5);
}

TEST_CASE("a goodbye, an end without one and a reset are three things", "[net]") {
  Ends ends;
  char byte = 0;
  SECTION("goodbye") {
    Pair pair = ends.pair();
    bool ended = false;
    auto end = [](std::unique_ptr<Stream> stream, bool& is_over) -> asio::awaitable<void> {
      co_await stream->end();
      is_over = true;
    };
    asio::co_spawn(ends.loop.io, end(std::move(pair.server), ended), asio::detached);
    CHECK(ends.wait_for(pair.client->read(&byte, 1)).cut == Cut::closed);
    CHECK_FALSE(pair.client->is_quiet());
    pair.client->close_abruptly();
    ends.loop.until([&] { return ended; });
  }
  SECTION("without") {
    Pair pair = ends.pair();
    pair.server->close_abruptly();
    CHECK(ends.wait_for(pair.client->read(&byte, 1)).cut == Cut::truncated);
  }
  SECTION("reset") {
    Pair pair = ends.pair();
    CHECK(ends.wait_for(pair.client->write("?")).cut == Cut::none);
    CHECK(ends.wait_for(pair.server->read(&byte, 1)).bytes == 1);
    pair.server->reset();
    CHECK(ends.wait_for(pair.client->read(&byte, 1)).cut == Cut::reset);
    // The process lives on: no SIGPIPE.
    CHECK(ends.wait_for(pair.client->write("?")).cut == Cut::pipe);
  }
}

#include "tests/net/loopback.hpp"

#include <stdexcept>

using namespace vitrine;
using namespace vitrine::test;
using net::Progress;
using net::ServerReply;
using net::ServerRequest;
using util::ErrorKind;

namespace {

ServerReply reply_of(std::string body, int status = 200) {
  ServerReply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

Serving::Answer always(ServerReply reply) {
  return [reply](const ServerRequest&) { return reply; };
}

ServerReply echo(const ServerRequest& request) {
  ServerReply reply = reply_of(request.method + " " + request.target + " " + request.body);
  reply.headers.add("X-Host", std::string(request.headers.find("host").value_or("none")));
  reply.headers.add("X-Key", std::string(request.headers.find("x-key").value_or("none")));
  return reply;
}

/// A certificate, its server's options, and a client's options that trust it.
struct Trusted {
  explicit Trusted(const std::string& host = "localhost",
                   std::chrono::seconds valid_for = std::chrono::hours(1))
      : certificate(net::make_certificate(host, valid_for)) {
    server.certificate_pem = certificate.certificate_pem;
    server.key_pem = certificate.key_pem;
    client.ca_file = file_with(certificate.ca_pem);
  }
  net::SelfMadeCertificate certificate;
  net::ServerOptions server;
  net::ClientOptions client;
};

std::string big_body(std::size_t bytes) {
  std::string body(bytes, ' ');
  for (std::size_t i = 0; i < bytes; ++i) body[i] = static_cast<char>('a' + i * 7 % 26);
  return body;
}

}  // namespace

TEST_CASE("a request reaches the server whole and its answer comes back whole", "[net]") {
  Loop loop;
  Serving serving(loop, echo);
  const auto client = client_of(loop);
  net::Request request = post(serving.url("/v1/make?alt=json"), "{\"a\":1}");
  request.headers.add("X-Key", "k-123");
  const net::CallResult result = loop.call(*client, request);
  REQUIRE(result);
  CHECK(result->head.status == 200);
  CHECK(loop.body == "POST /v1/make?alt=json {\"a\":1}");
  CHECK(result->body_bytes == static_cast<std::int64_t>(loop.body.size()));
  CHECK(result->head.headers.find("x-host") == serving.url().authority());
  CHECK(result->head.headers.find("x-key") == "k-123");
  CHECK_FALSE(result->reused_connection);
  CHECK(result->to_first_byte <= result->to_last_byte);
}

TEST_CASE("bodies of many buffers go both ways and plain and through TLS alike", "[net]") {
  const bool tls = GENERATE(false, true);
  const bool chunked = GENERATE(false, true);
  const Trusted trusted;
  Loop loop;
  const std::string sent = big_body(3'000'001), answered = big_body(2'500'003);
  std::string received;
  const auto answer = [&](const ServerRequest& request) {
    received = request.body;
    ServerReply reply = reply_of(answered);
    reply.chunked = chunked;
    return reply;
  };
  Serving serving(loop, answer, tls ? trusted.server : net::ServerOptions{});
  const auto client = client_of(loop, trusted.client);
  const net::CallResult result = loop.call(*client, post(serving.url(), sent));
  REQUIRE(result);
  CHECK(received == sent);
  CHECK(loop.body == answered);
}

TEST_CASE("a redirect is an answer like any other and is not followed", "[net]") {
  const int status = GENERATE(301, 302, 303, 307, 308);
  Loop loop;
  ServerReply reply = reply_of("moved", status);
  reply.headers.add("Location", "/elsewhere");
  Serving serving(loop, always(reply));
  const auto client = client_of(loop);
  const net::CallResult result = loop.call(*client, post(serving.url(), "x"));
  REQUIRE(result);
  CHECK(result->head.status == status);
  CHECK(result->head.headers.find("location") == "/elsewhere");
  CHECK(loop.body == "moved");
  CHECK(serving.requests == 1);
}

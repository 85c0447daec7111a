// Whom a client believes.
#include "tests/net/loopback.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <stdexcept>

using namespace vitrine;
using namespace vitrine::test;
using net::Progress;
using net::ServerReply;
using net::ServerRequest;
using util::ErrorKind;

namespace {

ServerReply fine(const ServerRequest&) {
  ServerReply reply;
  reply.body = "fine";
  return reply;
}

net::ServerOptions with(const net::SelfMadeCertificate& certificate) {
  net::ServerOptions options;
  options.certificate_pem = certificate.certificate_pem;
  options.key_pem = certificate.key_pem;
  return options;
}

net::ClientOptions trusting(const net::SelfMadeCertificate& certificate) {
  net::ClientOptions options;
  options.ca_file = file_with(certificate.ca_pem);
  return options;
}

void check_refused(const net::CallResult& result, const std::string& reason) {
  REQUIRE(result.has_error());
  CHECK(result.error().error.kind == ErrorKind::refused);
  CHECK(result.error().progress == Progress::not_sent);
  CHECK_THAT(result.error().error.message, Catch::Contains(reason));
}

/// A certificate that vouches for itself.
net::SelfMadeCertificate self_signed() {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  X509_set_pubkey(certificate, key);
  X509_sign(certificate, key, EVP_sha256());
  const auto text = [](auto&& write) {
    BIO* out = BIO_new(BIO_s_mem());
    write(out);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(out, &bytes);
    std::string copy(bytes, static_cast<std::size_t>(size));
    BIO_free(out);
    return copy;
  };
  net::SelfMadeCertificate made;
  made.certificate_pem = text([&](BIO* out) { PEM_write_bio_X509(out, certificate); });
  made.key_pem = text(
      [&](BIO* out) { PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); });
  X509_free(certificate);
  EVP_PKEY_free(key);
  return made;
}

}  // namespace

TEST_CASE("a certificate of a trusted CA for the name asked is accepted", "[net]") {
  const auto certificate = net::make_certificate();
  Loop loop;
  Serving serving(loop, fine, with(certificate));
  const auto client = client_of(loop, trusting(certificate));
  for (const char* host : {"127.0.0.1", "localhost"}) {
    net::Url url = serving.url();
    url.host = host;
    CHECK(loop.call(*client, get(url)).has_value());
  }
}

TEST_CASE("a certificate signed by somebody else is refused", "[net]") {
  const auto certificate = net::make_certificate(), other = net::make_certificate();
  Loop loop;
  Serving serving(loop, fine, with(certificate));
  const auto client = client_of(loop, trusting(other));
  check_refused(loop.call(*client, post(serving.url(), "x")), "signed by nobody who is trusted");
  CHECK(serving.requests == 0);
}

TEST_CASE("without a CA file the system's bundle decides and it does not know ours", "[net]") {
  const auto certificate = net::make_certificate();
  Loop loop;
  Serving serving(loop, fine, with(certificate));
  const auto client = client_of(loop);
  check_refused(loop.call(*client, post(serving.url(), "x")), "signed by nobody who is trusted");
}

TEST_CASE("a certificate that vouches for itself is refused", "[net]") {
  const auto other = net::make_certificate();
  Loop loop;
  Serving serving(loop, fine, with(self_signed()));
  const auto client = client_of(loop, trusting(other));
  net::Url url = serving.url();
  url.host = "localhost";
  check_refused(loop.call(*client, post(url, "x")), "signed by nobody who is trusted");
}

TEST_CASE("a certificate for another name is refused", "[net]") {
  const auto certificate = net::make_certificate(GENERATE("shop.test", "192.0.2.1"));
  Loop loop;
  Serving serving(loop, fine, with(certificate));
  const auto client = client_of(loop, trusting(certificate));
  net::Url url = serving.url();
  url.host = GENERATE("127.0.0.1", "localhost");
  check_refused(loop.call(*client, post(url, "x")), "made out to another name");
  CHECK(serving.requests == 0);
}

TEST_CASE("a certificate that has expired is refused", "[net]") {
  const auto certificate = net::make_certificate("localhost", std::chrono::seconds(-60));
  Loop loop;
  Serving serving(loop, fine, with(certificate));
  const auto client = client_of(loop, trusting(certificate));
  check_refused(loop.call(*client, post(serving.url(), "x")), "has expired");
}

TEST_CASE("a server that speaks no TLS is unreachable by https", "[net]") {
  Loop loop;
  Serving serving(loop, fine);
  const auto client = client_of(loop);
  net::Url url = serving.url("/?key=SECRET");
  url.tls = true;
  const auto result = loop.call(*client, post(url, "x"));
  REQUIRE(result.has_error());
  CHECK(result.error().error.kind == ErrorKind::unreachable);
  CHECK(result.error().progress == Progress::not_sent);
  CHECK_THAT(result.error().error.message,
             Catch::Contains("TLS could not be agreed") && !Catch::Contains("SECRET"));
}

TEST_CASE("the name asked is told to the server and an address is not", "[net]") {
  const auto first_bytes_for = [](const std::string& host) {
    std::string bytes;
    Loop loop;
    const auto listen = [&](tcp::socket& socket) -> asio::awaitable<void> {
      char piece[4096];
      const std::size_t got =
          co_await socket.async_read_some(asio::buffer(piece), asio::use_awaitable);
      bytes.assign(piece, got);
    };
    Scripted peer(loop, {listen});
    const auto client = client_of(loop);
    net::Url url = peer.url("/", true);
    url.host = host;
    CHECK(loop.call(*client, get(url)).has_error());
    return bytes;
  };
  CHECK_THAT(first_bytes_for("localhost"), Catch::Contains("localhost"));
  CHECK_THAT(first_bytes_for("127.0.0.1"),
             Catch::Contains("http/1.1") && !Catch::Contains("127.0.0.1"));
}

TEST_CASE("a CA file that cannot be read or a proxy that is none makes no client", "[net]") {
  Loop loop;
  net::ClientOptions options;
  options.ca_file = "/nowhere/ca.pem";
  CHECK_THROWS_AS(client_of(loop, options), std::runtime_error);
  options.ca_file = file_with("no certificate");
  CHECK_THROWS_AS(client_of(loop, options), std::runtime_error);
  options.ca_file = "";
  options.proxy = "nonsense proxy";
  CHECK_THROWS_AS(client_of(loop, options), std::runtime_error);
}

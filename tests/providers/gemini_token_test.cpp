#include "pipeline/providers/gemini/token.hpp"
#include "pipeline/providers/http_times.hpp"
#include "pipeline/util/json_writer.hpp"
#include "tests/providers/wire.hpp"

#include <catch2/catch.hpp>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

using namespace vitrine;
using namespace vitrine::providers;
using namespace vitrine::providers::gemini;

namespace {

const util::Timestamp kNow = *providers::parse_rfc3339("2026-11-22T10:00:00Z");

struct TestKey {
  EVP_PKEY* key = nullptr;
  explicit TestKey(EVP_PKEY* made) : key(made) {}
  TestKey(const TestKey&) = delete;
  TestKey& operator=(const TestKey&) = delete;
  ~TestKey() { EVP_PKEY_free(key); }

  std::string pem() const {
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio, &text);
    std::string pem(text, static_cast<std::size_t>(size));
    BIO_free(bio);
    return pem;
  }
  bool signed_by(std::string_view text, std::string_view signature) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    const auto bytes = [](std::string_view s) {
      return reinterpret_cast<const unsigned char*>(s.data());
    };
    const bool good = EVP_DigestVerifyInit(context, nullptr, EVP_sha256(), nullptr, key) == 1 &&
                      EVP_DigestVerify(context, bytes(signature), signature.size(), bytes(text),
                                       text.size()) == 1;
    EVP_MD_CTX_free(context);
    return good;
  }
};

std::string key_file(const std::string& pem) {
  util::JsonWriter json;
  json.begin_object();
  json.member("type", "service_account");
  json.member("private_key_id", "key-1");
  json.member("private_key", pem);
  json.member("client_email", "robot@project.iam.gserviceaccount.com");
  json.end_object();
  return std::move(json).take();
}

}  // namespace

TEST_CASE("a claim is signed with RS256 and says what Google wants to hear", "[providers]") {
  const TestKey key(EVP_RSA_gen(2048));
  const ServiceAccount account = parse_service_account(key_file(key.pem())).value();
  const std::string assertion = signed_assertion(account, kNow).value();
  const std::size_t first = assertion.find('.'), second = assertion.rfind('.');
  REQUIRE(first < second);
  CHECK(test::same_json(test::decoded(assertion.substr(0, first)),
                        R"({"alg":"RS256","typ":"JWT","kid":"key-1"})"));
  CHECK(test::same_json(test::decoded(assertion.substr(first + 1, second - first - 1)),
                        R"({"iss":"robot@project.iam.gserviceaccount.com",
          "scope":"https://www.googleapis.com/auth/cloud-platform",
          "aud":"https://oauth2.googleapis.com/token","iat":1795341600,"exp":1795345200})"));
  CHECK(assertion.find_first_of("+/=") == std::string::npos);
  const std::string signature = test::decoded(assertion.substr(second + 1));
  CHECK(key.signed_by(assertion.substr(0, second), signature));
  CHECK_FALSE(key.signed_by(assertion.substr(0, second - 1), signature));
}

TEST_CASE("the claim is exchanged by a form post", "[providers]") {
  const net::Request request = token_request({}, "aaa.bbb.ccc").value();
  CHECK(request.method == "POST");
  CHECK(request.url.origin() == "https://oauth2.googleapis.com");
  CHECK(request.url.target == "/token");
  CHECK(request.headers.find("content-type") == "application/x-www-form-urlencoded");
  CHECK(request.body ==
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=aaa.bbb.ccc");
}

TEST_CASE("a token is kept until five minutes before its end", "[providers]") {
  const AccessToken token =
      read_token(test::head_of(200),
                 R"({"access_token":"ya29.x","expires_in":3599,"token_type":"Bearer"})", kNow)
          .value();
  CHECK(token.secret == "ya29.x");
  CHECK(token.expires.micros == kNow.micros + std::int64_t{3599} * 1'000'000);
  const auto after = [](int seconds) {
    return util::Timestamp{kNow.micros + std::int64_t{seconds} * 1'000'000};
  };
  CHECK_FALSE(needs_renewal(token, after(3298)));
  CHECK(needs_renewal(token, after(3299)));
  CHECK(needs_renewal(std::nullopt, kNow));
}

TEST_CASE("an account that is not let in is told from a server that is down", "[providers]") {
  const auto refused =
      read_token(test::head_of(400),
                 R"({"error":"invalid_grant","error_description":"Invalid JWT Signature."})", kNow);
  REQUIRE(refused.has_error());
  CHECK(refused.error().kind == util::ErrorKind::bad_spec);
  CHECK(refused.error().message ==
        "the service account got no token (400): invalid_grant: Invalid JWT Signature.");
  CHECK(read_token(test::head_of(503), "<html>", kNow).error().kind ==
        util::ErrorKind::unreachable);
  CHECK(read_token(test::head_of(200), "{}", kNow).error().kind == util::ErrorKind::unreachable);
}

TEST_CASE("a key file that is none and a key that is not RSA are refused without repeating them",
          "[providers]") {
  for (const char* json : {"", "{}", R"({"type":"authorized_user","client_email":"secret@x"})",
                           R"({"type":"service_account","client_email":"secret@x"})"}) {
    const auto account = parse_service_account(json);
    REQUIRE(account.has_error());
    CHECK(account.error().message.find("secret") == std::string::npos);
  }
  const TestKey elliptic(EVP_EC_gen("P-256"));
  for (const std::string& pem : {elliptic.pem(), std::string("-----BEGIN x"), std::string()}) {
    const auto assertion = signed_assertion({"robot@x", "k", pem}, kNow);
    REQUIRE(assertion.has_error());
    CHECK(assertion.error().message == "the service account's private key is no RSA key");
  }
}

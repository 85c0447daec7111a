#include "pipeline/providers/gemini/token.hpp"

#include "pipeline/providers/base64.hpp"
#include "pipeline/providers/json_answer.hpp"
#include "pipeline/providers/redact.hpp"
#include "pipeline/util/json_writer.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>
#include <utility>

namespace vitrine::providers::gemini {
namespace {

using util::Error;
using util::ErrorKind;

constexpr std::int64_t kMicros = 1'000'000;
constexpr std::int64_t kLife = 3600, kEarly = 300;  // seconds
constexpr const char* kScope = "https://www.googleapis.com/auth/cloud-platform";

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

/// No passphrase: a prompt on the terminal would stop a nightly run.
int no_passphrase(char*, int, int, void*) { return -1; }

std::optional<std::string> rs256(const std::string& pem, std::string_view text) {
  const Owned<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!bio) return std::nullopt;
  const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) return std::nullopt;
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  if (!context ||
      EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) != 1)
    return std::nullopt;
  std::string signature(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     bytes, text.size()) != 1)
    return std::nullopt;
  signature.resize(size);
  return signature;
}

}  // namespace

util::Result<ServiceAccount> parse_service_account(std::string_view json) {
  const Error no_account{ErrorKind::bad_spec, "this is no key file of a service account"};
  const util::Result<JsonAnswer> file = JsonAnswer::parse(json);
  if (!file) return no_account;
  const JsonValue root = file->root();
  if (root["type"].text() != "service_account") return no_account;
  ServiceAccount account;
  account.email = root["client_email"].text();
  account.key_id = root["private_key_id"].text();
  account.project = root["project_id"].text();
  account.private_key_pem = root["private_key"].text();
  if (const std::string_view uri = root["token_uri"].text(); !uri.empty()) account.token_uri = uri;
  if (account.email.empty() || account.private_key_pem.empty()) return no_account;
  return account;
}

util::Result<std::string> signed_assertion(const ServiceAccount& account, util::Timestamp now) {
  util::JsonWriter header;
  header.begin_object();
  header.member("alg", "RS256");
  header.member("typ", "JWT");
  if (!account.key_id.empty()) header.member("kid", account.key_id);
  header.end_object();
  util::JsonWriter claims;
  const std::int64_t issued = now.micros / kMicros;
  claims.begin_object();
  claims.member("iss", account.email);
  claims.member("scope", kScope);
  claims.member("aud", account.token_uri);
  claims.member("iat", issued);
  claims.member("exp", issued + kLife);
  claims.end_object();
  std::string assertion =
      base64_for_urls(std::move(header).take()) + "." + base64_for_urls(std::move(claims).take());
  const std::optional<std::string> signature = rs256(account.private_key_pem, assertion);
  if (!signature)
    return Error{ErrorKind::bad_spec, "the service account's private key is no RSA key"};
  return assertion + "." + base64_for_urls(*signature);
}

util::Result<net::Request> token_request(const ServiceAccount& account,
                                         const std::string& assertion) {
  util::Result<net::Url> url = net::parse_url(account.token_uri);
  if (!url) return url.error();
  net::Request request;
  request.method = "POST";
  request.url = std::move(*url);
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.body =
      "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + assertion;
  return request;
}

util::Result<AccessToken> read_token(const net::ResponseHead& head,
                                     std::string_view body,
                                     util::Timestamp now) {
  const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
  const JsonValue root = answer ? answer->root() : JsonValue();
  const std::string status = std::to_string(head.status);
  if (head.status < 200 || head.status >= 300) {
    const bool free_to_ask_again = head.status == 429 || head.status >= 500;
    std::string why = redacted(root["error"].text(), 60);
    if (const std::string more = redacted(root["error_description"].text(), 200); !more.empty())
      why += ": " + more;
    return Error{
        free_to_ask_again ? ErrorKind::unreachable : ErrorKind::bad_spec,
        "the service account got no token (" + status + ")" + (why.empty() ? "" : ": " + why)};
  }
  AccessToken token;
  token.secret = root["access_token"].text();
  if (token.secret.empty())
    return Error{ErrorKind::unreachable, "the answer to the service account holds no token"};
  const std::int64_t life = root["expires_in"].whole().value_or(kLife);
  token.expires = {now.micros + life * kMicros};
  return token;
}

bool needs_renewal(const std::optional<AccessToken>& token, util::Timestamp now) {
  return !token || now.micros >= token->expires.micros - kEarly * kMicros;
}

}  // namespace vitrine::providers::gemini

#include "pipeline/emulator/tokens.hpp"

#include "pipeline/util/json_writer.hpp"
#include "tests/emulator/caller.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <memory>

using namespace vitrine;
using namespace vitrine::emulator;

namespace {

const std::string kGrant =
    "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
const std::string kGenerate =
    "/v1/projects/p/locations/us-central1/publishers/google/models/"
    "gemini-2.5-flash-image:generateContent";

/// An RSA key made for this run.
class Signer {
 public:
  Signer() : key_(EVP_RSA_gen(2048), EVP_PKEY_free) { REQUIRE(key_); }

  std::string sign(const std::string& text) const {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                     EVP_MD_CTX_free);
    std::string signature(256, '\0');
    std::size_t size = signature.size();
    REQUIRE(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
    REQUIRE(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                           reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1);
    return signature;
  }

  /// As the scalar of a scenario: one line, with \n between.
  std::string public_key() const {
    const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free);
    REQUIRE(PEM_write_bio_PUBKEY(bio.get(), key_.get()) == 1);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    std::string escaped;
    for (const char c : std::string(data, static_cast<std::size_t>(size)))
      escaped += c == '\n' ? std::string("\\n") : std::string(1, c);
    return "\"" + escaped + "\"";
  }

 private:
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
};

const Signer& robot() {
  static const Signer kRobot;
  return kRobot;
}

std::string for_urls(const std::string& bytes) {
  std::string text = to_base64(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  text.resize(text.find_last_not_of('=') + 1);
  return text;
}

/// What a client claims; each test changes one thing.
struct Claims {
  std::string alg = "RS256", iss = "robot@p.iam.gserviceaccount.com";
  std::string scope = "https://www.googleapis.com/auth/cloud-platform";
  std::string aud = "https://oauth2.googleapis.com/token";
  std::int64_t issued_ago = 0, life = 3600;
};

std::string assertion_of(const Claims& claims, util::Timestamp now, const Signer& by = robot()) {
  util::JsonWriter header, body;
  header.begin_object();
  header.member("alg", claims.alg);
  header.member("typ", "JWT");
  header.end_object();
  const std::int64_t issued = now.micros / 1'000'000 - claims.issued_ago;
  body.begin_object();
  body.member("iss", claims.iss);
  if (!claims.scope.empty()) body.member("scope", claims.scope);
  body.member("aud", claims.aud);
  body.member("iat", issued);
  body.member("exp", issued + claims.life);
  body.end_object();
  const std::string text =
      for_urls(std::move(header).take()) + "." + for_urls(std::move(body).take());
  return text + "." + for_urls(by.sign(text));
}

net::ServerReply ask(Caller& caller, const std::string& form) {
  return caller.send("POST", "/token", form,
                     {{"Content-Type", "application/x-www-form-urlencoded"}});
}

std::string token_from(Caller& caller, const Claims& claims = {}) {
  const Json answer = json_of(ask(caller, kGrant + assertion_of(claims, caller.clock.now())));
  return at(answer, "access_token").text;
}

int status_with(Caller& caller, const std::string& token) {
  return caller
      .send("POST", kGenerate, R"({"contents":[{"role":"user","parts":[{"text":"x"}]}]})",
            {{"Authorization", "Bearer " + token}})
      .status;
}

std::string why(const std::string& scenario, const Claims& claims, const Signer& by = robot()) {
  Caller caller(scenario);
  const net::ServerReply reply = ask(caller, kGrant + assertion_of(claims, caller.clock.now(), by));
  if (reply.status == 200) return {};
  CHECK(reply.status == 400);
  CHECK(at(json_of(reply), "error").text == "invalid_grant");
  return at(json_of(reply), "error_description").text;
}

const std::string kStrict = "{picture: flat, tokens: {required: true}}";

}  // namespace

TEST_CASE("a service account gets a token that Vertex takes until it expires", "[emulator]") {
  Caller caller(kStrict);
  const net::ServerReply reply = ask(caller, kGrant + assertion_of({}, caller.clock.now()));
  REQUIRE(reply.status == 200);
  const Json answer = json_of(reply);
  CHECK(at(answer, "expires_in").text == "3599");
  CHECK(at(answer, "token_type").text == "Bearer");
  const std::string token = at(answer, "access_token").text;
  CHECK(status_with(caller, token) == 200);
  CHECK(status_with(caller, "invented") == 401);
  const std::string publishers = "/v1/publishers/google/models";
  CHECK(caller.get(publishers).status == 200);  // express, with a key
  CHECK(caller.send("GET", publishers, "", {{"Authorization", "Bearer invented"}}).status == 401);
  CHECK(caller.send("GET", publishers, "", {{"Authorization", "Bearer " + token}}).status == 200);
  CHECK(caller.post(kGenerate, text_body("x")).status == 401);  // a key is no token
  CHECK(caller.generate("gemini-2.5-flash-image", text_body("x")).status == 200);
  caller.post("/__advance?seconds=3599", "");
  CHECK(status_with(caller, token) == 401);
  const std::string renewed = token_from(caller);
  CHECK(renewed != token);
  CHECK(status_with(caller, renewed) == 200);
  CHECK(caller.post("/__reset", "").status == 200);
  CHECK(status_with(caller, renewed) == 401);
}

TEST_CASE("a token that has expired is refused where any other would be taken", "[emulator]") {
  Caller caller("{picture: flat, tokens: {life: 60s}}");
  const std::string token = token_from(caller);
  CHECK(status_with(caller, token) == 200);
  CHECK(status_with(caller, "invented") == 200);
  caller.clock.move(std::chrono::seconds(60));
  CHECK(status_with(caller, token) == 401);
}

TEST_CASE("a token stands in no bill", "[emulator]") {
  Caller caller;
  const std::string token = token_from(caller);
  status_with(caller, token);
  const std::string bill = caller.get("/__bill").body;
  CHECK(bill.find(token) == std::string::npos);
  CHECK(at(json_of(caller.get("/__bill")), "requests", 0, "route").text == "token");
  CHECK_FALSE(at(json_of(caller.get("/__bill")), "requests", 0, "billed").truth);
}

TEST_CASE("an assertion that is not in order gets no token", "[emulator]") {
  const auto claims = [](auto change) {
    Claims made;
    change(made);
    return made;
  };
  CHECK(why(kStrict, {}).empty());
  CHECK(why(kStrict, claims([](Claims& c) { c.issued_ago = 3700; })).empty());  // clocks differ
  CHECK(why(kStrict, claims([](Claims& c) { c.alg = "HS256"; })) ==
        "Invalid JWT: alg must be RS256.");
  CHECK(why(kStrict, claims([](Claims& c) { c.scope = ""; })).find("scope") != std::string::npos);
  CHECK(why(kStrict, claims([](Claims& c) { c.iss = ""; })).find("iss") != std::string::npos);
  CHECK(why(kStrict, claims([](Claims& c) { c.aud = "https://x/"; })).find("aud") !=
        std::string::npos);
  CHECK(why(kStrict, claims([](Claims& c) { c.life = 3601; })).find("an hour") !=
        std::string::npos);
  CHECK(why(kStrict, claims([](Claims& c) { c.issued_ago = 4000; })).find("expired") !=
        std::string::npos);
  CHECK(why(kStrict, claims([](Claims& c) { c.issued_ago = -400; })).find("future") !=
        std::string::npos);
  Caller caller;
  CHECK(ask(caller, kGrant + "a.b").status == 400);
  CHECK(ask(caller, kGrant + "a.b.c").status == 400);
  CHECK(ask(caller, "").status == 400);
  CHECK(at(json_of(ask(caller, "grant_type=refresh_token")), "error").text ==
        "unsupported_grant_type");
  const std::string good = assertion_of({}, caller.clock.now());
  CHECK(ask(caller, kGrant + good.substr(0, good.rfind('.') + 1) + "AAAA").status == 400);
}

TEST_CASE("with a public key in the scenario the signature must be the account's", "[emulator]") {
  const std::string scenario =
      "{picture: flat, tokens: {accounts: [{email: robot@p.iam.gserviceaccount.com, public_key: " +
      robot().public_key() + "}]}}";
  CHECK(why(scenario, {}).empty());
  const Signer other;
  CHECK(why(scenario, {}, other) == "Invalid JWT: the signature is not the account's.");
  Claims stranger;
  stranger.iss = "somebody@else";
  CHECK(why(scenario, stranger) == "Invalid JWT: account not found.");
  // Without a key nobody can tell: only the length is looked at.
  CHECK(why("picture: flat", {}, other).empty());
  CHECK(read_scenario("tokens: {accounts: [{email: a, public_key: nonsense}]}").mistakes.size() ==
        1);
}

TEST_CASE("faults befall the token endpoint in the words of OAuth", "[emulator]") {
  Caller caller("{picture: flat, faults: [{fault: overloaded, route: token, first: 1}]}");
  const std::string form = kGrant + assertion_of({}, caller.clock.now());
  const net::ServerReply refused = ask(caller, form);
  CHECK(refused.status == 503);
  CHECK(at(json_of(refused), "error").text == "unavailable");
  CHECK(ask(caller, form).status == 200);
}

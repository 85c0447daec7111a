#include "pipeline/emulator/tokens.hpp"

#include "pipeline/emulator/base64.hpp"
#include "pipeline/emulator/files.hpp"
#include "pipeline/emulator/json.hpp"
#include "pipeline/emulator/rs256.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/json_writer.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace vitrine::emulator {
namespace {

constexpr std::string_view kGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
constexpr std::size_t kLeastSignature = 128;          // bytes; of an RSA key of 1024 bits
constexpr std::int64_t kSkew = 300, kLongest = 3600;  // seconds

std::optional<Json> json_part(std::string_view part) {
  const std::optional<std::string> text = from_base64(part);
  if (!text) return std::nullopt;
  ParsedJson parsed = parse_json(*text);
  if (!parsed.error.empty() || !parsed.value.is(Json::Kind::object)) return std::nullopt;
  return std::move(parsed.value);
}

std::string wrong_times(const Json& claims, util::Timestamp now) {
  const Json* issued = claims.find("iat");
  const Json* expires = claims.find("exp");
  if (issued == nullptr || expires == nullptr) return "the claims iat and exp must be there";
  const std::int64_t from = issued->whole_or(0), to = expires->whole_or(0);
  const std::int64_t seconds = now.micros / 1'000'000;
  if (from <= 0 || to <= from || to - from > kLongest)
    return "from iat to exp it may be an hour at most";
  if (from > seconds + kSkew) return "it was issued in the future";
  if (to < seconds - kSkew) return "it has expired";
  return {};
}

std::string wrong_claims(const Json& claims, util::Timestamp now) {
  if (claims.text_of("iss").empty()) return "the claim iss must name the account";
  if (claims.text_of("scope").empty()) return "the claim scope must be there";
  if (!claims.text_of("aud").ends_with("/token"))
    return "the claim aud must be the address of the token endpoint";
  return wrong_times(claims, now);
}

net::ServerReply refused(std::string_view code, const std::string& description) {
  return json_reply(400, oauth_error(code, description));
}

}  // namespace

std::string oauth_error(std::string_view code, std::string_view description) {
  util::JsonWriter writer;
  writer.begin_object();
  writer.member("error", code);
  writer.member("error_description", description);
  writer.end_object();
  return std::move(writer).take();
}

std::string wrong_assertion(std::string_view assertion,
                            const TokenPlan& plan,
                            util::Timestamp now) {
  const std::vector<std::string_view> parts = util::split(assertion, '.');
  if (parts.size() != 3) return "it must be three parts with dots between";
  const std::optional<Json> header = json_part(parts[0]), claims = json_part(parts[1]);
  const std::optional<std::string> signature = from_base64(parts[2]);
  if (!header || !claims || !signature) return "a part is no JSON in base64url";
  if (header->text_of("alg") != "RS256") return "alg must be RS256";
  if (const std::string wrong = wrong_claims(*claims, now); !wrong.empty()) return wrong;
  if (signature->size() < kLeastSignature) return "the signature is too short for RSA";
  if (plan.accounts.empty()) return {};
  const auto account =
      std::find_if(plan.accounts.begin(), plan.accounts.end(),
                   [&](const auto& one) { return one.email == claims->text_of("iss"); });
  if (account == plan.accounts.end()) return "account not found";
  const std::string_view text = assertion.substr(0, parts[0].size() + 1 + parts[1].size());
  if (!account->public_key_pem.empty() && !signed_by(account->public_key_pem, text, *signature))
    return "the signature is not the account's";
  return {};
}

net::ServerReply Tokens::answer(const net::ServerRequest& request,
                                util::Timestamp real_now,
                                util::Timestamp now) {
  const std::map<std::string, std::string> form = parse_query(request.body);
  const auto of = [&](const std::string& name) {
    const auto found = form.find(name);
    return found == form.end() ? std::string() : found->second;
  };
  if (of("grant_type") != kGrant)
    return refused("unsupported_grant_type", "grant_type must be " + std::string(kGrant));
  const std::string assertion = of("assertion");
  if (const std::string wrong = wrong_assertion(assertion, plan_, real_now); !wrong.empty())
    return refused("invalid_grant", "Invalid JWT: " + wrong + ".");
  std::erase_if(expiry_, [&](const auto& entry) {
    // What has just expired is still told apart from what never was.
    return entry.second.micros + std::int64_t{24} * 3600 * 1'000'000 < now.micros;
  });
  util::JsonWriter writer;
  writer.begin_object();
  writer.member("access_token", issue(assertion, now));
  writer.member("expires_in", plan_.life.count() / 1000);
  writer.member("token_type", "Bearer");
  writer.end_object();
  return json_reply(200, std::move(writer).take());
}

std::string Tokens::issue(std::string_view assertion, util::Timestamp now) {
  const std::string purpose = "token " + util::sha256(assertion).hex();
  const std::string token =
      "ya29.emulated-" +
      util::sha256(purpose + std::to_string(seed_) + "/" + std::to_string(++issued_)).hex();
  expiry_[token] = {now.micros + plan_.life.count() * 1000};
  return token;
}

Tokens::Standing Tokens::standing(std::string_view token, util::Timestamp now) const {
  const auto found = expiry_.find(token);
  if (found == expiry_.end()) return Standing::unknown;
  return now < found->second ? Standing::good : Standing::expired;
}

}  // namespace vitrine::emulator

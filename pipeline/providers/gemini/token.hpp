#pragma once

#include "pipeline/net/http.hpp"
#include "pipeline/util/clock.hpp"
#include "pipeline/util/result.hpp"

#include <optional>
#include <string>
#include <string_view>

/// A service account's key for an hour's access (RFC 7523): how Vertex is entered.
namespace vitrine::providers::gemini {

/// A key file's contents. Never logged, never stored.
struct ServiceAccount {
  std::string email;
  std::string key_id;
  std::string private_key_pem;
  std::string project = {};  ///< the one it was made in; empty: not told
  std::string token_uri = "https://oauth2.googleapis.com/token";
};
/// bad_spec, without repeating any of it, unless it is a service account's JSON.
util::Result<ServiceAccount> parse_service_account(std::string_view json);

/// The signed claim: header and claims in base64url, RS256. bad_spec if the key is no RSA key.
util::Result<std::string> signed_assertion(const ServiceAccount& account, util::Timestamp now);

/// The exchange of the claim for a token. The only request here whose body is a secret.
util::Result<net::Request> token_request(const ServiceAccount& account,
                                         const std::string& assertion);

struct AccessToken {
  std::string secret;
  util::Timestamp expires;
};
/// Errors: bad_spec where the account is not let in, unreachable where asking again may help. No
/// message repeats a token.
util::Result<AccessToken> read_token(const net::ResponseHead& head,
                                     std::string_view body,
                                     util::Timestamp now);

/// Five minutes early, so that a call that takes its time is still let in.
bool needs_renewal(const std::optional<AccessToken>& token, util::Timestamp now);

}  // namespace vitrine::providers::gemini

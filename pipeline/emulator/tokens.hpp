#pragma once

#include "pipeline/emulator/routes.hpp"
#include "pipeline/emulator/scenario.hpp"
#include "pipeline/net/server.hpp"
#include "pipeline/util/clock.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace vitrine::emulator {

/// The token endpoint for service accounts (RFC 7523), and the access tokens it gave out. Belongs
/// to the I/O thread.
class Tokens {
 public:
  /// `seed` makes the tokens the same in every run.
  Tokens(TokenPlan plan, std::uint64_t seed) : plan_(std::move(plan)), seed_(seed) {}

  /// `{"access_token":…}` or an OAuth error. The assertion's times are held against `real_now`,
  /// the client's clock too; tokens live by `now`, which can be put forward.
  net::ServerReply answer(const net::ServerRequest& request,
                          util::Timestamp real_now,
                          util::Timestamp now);

  enum class Standing { unknown, good, expired };
  Standing standing(std::string_view token, util::Timestamp now) const;

 private:
  std::string issue(std::string_view assertion, util::Timestamp now);

  TokenPlan plan_;
  std::uint64_t seed_;
  std::uint64_t issued_ = 0;
  std::map<std::string, util::Timestamp, std::less<>> expiry_;  ///< by token
};

/// What is wrong with an assertion; empty if it is in order. Three parts in base64url, RS256,
/// `iss`, `scope`, an `aud` that is a token endpoint, an hour at most between `iat` and `exp`, and
/// now between them, five minutes either way. The signature is checked against the public key that
/// the plan has for the account; where it has none, only its length is: nobody knows the real one.
std::string wrong_assertion(std::string_view assertion, const TokenPlan& plan, util::Timestamp now);

/// A refusal as a token endpoint words it: `{"error":"…","error_description":"…"}`.
std::string oauth_error(std::string_view code, std::string_view description);

}  // namespace vitrine::emulator

#include "pipeline/emulator/authentication.hpp"

#include "pipeline/emulator/credentials.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <string>

namespace vitrine::emulator {
namespace {

ApiError bad_token() {
  return unauthenticated(
      "Request had invalid authentication credentials: an OAuth 2 access token is expected.");
}

}  // namespace

std::optional<ApiError> check_credentials(const Route& route,
                                          const net::ServerRequest& request,
                                          const Scenario& scenario,
                                          const Tokens& tokens,
                                          util::Timestamp now) {
  const auto is_bad = [&](const std::string& key) {
    return std::find(scenario.bad_keys.begin(), scenario.bad_keys.end(), key) !=
           scenario.bad_keys.end();
  };
  const std::string token = bearer_of(request.headers);
  const Tokens::Standing standing = tokens.standing(token, now);
  std::string key(util::trim(request.headers.find("x-goog-api-key").value_or(std::string_view())));
  if (key.empty()) key = route.parameter("key");
  const bool needs_token = route.surface == Surface::vertex ||
                           (route.surface == Surface::express && key.empty() && !token.empty());
  if (scenario.tokens.required && needs_token && standing != Tokens::Standing::good)
    return bad_token();
  if (!key.empty()) {
    if (is_bad(key)) return api_key_invalid();
    return std::nullopt;
  }
  if (!token.empty()) {
    if (is_bad(token) || standing == Tokens::Standing::expired) return bad_token();
    return std::nullopt;
  }
  if (route.surface == Surface::developer)
    return permission_denied(
        "Method doesn't allow unregistered callers (callers without established identity). "
        "Please use an API key or another form of identity.");
  return unauthenticated("Request is missing a required authentication credential.");
}

}  // namespace vitrine::emulator

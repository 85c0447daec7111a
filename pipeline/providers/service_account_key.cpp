#include "pipeline/providers/service_account_key.hpp"

#include "pipeline/async/slots.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/this_coro.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

namespace vitrine::providers {
namespace {

namespace asio = boost::asio;
using util::Result;

constexpr std::chrono::seconds kLongestFetch{60};

struct Tokens {
  std::function<Result<gemini::ServiceAccount>()> account;
  net::Client& client;
  const util::Clock& clock;
  std::optional<gemini::AccessToken> token = {};
  std::unique_ptr<async::Slots> turn = {};  ///< of the one who may fetch
};

Result<net::Request> request_for_token(const Tokens& tokens) {
  const Result<gemini::ServiceAccount> account = tokens.account();
  if (!account) return account.error();
  const Result<std::string> assertion = gemini::signed_assertion(*account, tokens.clock.now());
  if (!assertion) return assertion.error();
  return gemini::token_request(*account, *assertion);
}

asio::awaitable<Result<gemini::AccessToken>> fetch(std::shared_ptr<Tokens> tokens) {
  Result<net::Request> request = request_for_token(*tokens);
  if (!request) co_return request.error();
  net::Request ready = std::move(*request);
  net::StringBody body;
  const util::Deadline deadline = util::Deadline::after(kLongestFetch);
  const net::CallResult sent = co_await tokens->client.send(std::move(ready), body, deadline);
  if (!sent) {
    util::Error error = sent.error().error;
    error.message = "the service account got no token: " + error.message;
    co_return error;
  }
  co_return gemini::read_token(sent->head, body.bytes(), tokens->clock.now());
}

asio::awaitable<Result<std::string>> key_of(std::shared_ptr<Tokens> tokens) {
  if (!tokens->turn) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    tokens->turn = std::make_unique<async::Slots>(executor, 1);
  }
  const async::Slots::Hold hold = co_await tokens->turn->acquire(1);
  if (gemini::needs_renewal(tokens->token, tokens->clock.now())) {
    Result<gemini::AccessToken> fetched = co_await fetch(tokens);
    if (!fetched) co_return fetched.error();
    tokens->token = std::move(*fetched);
  }
  co_return tokens->token->secret;
}

}  // namespace

KeySource service_account_key(std::function<Result<gemini::ServiceAccount>()> account,
                              net::Client& client,
                              const util::Clock& clock) {
  const auto tokens = std::make_shared<Tokens>(Tokens{std::move(account), client, clock});
  KeySource::Later ask = [tokens] { return key_of(tokens); };
  return KeySource(std::move(ask));
}

}  // namespace vitrine::providers

#pragma once

#include "pipeline/providers/protocol.hpp"
#include "pipeline/providers/registry.hpp"
#include "pipeline/providers/remote_provider.hpp"
#include "tests/net/loopback.hpp"
#include "tests/providers/wire.hpp"

#include <boost/asio/co_spawn.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::test {

/// A server that answers one vendor's protocol as the test says, and a provider that asks it.
class ApiShop {
 public:
  using Answer = std::function<net::ServerReply(const net::ServerRequest&)>;

  /// `rows`: models and prices, as vitrine.yaml has them.
  ApiShop(std::string provider, const std::string& rows, Answer answer, providers::Reach reach = {})
      : catalog(
            load_with_settings(
                "prompts: [{id: bare, version: 3, lines: [{text: \"{prompt}\"}]}]\n" + rows, kToday)
                .catalog.value()),
        answer_(std::move(answer)),
        serving_(loop_,
                 [this](const net::ServerRequest& request) {
                   requests.push_back(request);
                   return answer_(request);
                 }),
        client_(client_of(loop_)) {
    reach.base = base();
    access = providers::find_api(provider)->open(reach).value();
    const auto key = [this]() -> util::Result<std::string> { return key_; };
    provider_ = access->provider(catalog, key, *client_);
  }

  std::string base() { return serving_.server().base_url(); }
  const providers::RemoteProvider& provider() const { return *provider_; }

  domain::RenderRequest asking(domain::Operation operation,
                               const std::string& prompt,
                               const std::string& model) {
    domain::RenderRequest request = test::asking(operation, prompt, model);
    request.surface = access->place().name;
    request.prompt_template = "bare";
    return request;
  }

  util::Result<providers::PreparedCall> prepare(const domain::RenderRequest& request) {
    return provider_->prepare(request, shelf.reader());
  }
  net::CallResult send(const net::Request& request, util::Deadline deadline = Loop::far()) {
    std::optional<net::CallResult> result;
    body_ = {};
    drive(perform(request, deadline, result));
    return *result;
  }
  /// Goes on with what was begun, and reads what comes.
  providers::Reading resume(const domain::RenderRequest& request, const std::string& where) {
    const providers::PreparedCall call = prepare(request).value();
    std::optional<net::CallResult> result;
    body_ = {};
    drive(go_on(where, result));
    return provider_->read(call, result.value().value().head, body_.bytes());
  }
  /// All of it, as a run does.
  providers::Reading ask(const domain::RenderRequest& request) {
    const providers::PreparedCall call = prepare(request).value();
    const net::CallResult sent = send(call.request);
    return provider_->read(call, sent.value().head, body_.bytes());
  }
  /// The picture that a reading found in the last body.
  std::string picture(const providers::Reading& reading) const {
    std::string bytes;
    providers::copy_picture(
        body_.bytes(), reading.picture.value(), [&](std::string_view piece) { bytes += piece; },
        reading.picture_form);
    return bytes;
  }
  std::string_view body() const { return body_.bytes(); }

  std::vector<net::ServerRequest> requests;
  std::vector<std::string> begun;  ///< where answers are to be looked for, as it was kept
  std::size_t requests_when_begun = 0;
  Shelf shelf;
  catalog::Catalog catalog;
  std::shared_ptr<const providers::Access> access;

 private:
  void drive(boost::asio::awaitable<void> work) {
    std::exception_ptr thrown;
    bool done = false;
    boost::asio::co_spawn(loop_.io, std::move(work), [&](std::exception_ptr why) {
      thrown = std::move(why);
      done = true;
    });
    loop_.until([&] { return done; });
    if (thrown) std::rethrow_exception(thrown);
  }
  boost::asio::awaitable<void> go_on(std::string where, std::optional<net::CallResult>& result) {
    net::CallResult came = co_await provider_->resume(std::move(where), body_, Loop::far());
    result.emplace(std::move(came));
  }
  boost::asio::awaitable<void> keep(std::string where) {
    begun.push_back(std::move(where));
    requests_when_begun = requests.size();
    co_return;
  }
  boost::asio::awaitable<void> perform(net::Request request,
                                       util::Deadline deadline,
                                       std::optional<net::CallResult>& result) {
    providers::BegunKeeper keeper = [this](std::string where) { return keep(std::move(where)); };
    net::CallResult sent = co_await provider_->send(std::move(request), "attempt-1", body_,
                                                    deadline, std::move(keeper));
    result.emplace(std::move(sent));
  }

  std::string key_ = "test-key-0123456789";
  Answer answer_;
  Loop loop_;
  Serving serving_;
  std::unique_ptr<net::Client> client_;
  net::StringBody body_;
  std::unique_ptr<providers::RemoteProvider> provider_;
};

inline net::ServerReply json_reply(std::string body, int status = 200, net::Headers headers = {}) {
  net::ServerReply reply;
  reply.status = status;
  reply.headers = std::move(headers);
  reply.headers.set("Content-Type", "application/json");
  reply.body = std::move(body);
  return reply;
}

inline net::ServerReply picture_reply(std::string bytes) {
  net::ServerReply reply;
  reply.status = 200;
  reply.headers.set("Content-Type", "image/png");
  reply.body = std::move(bytes);
  return reply;
}

}  // namespace vitrine::test

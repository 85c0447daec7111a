#include "pipeline/providers/service_account_key.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <vector>

using namespace vitrine;
namespace asio = boost::asio;

namespace {

std::string rsa_pem() {
  EVP_PKEY* key = EVP_RSA_gen(2048);
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  std::string pem(text, static_cast<std::size_t>(size));
  BIO_free(bio);
  EVP_PKEY_free(key);
  return pem;
}

struct SetClock final : util::Clock {
  util::Timestamp time{1'795'312'927'000'000};
  util::Timestamp now() const override { return time; }
  std::chrono::steady_clock::time_point steady_now() const override { return {}; }
};

/// Answers token requests, each with another token, after a turn of the loop.
class TokenServer final : public net::Client {
 public:
  asio::awaitable<net::CallResult> send(net::Request request,
                                        net::BodySink& sink,
                                        util::Deadline) override {
    ++requests;
    last = request.url.origin() + request.url.target;
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);
    net::Answer answer;
    answer.head.status = status;
    sink.begin(answer.head);
    sink.write("{\"access_token\":\"token-" + std::to_string(requests) + "\",\"expires_in\":3599}");
    co_return answer;
  }
  void close_idle() override {}
  void close_old() override {}

  int requests = 0, status = 200;
  std::string last;
};

struct Desk {
  asio::io_context io;
  TokenServer server;
  SetClock clock;
  std::string pem = rsa_pem();
  providers::KeySource key = providers::service_account_key(
      [this]() -> util::Result<providers::gemini::ServiceAccount> {
        return providers::gemini::ServiceAccount{"robot@x", "k", pem};
      },
      server,
      clock);

  /// Asks for the key so often at once.
  std::vector<util::Result<std::string>> ask(int times) {
    std::vector<util::Result<std::string>> answers;
    const auto one = [&]() -> asio::awaitable<void> {
      util::Result<std::string> answer = co_await key();
      answers.push_back(std::move(answer));
    };
    for (int i = 0; i < times; ++i)
      asio::co_spawn(io, one(), [](std::exception_ptr thrown) {
        if (thrown) std::rethrow_exception(thrown);
      });
    io.restart();
    io.run();
    return answers;
  }
};

}  // namespace

TEST_CASE("calls that need a token at once fetch one, and it serves until it nears its end",
          "[providers]") {
  Desk desk;
  const auto first = desk.ask(5);
  REQUIRE(first.size() == 5);
  for (const auto& key : first) CHECK(key.value() == "token-1");
  CHECK(desk.server.requests == 1);
  CHECK(desk.server.last == "https://oauth2.googleapis.com/token");
}

TEST_CASE("a token is renewed five minutes before it ends", "[providers]") {
  Desk desk;
  std::vector<std::string> keys;
  const auto night = [&]() -> asio::awaitable<void> {
    for (const int seconds : {0, 3200, 200, 1}) {
      desk.clock.time.micros += std::int64_t{seconds} * 1'000'000;
      const util::Result<std::string> key = co_await desk.key();
      keys.push_back(key.value());
    }
  };
  asio::co_spawn(desk.io, night(), [](std::exception_ptr thrown) {
    if (thrown) std::rethrow_exception(thrown);
  });
  desk.io.run();
  CHECK(keys == std::vector<std::string>{"token-1", "token-1", "token-2", "token-2"});
}

TEST_CASE("a fetch that failed is tried again by the next call, and says why without the key",
          "[providers]") {
  Desk desk;
  desk.server.status = 401;
  const auto refused = desk.ask(2);
  for (const auto& key : refused) {
    REQUIRE(key.has_error());
    CHECK(key.error().kind == util::ErrorKind::bad_spec);
    CHECK(key.error().message.find("token-") == std::string::npos);
  }
  CHECK(desk.server.requests == 2);
  desk.pem = "no key";
  CHECK(desk.ask(1).front().error().kind == util::ErrorKind::bad_spec);
  CHECK(desk.server.requests == 2);
}

TEST_CASE("a key at hand is asked for each time", "[providers]") {
  int asked = 0;
  const providers::KeySource key = [&asked] {
    return util::Result<std::string>(std::to_string(++asked));
  };
  asio::io_context io;
  std::string last;
  const auto twice = [&]() -> asio::awaitable<void> {
    const util::Result<std::string> first = co_await key();
    const util::Result<std::string> second = co_await key();
    last = first.value() + second.value();
  };
  asio::co_spawn(io, twice(), [](std::exception_ptr) {});
  io.run();
  CHECK(last == "12");
}

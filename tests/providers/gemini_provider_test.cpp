// The provider as a run holds it: prepared, sent to a server of our own on loopback, read.
#include "pipeline/providers/remote_provider.hpp"
#include "pipeline/util/text.hpp"
#include "tests/net/loopback.hpp"
#include "tests/providers/wire.hpp"

#include <boost/asio/co_spawn.hpp>
#include <catch2/catch.hpp>

using namespace vitrine;
using domain::Operation;
using domain::OutcomeKind;
using domain::SourceRole;
using providers::PreparedCall;
using providers::Reading;
using test::asking;
using test::fact;
using test::Loop;
using test::png;

namespace {

/// A gateway's key that looks like a digest, or like nothing at all.
constexpr const char* kKey = "deadbeef00112233445566778899aabbccddeeff";

boost::asio::awaitable<void> perform(providers::RemoteProvider& provider,
                                     net::Request request,
                                     std::string attempt,
                                     net::BodySink& sink,
                                     util::Deadline deadline,
                                     std::optional<net::CallResult>& result) {
  net::CallResult sent =
      co_await provider.send(std::move(request), std::move(attempt), sink, deadline);
  result.emplace(std::move(sent));
}

/// Our data, a template that says the prompt and nothing else, and these rows.
catalog::Catalog with_rows(const std::string& rows, util::Date day = test::kToday) {
  const std::string bare = "prompts: [{id: bare, version: 3, lines: [{text: \"{prompt}\"}]}]\n";
  const std::string settings = bare + rows;
  return test::load_with_settings(settings, day).catalog.value();
}

/// A server, a client and a provider of some surface; what the server was last asked.
class Shop {
 public:
  using Answer = std::function<net::ServerReply(const net::ServerRequest&)>;

  explicit Shop(Answer answer = {})
      : answer_(std::move(answer)),
        serving_(loop_,
                 [this](const net::ServerRequest& request) {
                   asked = request;
                   return answer_ ? answer_(request) : net::ServerReply{};
                 }),
        client_(test::client_of(loop_)) {}

  std::string base() { return serving_.server().base_url(); }

  providers::RemoteProvider& provider(test::gemini::Surface surface) {
    const auto key = [this]() -> util::Result<std::string> {
      if (key_.empty()) return util::Error{util::ErrorKind::not_found, "no key: set SOME_KEY"};
      return key_;
    };
    provider_ = providers::make_gemini_provider(std::move(surface), catalog, key, *client_);
    return *provider_;
  }
  providers::RemoteProvider& custom() {
    return provider(test::gemini::gemini_surface(base()).value());
  }

  net::CallResult send(const net::Request& request, util::Deadline deadline = Loop::far()) {
    std::optional<net::CallResult> result;
    body_ = {};
    auto work = perform(*provider_, request, "attempt-1", body_, deadline, result);
    std::exception_ptr thrown;
    bool done = false;
    boost::asio::co_spawn(loop_.io, std::move(work), [&](std::exception_ptr why) {
      thrown = std::move(why);
      done = true;
    });
    loop_.until([&] { return done; });
    if (thrown) std::rethrow_exception(thrown);
    return *result;
  }
  /// All of it, as a run does.
  Reading ask(const domain::RenderRequest& request) {
    const PreparedCall call = provider_->prepare(request, shelf.reader()).value();
    const net::CallResult sent = send(call.request);
    return provider_->read(call, sent.value().head, body_.bytes());
  }
  std::string_view body() const { return body_.bytes(); }
  void forget_key() { key_.clear(); }

  net::ServerRequest asked;
  test::Shelf shelf;
  catalog::Catalog catalog = with_rows("");

 private:
  std::string key_ = kKey;
  Answer answer_;
  Loop loop_;
  test::Serving serving_;
  std::unique_ptr<net::Client> client_;
  net::StringBody body_;
  std::unique_ptr<providers::RemoteProvider> provider_;
};

net::ServerReply reply_with(std::string body, int status = 200) {
  net::ServerReply reply;
  reply.status = status;
  reply.headers.set("Content-Type", "application/json");
  reply.body = std::move(body);
  return reply;
}

domain::RenderRequest at(const providers::RemoteProvider& provider, domain::RenderRequest request) {
  request.surface = provider.surface();
  request.prompt_template = "bare";
  return request;
}

std::optional<std::string> header(const net::ServerRequest& request, const char* name) {
  const auto value = request.headers.find(name);
  if (!value) return std::nullopt;
  return std::string(*value);
}

bool holds_key(const Reading& reading) {
  std::string all = reading.outcome.message + reading.turn;
  for (const util::Field& field : reading.outcome.facts) all += field.name + field.value;
  // Not even half of it.
  return all.find(std::string(kKey).substr(0, 12)) != std::string::npos;
}

}  // namespace

TEST_CASE("an answer over the wire becomes a picture with its price and its turn", "[providers]") {
  const std::string bytes = png(928, 1152, 200'000);
  Shop shop([&](const net::ServerRequest&) {
    return reply_with(test::answer(
        R"({"text":"Plan","thought":true},{"inlineData":{"mimeType":"image/png","data":")" +
        test::base64(bytes) + R"("},"thoughtSignature":"c2ln"})"));
  });
  auto& provider = shop.custom();
  domain::RenderRequest request = at(provider, asking(Operation::generate, "a lamp"));
  request.aspect = domain::Aspect{4, 5};
  const Reading reading = shop.ask(request);
  CHECK(shop.asked.method == "POST");
  CHECK(shop.asked.target == "/v1beta/models/gemini-nano-banana-2.1:generateContent");
  REQUIRE(reading.outcome.kind == OutcomeKind::image);
  std::string copied;
  CHECK(providers::copy_picture(shop.body(), *reading.picture,
                                [&](std::string_view piece) { copied += piece; }));
  CHECK(copied == bytes);
  CHECK(reading.picture_facts.size == domain::PixelSize{928, 1152});
  CHECK(fact(reading.outcome, "picture.fit") == "as_asked");
  // 54 in, 1120 of picture, 719 of text and thinking.
  CHECK(reading.charged == util::Money{33'600 + 81 + 5'393});
  CHECK_FALSE(reading.estimated);
  CHECK(reading.turn.find("thoughtSignature") != std::string::npos);
  CHECK(reading.turn.size() < 1'000);
}

TEST_CASE("a conversation goes on with the model's turn as it was sent", "[providers]") {
  const std::string bytes = png(1024, 1024, 90'000);
  const std::string turn =
      R"({"role":"model",  "parts":[{"text":"Pl\u00e4ne","thought":true,"thoughtSignature":"YQ=="},
         {"inlineData":{"mimeType":"image/png","data":")" +
      test::base64(bytes) + R"("},"thoughtSignature":"c2ln+\/=="}]})";
  Shop shop([&](const net::ServerRequest&) {
    return reply_with(R"({"candidates":[{"content":)" + turn + R"(,"finishReason":"STOP"}]})");
  });
  auto& provider = shop.custom();
  const Reading first = shop.ask(at(provider, asking(Operation::generate, "a pier")));
  REQUIRE_FALSE(first.turn.empty());

  // What a run keeps: the rendering and the turn, each under its digest.
  shop.shelf.put(bytes);
  domain::RenderRequest next = at(provider, asking(Operation::refine, "make it warmer"));
  next.earlier = {{"a pier", {}, shop.shelf.put(first.turn)}};
  shop.ask(next);
  CHECK(shop.asked.body.find(turn) != std::string::npos);
  CHECK(test::same_json(shop.asked.body,
                        R"({"contents":[{"role":"user","parts":[{"text":"a pier"}]},)" + turn +
                            R"(,{"role":"user","parts":[{"text":"make it warmer"}]}],
            "generationConfig":{"responseModalities":["IMAGE"],"imageConfig":{"imageSize":"1K"}}})"));
}

TEST_CASE("a model that cannot go on with a conversation leaves no turn", "[providers]") {
  Shop shop([](const net::ServerRequest&) {
    return reply_with(test::answer(test::picture_part(png(1024, 1024))));
  });
  auto& provider = shop.custom();
  const Reading reading =
      shop.ask(at(provider, asking(Operation::generate, "x", "gemini-2.5-flash-image")));
  CHECK(reading.outcome.kind == OutcomeKind::image);
  CHECK(reading.turn.empty());
}

TEST_CASE("a request carries its key in one header and nothing else of ours", "[providers]") {
  Shop shop;
  auto& provider = shop.custom();
  const auto call =
      provider.prepare(at(provider, asking(Operation::generate, "x")), shop.shelf.reader());
  REQUIRE(call.has_value());
  const auto prepared_headers = call->request.headers.lines();
  CHECK(prepared_headers ==
        std::vector<std::pair<std::string, std::string>>{{"Content-Type", "application/json"}});
  REQUIRE(shop.send(call->request, util::Deadline{}).has_value());
  CHECK(header(shop.asked, "x-goog-api-key") == kKey);
  CHECK(header(shop.asked, "content-type") == "application/json");
  CHECK(header(shop.asked, "x-vitrine-attempt") == "attempt-1");
  CHECK_FALSE(header(shop.asked, "authorization"));
  CHECK_FALSE(header(shop.asked, "x-server-timeout"));  // no deadline, no wish
  CHECK(shop.asked.body == call->request.body);
  int others = 0;
  for (const auto& [name, value] : shop.asked.headers.lines()) {
    if (value.find(kKey) != std::string::npos && util::to_lower(name) != "x-goog-api-key") ++others;
  }
  CHECK(others == 0);
}

TEST_CASE("the server is asked for the patience that the deadline leaves", "[providers]") {
  Shop shop;
  auto& provider = shop.custom();
  const auto call =
      provider.prepare(at(provider, asking(Operation::generate, "x")), shop.shelf.reader());
  REQUIRE(shop.send(call->request, util::Deadline::after(std::chrono::hours(2))).has_value());
  const int seconds = std::stoi(header(shop.asked, "x-server-timeout").value_or("0"));
  CHECK(seconds > 7'000);
  CHECK(seconds <= 7'200);
}

TEST_CASE("a vendor never sees an attempt's name", "[providers]") {
  // The official name at our own address: what a request to the vendor looks like.
  Shop shop;
  test::gemini::Surface surface =
      test::gemini::cometapi_surface(shop.base(), test::gemini::Auth::bearer).value();
  surface.name = "cometapi";
  shop.provider(surface);
  net::Request request;
  request.method = "POST";
  request.url = net::parse_url(shop.base() + "/v1beta/models/x:generateContent").value();
  request.body = "{}";
  REQUIRE(shop.send(request).has_value());
  CHECK_FALSE(header(shop.asked, "x-vitrine-attempt"));
  CHECK_FALSE(header(shop.asked, "x-server-timeout"));
  CHECK_FALSE(header(shop.asked, "x-goog-api-key"));
  CHECK(header(shop.asked, "authorization") == "Bearer " + std::string(kKey));
}

TEST_CASE("without a key nothing is sent and the variable is named", "[providers]") {
  Shop shop;
  auto& provider = shop.custom();
  const auto call =
      provider.prepare(at(provider, asking(Operation::generate, "x")), shop.shelf.reader());
  shop.forget_key();
  const net::CallResult sent = shop.send(call->request);
  REQUIRE(sent.has_error());
  CHECK(sent.error().progress == net::Progress::not_sent);
  CHECK(sent.error().error.message == "no key: set SOME_KEY");
  CHECK(shop.asked.method.empty());
}

TEST_CASE("room is made for a picture that compresses badly in the size that was asked",
          "[providers]") {
  Shop shop;
  auto& provider = shop.custom();
  const auto room = [&](const char* size, std::optional<domain::Aspect> aspect) {
    domain::RenderRequest request = at(provider, asking(Operation::edit, "x"));
    request.size_class = size;
    request.aspect = aspect;
    request.sources = {{SourceRole::picture, "", shop.shelf.put(png(37, 1000))}};
    return provider.prepare(request, shop.shelf.reader()).value().most_answer_bytes;
  };
  const domain::Aspect square{1, 1};
  CHECK(room("1K", square) == std::int64_t{1024} * 1024 * 4 + 256 * 1024);
  CHECK(room("4K", square) == std::int64_t{4096} * 4096 * 4 + 256 * 1024);
  CHECK(room("1K", std::nullopt) == std::int64_t{48} << 20);  // it follows its input: any shape
}

TEST_CASE("what a call was made of is recorded beside it and holds no key", "[providers]") {
  Shop shop;
  auto& provider = shop.custom();
  const auto call =
      provider.prepare(at(provider, asking(Operation::generate, "a lamp")), shop.shelf.reader());
  REQUIRE(call.has_value());
  CHECK(call->provenance == util::Fields{{"prompt_template", "bare"},
                                         {"prompt_template_version", "3"},
                                         {"prompt_sha256", util::sha256("a lamp").hex()},
                                         {"body_sha256", util::sha256(call->request.body).hex()},
                                         {"price_book", "2026-11-01"}});
  CHECK(call->price_book == "2026-11-01");
  // No picture goes in: 4000 tokens of prompt and 4096 of thinking at most.
  CHECK(call->worst == util::Money{33'600 + 6'000 + 30'720});
}

TEST_CASE("a model without a price is refused before anything is sent", "[providers]") {
  Shop shop;
  shop.catalog = with_rows("", std::chrono::year(2026) / 10 / 31);  // before the first book
  auto& provider = shop.custom();
  const auto call =
      provider.prepare(at(provider, asking(Operation::generate, "x")), shop.shelf.reader());
  REQUIRE(call.has_error());
  CHECK(call.error().kind == util::ErrorKind::unsupported);
  CHECK(call.error().message ==
        "the price of \"gemini-nano-banana-2.1\" at google is not known, so it is not asked");
}

TEST_CASE("a gateway is paid by its own list and never by the maker's", "[providers]") {
  Shop shop([](const net::ServerRequest&) { return reply_with(test::answer(R"({"text":"no"})")); });
  const auto comet = [&] { return test::gemini::cometapi_surface(shop.base()).value(); };
  {
    auto& provider = shop.provider(comet());
    const auto call =
        provider.prepare(at(provider, asking(Operation::generate, "x")), shop.shelf.reader());
    REQUIRE(call.has_error());
    CHECK(call.error().message ==
          "the price of \"gemini-nano-banana-2.1\" at cometapi is not known, so it is not asked");
  }
  shop.catalog = with_rows(
      "prices: [{book: comet, from: 2026-11-02, surface: cometapi, source: account, models: "
      "{gemini-nano-banana-2.1: {confidence: high, call: 0.03}}}]");
  auto& provider = shop.provider(comet());
  const domain::RenderRequest request = at(provider, asking(Operation::generate, "x"));
  const auto call = provider.prepare(request, shop.shelf.reader());
  REQUIRE(call.has_value());
  CHECK(call->worst == util::Money{30'000});
  CHECK(call->price_book == "comet");
  // An answer without a picture is a call all the same.
  const Reading reading = shop.ask(request);
  CHECK(reading.outcome.kind == OutcomeKind::no_image);
  CHECK(reading.charged == util::Money{30'000});
  CHECK_FALSE(reading.estimated);
}

TEST_CASE("an answer is read at the numbers of the book it was bought under", "[providers]") {
  Shop shop;
  shop.catalog = with_rows(
      "prices:\n"
      "  - {book: autumn, from: 2026-11-02, surface: cometapi, source: account, models: "
      "{gemini-nano-banana-2.1: {confidence: high, call: 0.03}}}\n"
      "  - {book: winter, from: 2026-11-03, surface: cometapi, source: account, models: "
      "{gemini-nano-banana-2.1: {confidence: high, call: 0.05}}}\n");
  auto& provider = shop.provider(test::gemini::cometapi_surface(shop.base()).value());
  const domain::RenderRequest request = at(provider, asking(Operation::generate, "x"));
  CHECK(provider.prepare(request, shop.shelf.reader())->price_book == "winter");
  const auto then = provider.prepare_at(request, shop.shelf.reader(), "autumn");
  REQUIRE(then.has_value());
  CHECK(then->price_book == "autumn");
  CHECK(then->worst == util::Money{30'000});
  // A book that nobody has any more: today's, and it says so.
  CHECK(provider.prepare_at(request, shop.shelf.reader(), "spring")->price_book == "winter");
  // The maker's book of that day is another list.
  CHECK(provider.prepare_at(request, shop.shelf.reader(), "2026-11-01")->price_book == "winter");
}

TEST_CASE("a key that an error repeats is in nothing that is recorded", "[providers]") {
  const std::string key = kKey;
  const std::string bodies[] = {
      R"({"error":{"code":401,"message":"token )" + key + R"( is not known","status":")" + key +
          R"(","details":[{"reason":")" + key + R"("}]}})",
      // Cut in the middle of the key by the length that is kept.
      R"({"error":{"code":401,"message":")" + std::string(240, 'm') + " " + key + R"("}})",
      R"({"error":")" + key + R"("})",
      "<html><body>Unknown token <b>" + key + "</b></body></html>",
      key,
  };
  std::string body;
  int status = 401;
  Shop shop([&](const net::ServerRequest&) { return reply_with(body, status); });
  auto& provider = shop.custom();
  const domain::RenderRequest request = at(provider, asking(Operation::generate, "x"));
  for (const std::string& said : bodies) {
    INFO(said);
    body = said;
    const Reading reading = shop.ask(request);
    CHECK(reading.outcome.kind == OutcomeKind::auth_or_billing);
    CHECK_FALSE(reading.outcome.message.empty());
    CHECK_FALSE(holds_key(reading));
  }
  status = 200;
  body = test::answer(R"({"text":"your key )" + key + R"( is fine"})", "STOP");
  const Reading refused = shop.ask(request);
  CHECK(refused.outcome.kind == OutcomeKind::no_image);
  CHECK_FALSE(holds_key(refused));
  body = test::answer(R"({"text":"your key )" + key + R"( is fine"},)" +
                      test::picture_part(png(1024, 1024)));
  const Reading made = shop.ask(request);
  CHECK(made.outcome.kind == OutcomeKind::image);
  CHECK(made.picture);
  CHECK_FALSE(holds_key(made));
}

TEST_CASE("a gateway's failure may have been billed, Google's is free", "[providers]") {
  Shop shop;
  shop.catalog = with_rows(
      "prices: [{book: comet, from: 2026-11-02, surface: cometapi, source: account, models: "
      "{gemini-nano-banana-2.1: {confidence: medium, call: 0.05}}}]");
  const auto of = [&](const test::gemini::Surface& surface, int status) {
    auto& provider = shop.provider(surface);
    const auto call =
        provider.prepare(at(provider, asking(Operation::generate, "x")), shop.shelf.reader());
    REQUIRE(call.has_value());
    net::ResponseHead head;
    head.status = status;
    return provider.read(*call, head, "<html>bad gateway</html>").outcome;
  };
  const auto comet = test::gemini::cometapi_surface(shop.base()).value();
  CHECK(of(comet, 502).may_be_billed);
  CHECK(of(comet, 504).may_be_billed);
  CHECK_FALSE(of(comet, 503).may_be_billed);
  CHECK_FALSE(of(comet, 400).may_be_billed);
  CHECK_FALSE(of(test::gemini::gemini_surface(shop.base()).value(), 502).may_be_billed);
}

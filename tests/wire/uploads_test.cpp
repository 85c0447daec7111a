#include "pipeline/providers/gemini/uploads.hpp"

#include "pipeline/async/task_group.hpp"
#include "pipeline/emulator/scenario_reader.hpp"
#include "pipeline/emulator/service.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/net/server.hpp"
#include "pipeline/providers/remote_provider.hpp"
#include "tests/providers/wire.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

using namespace vitrine;
using namespace std::chrono_literals;
using providers::Hindrance;

namespace {

namespace asio = boost::asio;
namespace gemini = providers::gemini;

class MovableClock final : public util::Clock {
 public:
  util::Timestamp now() const override { return {real_.now().micros + ahead_}; }
  std::chrono::steady_clock::time_point steady_now() const override { return real_.steady_now(); }
  void move(std::chrono::microseconds span) { ahead_ += span.count(); }

 private:
  util::SystemClock real_;
  std::int64_t ahead_ = 0;
};

/// A picture that compresses badly, so that it is worth an upload.
std::string noise_png(int side, int seed) {
  cv::Mat bgr(side, side, CV_8UC3);
  auto state = static_cast<std::uint32_t>(seed) * 2'654'435'761U + 1;
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < 3 * side; ++x) {
      state = state * 1'664'525U + 1'013'904'223U;
      bgr.ptr<std::uint8_t>(y)[x] = static_cast<std::uint8_t>(state >> 24);
    }
  return imaging::encode_png({bgr, {}});
}

/// Emulator, its server and our provider on one I/O thread.
class Stage {
 public:
  /// Answers a request instead of the emulator, or not.
  using Interference = std::function<std::optional<net::ServerReply>(const net::ServerRequest&)>;

  explicit Stage(std::string_view scenario = "picture: flat") {
    imaging::exact::stay_on_calling_thread();
    emulator::ServiceOptions options;
    options.scenario = emulator::read_scenario(scenario).scenario;
    options.drawing_threads = 1;
    service_ = std::make_unique<emulator::Service>(io.get_executor(), std::move(options), clock);
    auto handler = [this, inner = service_->handler()](net::ServerRequest request) {
      note(request);
      std::optional<net::ServerReply> other = interfere ? interfere(request) : std::nullopt;
      if (other) return reply_with(std::move(*other));
      return inner(std::move(request));
    };
    server_ = net::make_server(io.get_executor(), {}, std::move(handler));
    client = net::make_client(io.get_executor(), {});
    surface = gemini::gemini_surface(server_->base_url()).value();
    provider = providers::make_gemini_provider(
        surface, test::built_in(), [this] { return key; }, *client, &clock);
  }

  /// Runs it with the server up; what it throws is thrown here.
  void run(asio::awaitable<void> story) {
    std::exception_ptr failure;
    asio::co_spawn(io, serve(), [](std::exception_ptr) {});
    asio::co_spawn(io, std::move(story), [&](std::exception_ptr thrown) {
      failure = thrown;
      server_->stop();
      client->close_idle();
    });
    io.run();
    if (failure) std::rethrow_exception(failure);
  }

  domain::RenderRequest request(const std::string& prompt, const util::Digest& picture) const {
    domain::RenderRequest asked = test::asking(domain::Operation::edit, prompt);
    asked.surface = surface.name;
    asked.sources = {{domain::SourceRole::picture, "", picture}};
    return asked;
  }

  struct Heard {
    std::optional<Hindrance> hindrance;
    std::optional<domain::Outcome> outcome;
    std::string error;
    util::Fields provenance;
    std::vector<providers::NamedUpload> named;
  };
  /// What a run does for one request, once.
  asio::awaitable<Heard> ask(domain::RenderRequest asked) {
    Heard heard;
    const util::Deadline deadline = util::Deadline::after(60s);
    for (int round = 0; round < 4; ++round) {
      util::Result<providers::PreparedCall> call = provider->prepare(asked, shelf.reader());
      if (!call) {
        heard.error = call.error().message;
        co_return heard;
      }
      if (!call->uploads.empty()) {
        std::vector<providers::Upload> uploads = std::move(call->uploads);
        heard.hindrance = co_await provider->upload(std::move(uploads), deadline);
        if (heard.hindrance) co_return heard;
        continue;
      }
      net::StringBody body;
      net::Request ready = call->request;
      last_body = ready.body;
      std::string attempt = "attempt";
      const net::CallResult sent =
          co_await provider->send(std::move(ready), std::move(attempt), body, deadline);
      heard.provenance = call->provenance;
      heard.named = call->named;
      if (sent)
        heard.outcome = provider->read(*call, sent->head, body.bytes()).outcome;
      else
        heard.error = sent.error().error.message;
      co_return heard;
    }
    heard.error = "no end of uploads";
    co_return heard;
  }
  asio::awaitable<void> ask_into(domain::RenderRequest asked, Heard& heard) {
    heard = co_await ask(std::move(asked));
  }

  /// No coroutine itself: GCC 12 destroys a request made inside a co_await expression twice.
  asio::awaitable<void> asks(const char* prompt, const util::Digest& picture, Heard& heard) {
    return ask_into(request(prompt, picture), heard);
  }

  int starts = 0, pieces = 0, looks = 0, calls = 0;
  std::size_t most_piece = 0;
  Interference interfere;
  util::Result<std::string> key = std::string("the-KEY");
  std::string last_body;
  asio::io_context io{1};
  MovableClock clock;
  test::Shelf shelf;
  gemini::Surface surface;
  std::unique_ptr<net::Client> client;
  std::unique_ptr<providers::RemoteProvider> provider;

 private:
  static asio::awaitable<net::ServerReply> reply_with(net::ServerReply reply) { co_return reply; }
  asio::awaitable<void> serve() {
    co_await server_->run();
    co_await service_->finish();
  }
  void note(const net::ServerRequest& request) {
    if (request.headers.find("X-Goog-Upload-Command") == "start")
      ++starts;
    else if (request.target.find("upload_id=") != std::string::npos) {
      ++pieces;
      most_piece = std::max(most_piece, request.body.size());
    } else if (request.target.find("/files/") != std::string::npos) {
      ++looks;
    } else {
      ++calls;
    }
  }

  std::unique_ptr<emulator::Service> service_;
  std::unique_ptr<net::Server> server_;
};

bool is_picture(const Stage::Heard& heard) {
  return heard.outcome && heard.outcome->kind == domain::OutcomeKind::image;
}

std::string fact(const util::Fields& fields, std::string_view name) {
  return std::string(util::find(fields, name).value_or("-"));
}

std::optional<net::ServerReply> refuse_uploads(const net::ServerRequest& request, int status) {
  if (!request.target.starts_with("/upload/")) return std::nullopt;
  net::ServerReply reply;
  reply.status = status;
  reply.body = R"({"error":{"code":)" + std::to_string(status) +
               R"(,"message":"not now","status":"UNAVAILABLE"}})";
  return reply;
}

}  // namespace

TEST_CASE("a picture of many requests is uploaded once, whoever asks first", "[wire]") {
  Stage stage("{picture: flat, file_processing: 100ms}");
  const util::Digest picture = stage.shelf.put(noise_png(400, 1));
  stage.provider->expect(picture, 8);
  // Before anything lies there: it cannot be sent, but an answer to it can be read.
  const auto not_yet =
      stage.provider->prepare(stage.request("scene", picture), stage.shelf.reader());
  REQUIRE(not_yet.has_value());
  CHECK_FALSE(not_yet->uploads.empty());
  CHECK(stage.provider->read(*not_yet, {}, "no answer").outcome.kind != domain::OutcomeKind::image);
  std::vector<Stage::Heard> heard(8);
  const auto story = [&]() -> asio::awaitable<void> {
    async::TaskGroup group(stage.io.get_executor());
    for (int i = 0; i < 8; ++i)
      group.spawn(stage.ask_into(stage.request("scene " + std::to_string(i), picture),
                                 heard[static_cast<std::size_t>(i)]));
    co_await group.join();
  };
  stage.run(story());
  for (const Stage::Heard& one : heard) {
    INFO(one.error);
    CHECK(is_picture(one));
    CHECK(fact(one.provenance, "image_1") == "upload");
    for (const util::Field& field : one.provenance)
      CHECK(field.value.find("files/") == std::string::npos);
  }
  CHECK(stage.starts == 1);
  CHECK(stage.pieces == 1);
  CHECK(stage.looks >= 1);  // it was processed for a while
  CHECK(stage.calls == 8);
  CHECK(stage.last_body.find("fileUri") != std::string::npos);
  CHECK(stage.last_body.find("inlineData") == std::string::npos);
}

TEST_CASE("a picture of one request goes inline", "[wire]") {
  Stage stage;
  const util::Digest picture = stage.shelf.put(noise_png(400, 1));
  Stage::Heard heard;
  stage.run(stage.asks("scene", picture, heard));
  CHECK(is_picture(heard));
  CHECK(fact(heard.provenance, "image_1") == "inline");
  CHECK(stage.starts == 0);
}

TEST_CASE("an upload that is about to expire is made anew", "[wire]") {
  Stage stage;
  const util::Digest picture = stage.shelf.put(noise_png(400, 1));
  stage.provider->expect(picture, 8);
  std::vector<Stage::Heard> heard(3);
  const auto story = [&]() -> asio::awaitable<void> {
    co_await stage.asks("a", picture, heard[0]);
    stage.clock.move(45h);
    co_await stage.asks("b", picture, heard[1]);
    CHECK(stage.starts == 1);
    stage.clock.move(90min);  // less than two hours are left
    co_await stage.asks("c", picture, heard[2]);
  };
  stage.run(story());
  for (const Stage::Heard& one : heard) CHECK(is_picture(one));
  CHECK(stage.starts == 2);
}

TEST_CASE("a file that is gone is said to be, forgotten and uploaded again", "[wire]") {
  Stage stage;
  const util::Digest picture = stage.shelf.put(noise_png(400, 1));
  stage.provider->expect(picture, 8);
  std::vector<Stage::Heard> heard(3);
  const auto story = [&]() -> asio::awaitable<void> {
    co_await stage.asks("a", picture, heard[0]);
    // Somebody else empties the project's shelf.
    net::Request remove;
    remove.method = "DELETE";
    remove.url = gemini::api_url(stage.surface, "", "files/f000002").value();
    remove.headers.add("x-goog-api-key", "k");
    net::StringBody body;
    const util::Deadline deadline = util::Deadline::after(10s);
    const net::CallResult removed = co_await stage.client->send(std::move(remove), body, deadline);
    CHECK(removed->head.status == 200);
    co_await stage.asks("b", picture, heard[1]);
    stage.provider->forget(heard[1].named);
    co_await stage.asks("b", picture, heard[2]);
    stage.provider->forget(heard[1].named);  // an old one: the new upload stays
    co_await stage.asks("c", picture, heard[0]);
  };
  stage.run(story());
  REQUIRE(heard[1].outcome);
  CHECK(fact(heard[1].outcome->facts, "remedy") == "upload");
  CHECK(heard[1].outcome->message.find("f000002") == std::string::npos);
  CHECK(is_picture(heard[2]));
  CHECK(is_picture(heard[0]));
  CHECK(stage.starts == 2);
}

TEST_CASE("where uploads are refused pictures go inline, and are not tried each time", "[wire]") {
  for (const int status : {404, 429, 500, 503}) {
    Stage stage;
    const util::Digest picture = stage.shelf.put(noise_png(400, 1));
    stage.provider->expect(picture, 8);
    stage.interfere = [status](const net::ServerRequest& r) { return refuse_uploads(r, status); };
    std::vector<Stage::Heard> heard(3);
    const auto story = [&]() -> asio::awaitable<void> {
      co_await stage.asks("a", picture, heard[0]);
      co_await stage.asks("b", picture, heard[1]);
      CHECK(stage.starts == 1);
      stage.interfere = {};
      stage.clock.move(6min);
      co_await stage.asks("c", picture, heard[2]);
    };
    stage.run(story());
    INFO("status " << status);
    for (const Stage::Heard& one : heard) CHECK(is_picture(one));
    CHECK(fact(heard[1].provenance, "image_1") == "inline");
    CHECK(fact(heard[2].provenance, "image_1") == "upload");
  }
}

TEST_CASE("the address for the bytes stands in no message, whatever goes wrong there", "[wire]") {
  Stage stage;
  const util::Digest picture = stage.shelf.put(noise_png(400, 1));
  std::optional<Hindrance> hindrance;
  stage.interfere = [](const net::ServerRequest& request) -> std::optional<net::ServerReply> {
    if (request.target.find("upload_id=") == std::string::npos) return std::nullopt;
    net::ServerReply reply;
    reply.ending = net::ServerReply::Ending::reset_before_head;
    return reply;
  };
  const auto story = [&]() -> asio::awaitable<void> {
    providers::Upload upload;
    upload.picture = picture;
    upload.media_type = "image/png";
    upload.bytes = std::make_shared<const std::string>(test::png(30, 30, 5'000));
    upload.needed = true;
    std::vector<providers::Upload> uploads;
    uploads.push_back(std::move(upload));
    const util::Deadline deadline = util::Deadline::after(20s);
    hindrance = co_await stage.provider->upload(std::move(uploads), deadline);
  };
  stage.run(story());
  REQUIRE(hindrance);
  REQUIRE(hindrance->failure);
  CHECK(hindrance->failure->progress == net::Progress::not_sent);
  CHECK(hindrance->failure->error.kind == util::ErrorKind::unreachable);
  CHECK(hindrance->failure->error.message.find("upload_id") == std::string::npos);
}

TEST_CASE("a key that is refused or missing is not tried a second way", "[wire]") {
  Stage stage("{picture: flat, bad_keys: [the-KEY]}");
  const util::Digest picture = stage.shelf.put(noise_png(400, 1));
  stage.provider->expect(picture, 8);
  std::vector<Stage::Heard> heard(2);
  const auto story = [&]() -> asio::awaitable<void> {
    co_await stage.asks("a", picture, heard[0]);
    stage.key = util::Error{util::ErrorKind::not_found, "no key in GEMINI_API_KEY"};
    co_await stage.asks("b", picture, heard[1]);
  };
  stage.run(story());
  REQUIRE(heard[0].hindrance);
  CHECK(heard[0].hindrance->outcome.kind == domain::OutcomeKind::auth_or_billing);
  CHECK(heard[0].hindrance->outcome.message.find("the-KEY") == std::string::npos);
  REQUIRE(heard[1].hindrance);
  REQUIRE(heard[1].hindrance->failure);
  CHECK(heard[1].hindrance->failure->error.kind == util::ErrorKind::not_found);
  CHECK(heard[1].hindrance->failure->progress == net::Progress::not_sent);
  CHECK(stage.calls == 0);
}

TEST_CASE("a picture of more than 8 MiB travels in pieces", "[wire]") {
  Stage stage;
  const std::string bytes = test::png(3000, 3000, (17 << 20));
  const util::Digest picture = stage.shelf.put(bytes);
  stage.provider->expect(picture, 3);
  Stage::Heard heard;
  stage.run(stage.asks("scene", picture, heard));
  CHECK(stage.starts == 1);
  CHECK(stage.pieces == 3);
  CHECK(stage.most_piece == std::size_t{8} << 20);
  CHECK(heard.named.size() == 1);
}

namespace {

/// Uploads without a provider around them.
struct Bare {
  Stage stage;
  providers::KnownKeys keys;
  providers::KeyedClient client{stage.surface, [] { return std::string("k"); }, keys,
                                *stage.client};
  gemini::Uploads uploads;
  util::Digest picture;
  explicit Bare(gemini::UploadRules rules = {}, std::string_view scenario = "picture: flat")
      : stage(scenario), uploads(stage.surface, client, stage.clock, rules) {
    picture = util::sha256("the picture");
  }

  asio::awaitable<void> put(std::optional<Hindrance>& ended, bool needed = false) {
    providers::Upload upload;
    upload.picture = picture;
    upload.media_type = "image/png";
    upload.bytes = std::make_shared<const std::string>(test::png(30, 30, 5'000));
    upload.needed = needed;
    const util::Deadline deadline = util::Deadline::after(20s);
    ended = co_await uploads.put(std::move(upload), deadline);
  }

  /// Returns when bytes of an upload have arrived.
  asio::awaitable<void> first_piece() {
    asio::steady_timer turn(stage.io);
    while (stage.pieces == 0) {
      turn.expires_after(1ms);
      co_await turn.async_wait(asio::use_awaitable);
    }
  }
};

}  // namespace

TEST_CASE("one who waits goes on where the one who uploads is cancelled", "[wire]") {
  Bare bare({}, "{picture: flat, file_processing: 300ms}");
  asio::cancellation_signal stop;
  std::optional<Hindrance> first, second;
  bool first_ended = false, second_ended = false;
  const auto wait = [&]() -> asio::awaitable<void> {
    co_await bare.put(second);
    second_ended = true;
  };
  const auto story = [&]() -> asio::awaitable<void> {
    const asio::any_io_executor executor = bare.stage.io.get_executor();
    asio::co_spawn(
        executor, bare.put(first),
        asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr) { first_ended = true; }));
    async::TaskGroup group(executor);
    group.spawn(wait());
    co_await bare.first_piece();
    stop.emit(asio::cancellation_type::terminal);
    co_await group.join();
  };
  bare.stage.run(story());
  CHECK(first_ended);
  CHECK(second_ended);
  CHECK_FALSE(second);
  CHECK(bare.stage.starts == 2);
  CHECK_FALSE(bare.uploads.look(bare.picture).uri.empty());
}

TEST_CASE("one who waits may be cancelled without harm to the upload", "[wire]") {
  Bare bare({}, "{picture: flat, file_processing: 200ms}");
  asio::cancellation_signal stop;
  std::optional<Hindrance> first, second;
  std::exception_ptr thrown;
  const auto story = [&]() -> asio::awaitable<void> {
    const asio::any_io_executor executor = bare.stage.io.get_executor();
    async::TaskGroup group(executor);
    group.spawn(bare.put(first));
    asio::co_spawn(executor, bare.put(second),
                   asio::bind_cancellation_slot(
                       stop.slot(), [&](std::exception_ptr failure) { thrown = failure; }));
    co_await bare.first_piece();
    stop.emit(asio::cancellation_type::terminal);
    co_await group.join();
  };
  bare.stage.run(story());
  CHECK(thrown);
  CHECK_FALSE(first);
  CHECK(bare.stage.starts == 1);
  CHECK_FALSE(bare.uploads.look(bare.picture).uri.empty());
}

TEST_CASE("a file that is processed for too long goes inline, or hinders who needs it", "[wire]") {
  gemini::UploadRules rules;
  rules.first_look = 5ms;
  rules.processing = 40ms;
  Bare bare(rules, "{picture: flat, file_processing: 1h}");
  std::optional<Hindrance> first, second;
  const auto story = [&]() -> asio::awaitable<void> {
    co_await bare.put(first);
    co_await bare.put(second, true);
  };
  bare.stage.run(story());
  CHECK_FALSE(first);
  CHECK(bare.uploads.look(bare.picture).goes_inline);
  REQUIRE(second);
  CHECK(second->outcome.kind == domain::OutcomeKind::timeout);
  CHECK(bare.stage.looks >= 2);
}

TEST_CASE("a clock that is days ahead sends pictures inline instead of uploading for ever",
          "[wire]") {
  Bare bare;
  MovableClock ahead;
  ahead.move(72h);
  gemini::Uploads uploads(bare.stage.surface, bare.client, ahead, {});
  std::optional<Hindrance> ended;
  const auto story = [&]() -> asio::awaitable<void> {
    providers::Upload upload;
    upload.picture = bare.picture;
    upload.media_type = "image/png";
    upload.bytes = std::make_shared<const std::string>(test::png(30, 30, 5'000));
    const util::Deadline deadline = util::Deadline::after(20s);
    ended = co_await uploads.put(std::move(upload), deadline);
  };
  bare.stage.run(story());
  CHECK_FALSE(ended);
  CHECK(uploads.look(bare.picture).goes_inline);
}

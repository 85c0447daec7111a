#include "pipeline/emulator/service.hpp"

#include "pipeline/emulator/cli.hpp"
#include "pipeline/net/client.hpp"
#include "pipeline/net/server.hpp"
#include "pipeline/util/files.hpp"
#include "tests/emulator/caller.hpp"
#include "tests/support/temp_folder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <sstream>

using namespace vitrine;
using namespace vitrine::emulator;

namespace {

namespace asio = boost::asio;

struct Heard {
  net::CallResult result;
  std::string body;
};

/// Service, server and client on one I/O thread, until the story is told.
class Wire {
 public:
  using Story = std::function<asio::awaitable<void>(Wire&)>;

  Wire(const std::string& scenario, const Story& story, net::ServerOptions options = {}) {
    ServiceOptions service_options;
    service_options.scenario = Caller::read(scenario);
    service_options.drawing_threads = 2;
    Service service(io_.get_executor(), std::move(service_options), clock_);
    server_ = net::make_server(io_.get_executor(), std::move(options), service.handler());
    std::exception_ptr failure;
    const auto keep = [&](std::exception_ptr thrown) {
      if (thrown && !failure) failure = thrown;
    };
    asio::co_spawn(io_, serve(*server_, service), keep);
    asio::co_spawn(io_, tell(story), keep);
    io_.run();
    if (failure) std::rethrow_exception(failure);
  }

  asio::awaitable<Heard> call(net::Client& client,
                              std::string method,
                              std::string target,
                              std::string body = {}) {
    net::Request request;
    request.method = std::move(method);
    request.url = net::parse_url(server_->base_url() + target).value();
    request.headers.add("x-goog-api-key", "k");
    request.body = std::move(body);
    net::StringBody sink;
    const util::Deadline deadline = util::Deadline::after(std::chrono::seconds(60));
    net::CallResult result = co_await client.send(std::move(request), sink, deadline);
    Heard heard{std::move(result), std::string(sink.bytes())};
    co_return heard;
  }
  asio::awaitable<Heard> call(std::string method, std::string target, std::string body = {}) {
    co_return co_await call(*client_, std::move(method), std::move(target), std::move(body));
  }
  asio::any_io_executor executor() { return io_.get_executor(); }

 private:
  static asio::awaitable<void> serve(net::Server& server, Service& service) {
    co_await server.run();
    co_await service.finish();
  }
  asio::awaitable<void> tell(const Story& story) {
    std::exception_ptr failure;
    try {
      co_await story(*this);
    } catch (...) {
      failure = std::current_exception();
    }
    server_->stop();
    client_->close_idle();
    if (failure) std::rethrow_exception(failure);
  }

  asio::io_context io_{1};
  util::SystemClock clock_;
  std::unique_ptr<net::Server> server_;
  std::unique_ptr<net::Client> client_ = net::make_client(io_.get_executor(), {});
};

const std::string kGenerate = "/v1/models/gemini-3.1-flash-image:generateContent";

}  // namespace

TEST_CASE("a picture drawn on another thread comes over the wire and is booked", "[emulator]") {
  const Wire::Story story = [](Wire& wire) -> asio::awaitable<void> {
    const Heard heard = co_await wire.call("POST", kGenerate, text_body("a lamp on an oak table"));
    REQUIRE(heard.result.has_value());
    CHECK(heard.result->head.status == 200);
    const Json answer = parse_json(heard.body).value;
    CHECK(imaging::inspect(picture_of(answer))->width == 1024);
    const Heard bill = co_await wire.call("GET", "/__bill");
    CHECK(at(parse_json(bill.body).value, "micros").number_or(0) > 67'000);
  };
  Wire("seed: 1", story);
}

TEST_CASE("connections break on the wire as the scenario says", "[emulator]") {
  const Wire::Story story = [](Wire& wire) -> asio::awaitable<void> {
    const Heard reset = co_await wire.call("POST", kGenerate, text_body("x"));
    REQUIRE_FALSE(reset.result.has_value());
    CHECK(reset.result.error().progress == net::Progress::maybe_sent);
    const Heard cut = co_await wire.call("POST", kGenerate, text_body("x"));
    REQUIRE_FALSE(cut.result.has_value());
    CHECK(cut.result.error().progress == net::Progress::answered);
    const Heard chunked = co_await wire.call("POST", kGenerate, text_body("x"));
    REQUIRE(chunked.result.has_value());
    CHECK(parse_json(chunked.body).error.empty());
    const Heard bill = co_await wire.call("GET", "/__bill?summary=1");
    const Json sums = parse_json(bill.body).value;
    CHECK(at(sums, "faults", "reset-before-head", "micros").text == "0");
    CHECK(at(sums, "faults", "close-in-body", "billed").text == "1");
    CHECK(at(sums, "billed").text == "2");
  };
  Wire(R"(
picture: flat
faults:
  - {fault: reset-before-head, requests: 1}
  - {fault: close-in-body, requests: 2}
  - {fault: chunked, requests: 3}
)",
       story);
}

TEST_CASE("a batch is made behind the answer to its creation", "[emulator]") {
  const Wire::Story story = [](Wire& wire) -> asio::awaitable<void> {
    const std::string batch = R"({"batch":{"inputConfig":{"requests":{"requests":[{"request":)" +
                              text_body("a") + R"(},{"request":)" + text_body("b") + "}]}}}}";
    const Heard created =
        co_await wire.call("POST", "/v1/models/gemini-3-pro-image:batchGenerateContent", batch);
    const std::string name(parse_json(created.body).value.text_of("name"));
    std::string state;
    for (int look = 0; look < 2'000 && state != "BATCH_STATE_SUCCEEDED"; ++look) {
      const Heard seen = co_await wire.call("GET", "/v1/" + name);
      state = at(parse_json(seen.body).value, "metadata", "state").text;
    }
    CHECK(state == "BATCH_STATE_SUCCEEDED");
  };
  Wire("picture: flat", story);
}

TEST_CASE("it speaks TLS with a certificate made for it", "[emulator]") {
  const test::TempFolder folder;
  const net::SelfMadeCertificate made = net::make_certificate();
  const auto ca = folder.path() / "ca.pem";
  util::write_file_durably(ca, made.ca_pem);
  net::ServerOptions options;
  options.certificate_pem = made.certificate_pem;
  options.key_pem = made.key_pem;
  const Wire::Story story = [&](Wire& wire) -> asio::awaitable<void> {
    net::ClientOptions trusting;
    trusting.ca_file = ca.string();
    const auto client = net::make_client(wire.executor(), trusting);
    const Heard heard = co_await wire.call(*client, "GET", "/v1/models");
    REQUIRE(heard.result.has_value());
    CHECK(heard.result->head.status == 200);
    client->close_idle();
  };
  Wire("picture: flat", story, std::move(options));
}

TEST_CASE("the program refuses what it cannot do before it listens", "[emulator]") {
  const util::SystemClock clock;
  std::ostringstream out, err;
  const auto run = [&](const std::vector<std::string>& arguments) {
    out.str({});
    err.str({});
    return run_emulator(arguments, out, err, clock);
  };
  CHECK(run({"--prot", "0"}) == 2);
  CHECK(run({"--port", "99999"}) == 2);
  CHECK(run({"--scenario", "/nowhere/at/all.yaml"}) == 2);
  CHECK(run({"--tls"}) == 2);
  CHECK(run({"--latency", "fast"}) == 2);
  CHECK(err.str().starts_with("--latency:1:10: "));
  const test::TempFolder folder;
  const std::string file = (folder.path() / "s.yaml").string();
  util::write_file_durably(file, "sed: 1\nfaults: [{fault: none}]\n");
  CHECK(run({"--scenario", file}) == 2);
  CHECK(err.str().find(file + ":1:1: unknown key \"sed\"") != std::string::npos);
  CHECK(err.str().find(file + ":2:18: ") != std::string::npos);
  CHECK(out.str().empty());
}

TEST_CASE("the help names every route and fault", "[emulator]") {
  const util::SystemClock clock;
  std::ostringstream out, err;
  CHECK(run_emulator({"--help"}, out, err, clock) == 0);
  const std::string help = out.str();
  for (int i = 0; i < kFaultKinds; ++i)
    CHECK(help.find(row_of(static_cast<FaultKind>(i)).name) != std::string::npos);
  for (int i = 0; i < kRouteKinds; ++i)
    CHECK(help.find(to_text(static_cast<RouteKind>(i))) != std::string::npos);
  for (const char* key : {"seed:", "picture:", "limits:", "latency:", "batches:", "--ca-out"})
    CHECK(help.find(key) != std::string::npos);
}

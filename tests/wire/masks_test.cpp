// A mask, from our client through each vendor's own field to what the emulator draws of it; and
// DashScope's tasks, from the submission to the picture.
#include "pipeline/emulator/scenario_reader.hpp"
#include "pipeline/emulator/service.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/net/server.hpp"
#include "pipeline/providers/registry.hpp"
#include "pipeline/providers/remote_provider.hpp"
#include "tests/providers/wire.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

#include <memory>
#include <optional>

using namespace vitrine;
using namespace std::chrono_literals;
using domain::Operation;
using domain::SourceRole;

namespace {

namespace asio = boost::asio;

/// Prompts as a shop's job has them, and every model at its own price, which is not what this is
/// about.
catalog::Catalog catalog_of() {
  return test::load_with_settings(
             "prompts: [{id: bare, version: 3, lines: [{text: \"{prompt}\"}]}]\n", test::kToday)
      .catalog.value();
}

/// The emulator behind a socket, and one vendor's client before it.
class Stage {
 public:
  Stage(const std::string& vendor, const std::string& path, providers::Reach reach = {})
      : catalog_(catalog_of()) {
    imaging::exact::stay_on_calling_thread();
    emulator::ServiceOptions options;
    options.scenario =
        emulator::read_scenario("{seed: 4, dashscope: {pending: 1, running: 1}}").scenario;
    options.drawing_threads = 1;
    service_ = std::make_unique<emulator::Service>(io_.get_executor(), std::move(options), clock_);
    server_ = net::make_server(io_.get_executor(), {}, service_->handler());
    client_ = net::make_client(io_.get_executor(), {});
    reach.base = server_->base_url() + path;
    access_ = providers::find_api(vendor)->open(reach).value();
    provider_ = access_->provider(
        catalog_, []() -> util::Result<std::string> { return std::string("wire-test-key"); },
        *client_);
  }

  /// The picture that is answered.
  imaging::Picture ask(domain::RenderRequest request) {
    request.surface = access_->place().name;
    request.prompt_template = "bare";
    std::exception_ptr failure;
    std::string picture;
    asio::co_spawn(io_, serve(), [](std::exception_ptr) {});
    asio::co_spawn(io_, story(std::move(request), picture), [&](std::exception_ptr thrown) {
      failure = thrown;
      server_->stop();
      client_->close_idle();
    });
    io_.run();
    if (failure) std::rethrow_exception(failure);
    return imaging::decode(picture).value();
  }

  test::Shelf shelf;

 private:
  asio::awaitable<void> serve() {
    co_await server_->run();
    co_await service_->finish();
  }

  asio::awaitable<void> story(domain::RenderRequest request, std::string& picture) {
    const providers::PreparedCall call = provider_->prepare(request, shelf.reader()).value();
    net::StringBody body;
    net::Request ready = call.request;
    std::string attempt = "attempt";
    const util::Deadline deadline = util::Deadline::after(60s);
    const net::CallResult sent =
        co_await provider_->send(std::move(ready), std::move(attempt), body, deadline);
    const providers::Reading reading = provider_->read(call, sent.value().head, body.bytes());
    INFO(reading.outcome.message);
    REQUIRE(reading.picture);
    providers::copy_picture(
        body.bytes(), *reading.picture, [&](std::string_view piece) { picture += piece; },
        reading.picture_form);
  }

  util::SystemClock clock_;
  asio::io_context io_;
  catalog::Catalog catalog_;
  std::unique_ptr<emulator::Service> service_;
  std::unique_ptr<net::Server> server_;
  std::unique_ptr<net::Client> client_;
  std::shared_ptr<const providers::Access> access_;
  std::unique_ptr<providers::RemoteProvider> provider_;
};

/// Of the answer's size, no two pixels near each other alike.
cv::Mat picture_of(int width, int height) {
  cv::Mat bgr(height, width, CV_8UC3);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      bgr.at<cv::Vec3b>(y, x) = {static_cast<uchar>(x * 7), static_cast<uchar>(y * 5),
                                 static_cast<uchar>(x + y)};
  return bgr;
}

/// Of a 1024 x 1024 picture, inside its left half: drawn by a mask of another size.
domain::RenderRequest edit_of(Stage& stage, const std::string& model, const cv::Mat& bgr) {
  domain::RenderRequest request = test::asking(Operation::edit, "a bowl of lemons there", model);
  cv::Mat grey(512, 512, CV_8UC1, cv::Scalar(0));
  grey.colRange(0, 256).setTo(255);
  request.sources = {{SourceRole::picture, "", stage.shelf.put(imaging::encode_png({bgr, {}}))},
                     {SourceRole::mask, "", stage.shelf.put(imaging::encode_png_grey(grey))}};
  return request;
}

int different(const cv::Mat& one, const cv::Mat& other, const cv::Range& columns) {
  cv::Mat off;
  cv::absdiff(one.colRange(columns), other.colRange(columns), off);
  return cv::countNonZero(off.reshape(1));
}

/// Nothing changed right of the middle, and much left of it.
void check_held(const cv::Mat& sent, const imaging::Picture& answered) {
  REQUIRE(answered.bgr.size() == sent.size());
  CHECK(different(sent, answered.bgr, {516, 1024}) == 0);
  CHECK(different(sent, answered.bgr, {0, 508}) > 500'000);
}

}  // namespace

TEST_CASE("an edit is held to the mask that came in each vendor's own field", "[wire]") {
  const cv::Mat sent = picture_of(1024, 1024);
  const auto check = [&](Stage& stage, const char* model) {
    INFO(model);
    check_held(sent, stage.ask(edit_of(stage, model, sent)));
  };
  Stage openai("openai", "/v1");
  check(openai, "gpt-image-2");
  Stage sdcpp("local", "/sdcpp/v1");
  check(sdcpp, "sd-cpp-local");
  Stage localai("local", "/localai/v1");
  check(localai, "localai-local");
  for (const char* channel : {"red", "alpha"}) {
    INFO(channel);
    providers::Reach reach;
    reach.graph = std::make_shared<const providers::ComfyGraph>(
        providers::ComfyGraph{std::string(R"({
    "3": {"class_type": "KSampler", "inputs": {"seed": 1, "positive": ["6", 0]}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ""}},
    "9": {"class_type": "SaveImage", "inputs": {"images": ["3", 0]}},
    "10": {"class_type": "LoadImage", "inputs": {"image": "a.png"}},
    "12": {"class_type": "LoadImageMask", "inputs": {"image": "c.png", "channel": ")") +
                                  channel + "\"}}}",
                              {"6", "3", "", {"10"}, "9", "12"}});
    Stage comfy("comfyui", "", reach);
    check(comfy, "comfyui-local");
  }
}

TEST_CASE("without its mask the same edit changes all of the picture", "[wire]") {
  const cv::Mat sent = picture_of(1024, 1024);
  Stage stage("openai", "/v1");
  domain::RenderRequest request = edit_of(stage, "gpt-image-2", sent);
  request.sources.pop_back();
  CHECK(different(sent, stage.ask(request).bgr, {516, 1024}) > 500'000);
}

TEST_CASE("a model of DashScope's that only takes tasks is begun, looked at and fetched",
          "[wire]") {
  Stage stage("dashscope", "/api/v1");
  domain::RenderRequest request =
      test::asking(Operation::generate, "an oak table by a window", "qwen-image-plus");
  request.aspect = domain::parse_aspect("16:9");
  const imaging::Picture drawn = stage.ask(request);
  CHECK(drawn.width() == 1664);
  CHECK(drawn.height() == 928);
}

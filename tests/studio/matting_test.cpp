#include "pipeline/imaging/exact.hpp"
#include "pipeline/studio/matting_networks.hpp"
#include "tests/studio/onnx_bytes.hpp"
#include "tests/studio/shelf.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

#include <string>
#include <thread>
#include <vector>

using namespace vitrine;
using domain::SourceRole;
using studio::MattingNetwork;

namespace {

domain::MattingFormat format_of(int side) {
  domain::MattingFormat format;
  format.size = {side, side};
  return format;
}

std::string refusal(const std::string& onnx, const domain::MattingFormat& format = format_of(64)) {
  const auto network = MattingNetwork::load(onnx, format);
  return network ? "" : network.error().message;
}

/// A dark mug on a pale, uneven ground, to be cut out by the network that takes dark for product.
domain::RenderRequest dark_mug(Shelf& shelf) {
  domain::RenderRequest request = studio_request(domain::Operation::edit);
  request.prompt = domain::kCutOutInstruction;
  drawn::Mug mug = drawn::mug({215, 220, 225}, {50, 30, 20});
  request.sources = {{SourceRole::packshot, "", shelf.put(imaging::Picture{mug.bgr, {}})},
                     {SourceRole::network, "", shelf.put(onnx::dark_is_product())}};
  request.matting = format_of(200);
  return request;
}

/// Plain arithmetic is for the whole process; other tests shall not run under it.
class PlainArithmetic {
 public:
  PlainArithmetic() { imaging::exact::use_plain_arithmetic(); }
  ~PlainArithmetic() { cv::setUseOptimized(true); }
};

}  // namespace

TEST_CASE("a network sees channels with their mean and deviation, in its order", "[studio]") {
  const PlainArithmetic plain;
  const cv::Mat color(40, 30, CV_8UC3, cv::Scalar(51, 102, 153));  // 0.2, 0.4, 0.6 = red
  domain::MattingFormat format = format_of(16);
  // Whether the weighted channels are just the network's offset: sigmoid(0) is a half.
  const auto balances = [&](const std::vector<float>& weights) {
    auto network = MattingNetwork::load(onnx::dark_is_product(weights), format);
    return std::abs(network->matte(color)->at<std::uint8_t>(8, 8) - 127.5) < 1;
  };
  CHECK(balances({-20, 0, 0}));
  CHECK(balances({0, 0, -60}));
  format.mean = {0.3, 0, 0};
  CHECK(balances({-40, 0, 0}));
  format.deviation = {0.5, 1, 1};
  CHECK(balances({-20, 0, 0}));
  format.blue_first = true;  // mean and deviation stay with their colour
  CHECK(balances({0, 0, -20}));
  CHECK(balances({-60, 0, 0}));
}

TEST_CASE("what is wrong with a network is told in one sentence before it runs", "[studio]") {
  CHECK(refusal(onnx::dark_is_product()).empty());
  CHECK(refusal("GIF89a") == "the matting network is no ONNX file");
  CHECK(refusal("") == "the matting network is no ONNX file");
  CHECK(refusal(onnx::one_operator("Sharpen")) ==
        "the matting network uses Sharpen in a way that OpenCV " CV_VERSION " cannot run");
  CHECK(refusal(onnx::one_operator("Sigmoid")) ==
        "the matting network answers with 1 x 3 x 64 x 64, not with one channel");
  CHECK(refusal(onnx::two_outputs()) ==
        "the matting network has 2 outputs (matte, side): name one with output:");
  domain::MattingFormat named = format_of(64);
  named.output = "matte";
  CHECK(refusal(onnx::two_outputs(), named).empty());
  named.output = "alpha";
  CHECK(refusal(onnx::two_outputs(), named) ==
        "the matting network has no output \"alpha\"; it has matte, side");
}

TEST_CASE("a network does not run where its numbers would not repeat", "[studio]") {
  REQUIRE_FALSE(imaging::exact::uses_plain_arithmetic());
  auto network = MattingNetwork::load(onnx::dark_is_product(), format_of(16));
  const auto matte = network->matte(cv::Mat(20, 20, CV_8UC3, cv::Scalar::all(9)));
  REQUIRE_FALSE(matte.has_value());
  CHECK(matte.error().kind == util::ErrorKind::unsupported);
}

TEST_CASE("a packshot is cut out along the outline that its network sees", "[studio]") {
  const PlainArithmetic plain;
  Shelf shelf;
  const domain::Outcome outcome = shelf.render(dark_mug(shelf));
  INFO(outcome.message);
  REQUIRE(outcome.kind == domain::OutcomeKind::image);
  CHECK(util::find(outcome.facts, "cut_out") == "by a matting network");
  const cv::Mat alpha = imaging::decode(outcome.bytes)->alpha;
  const cv::Mat truth = drawn::mug({215, 220, 225}, {50, 30, 20}).alpha;
  const double both = cv::countNonZero((alpha >= 128) & (truth >= 128));
  const double either = cv::countNonZero((alpha >= 128) | (truth >= 128));
  CHECK(both / either > 0.98);
  CHECK(shelf.render(dark_mug(shelf)).bytes == outcome.bytes);
}

TEST_CASE("a network is parsed once for one cut-out after the other", "[studio]") {
  const PlainArithmetic plain;
  Shelf shelf;
  const domain::RenderRequest request = dark_mug(shelf);
  int reads = 0;
  const studio::SourceReader read = [&](const util::Digest& digest) {
    if (digest == request.sources[1].digest) ++reads;
    return shelf.reader()(digest);
  };
  studio::MattingNetworks networks;
  const domain::Outcome first = studio::render(request, read, &networks);
  const domain::Outcome second = studio::render(request, read, &networks);
  REQUIRE(first.kind == domain::OutcomeKind::image);
  CHECK(second.bytes == first.bytes);
  CHECK(networks.parsed() == 1);
  CHECK(reads == 1);

  domain::RenderRequest otherwise = request;
  otherwise.matting = format_of(160);
  CHECK(studio::render(otherwise, read, &networks).bytes == shelf.render(otherwise).bytes);
  CHECK(networks.parsed() == 2);
}

TEST_CASE("two threads that cut out at once do not share a network", "[studio]") {
  const PlainArithmetic plain;
  Shelf shelf;
  const domain::RenderRequest request = dark_mug(shelf);
  const domain::Outcome alone = shelf.render(request);
  studio::MattingNetworks networks;
  std::vector<std::string> made(4);
  std::vector<std::thread> threads;
  for (std::string& bytes : made)
    threads.emplace_back([&] {
      const studio::SourceReader read = shelf.reader();
      for (int i = 0; i < 3; ++i) bytes = studio::render(request, read, &networks).bytes;
    });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& bytes : made) CHECK(bytes == alone.bytes);
}

TEST_CASE("an outline that only a network sees waits for a person", "[studio]") {
  const PlainArithmetic plain;
  Shelf shelf;
  domain::RenderRequest request = dark_mug(shelf);
  CHECK_FALSE(util::find(shelf.render(request).facts, "outline"));
  // This network takes the mug's red part alone for the product.
  request.sources[1].digest = shelf.put(onnx::dark_is_product({-8, -8, -60}));
  drawn::Mug mug = drawn::mug({215, 220, 225}, {50, 30, 20});
  mug.bgr(cv::Rect(0, 200, 400, 40)).setTo(cv::Scalar(10, 10, 10));
  request.sources[0].digest = shelf.put(imaging::Picture{mug.bgr, {}});
  CHECK(util::find(shelf.render(request).facts, "outline") == "guessed");
}

TEST_CASE("a drawn mask rules over a network, and a network over the backdrop", "[studio]") {
  const PlainArithmetic plain;
  Shelf shelf;
  domain::RenderRequest request = dark_mug(shelf);
  cv::Mat mask(400, 400, CV_8UC1, cv::Scalar(0));
  mask(cv::Rect(100, 100, 200, 200)).setTo(255);
  request.sources.push_back({SourceRole::alpha, "", shelf.put_grey(mask)});
  CHECK(util::find(shelf.render(request).facts, "cut_out") == "by a drawn mask");
}

TEST_CASE("a network that is not in the store is named", "[studio]") {
  Shelf shelf;
  domain::RenderRequest request = dark_mug(shelf);
  request.sources[1].digest = util::sha256("another");
  const domain::Outcome outcome = shelf.render(request);
  CHECK(outcome.kind == domain::OutcomeKind::invalid_request);
  CHECK(outcome.message.starts_with("the matting network: no blob"));
}

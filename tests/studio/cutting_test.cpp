#include "pipeline/imaging/zone.hpp"
#include "pipeline/util/fields.hpp"
#include "tests/studio/shelf.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

using namespace vitrine;
using domain::Operation;
using domain::OutcomeKind;
using domain::SourceRole;

namespace {

const cv::Vec3b kRed(50, 50, 180);

domain::RenderRequest cut_out_of(const util::Digest& packshot) {
  domain::RenderRequest request = studio_request(Operation::edit);
  request.prompt = domain::kCutOutInstruction;
  request.sources = {{SourceRole::packshot, "", packshot}};
  return request;
}

domain::RenderRequest recolor_of(const util::Digest& packshot, domain::ZoneChange change) {
  domain::RenderRequest request = studio_request(Operation::recolor);
  request.sources = {{SourceRole::packshot, "", packshot}};
  request.zones = {std::move(change)};
  return request;
}

cv::Mat print_mask() {
  cv::Mat mask(400, 400, CV_8UC1, cv::Scalar(0));
  mask(cv::Rect(170, 180, 50, 60)).setTo(255);
  return mask;
}

}  // namespace

TEST_CASE("cutting out gives RGBA in the packshot's frame and the alpha as mask",
          "[studio][cutting]") {
  Shelf shelf;
  const drawn::Mug mug = drawn::mug({255, 255, 255}, kRed, true);
  const domain::Outcome outcome =
      shelf.render(cut_out_of(shelf.put(imaging::Picture{mug.bgr, {}})));
  REQUIRE(outcome.kind == OutcomeKind::image);
  const imaging::Picture picture = imaging::decode(outcome.bytes).value();
  CHECK(picture.bgr.size() == mug.bgr.size());
  REQUIRE(picture.has_alpha());
  CHECK(cv::norm(picture.alpha, imaging::decode_mask(outcome.mask).value(), cv::NORM_INF) == 0);
  CHECK(util::find(outcome.facts, "renderer") == studio::kRenderer);
  CHECK(util::find(outcome.facts, "cut_out") == "plain backdrop");
}

TEST_CASE("a drawn mask wins over the backdrop, the packshot's own alpha stays",
          "[studio][cutting]") {
  Shelf shelf;
  const drawn::Mug mug = drawn::mug({255, 255, 255}, kRed);
  domain::RenderRequest masked = cut_out_of(shelf.put(imaging::Picture{mug.bgr, {}}));
  masked.sources.push_back({SourceRole::alpha, "", shelf.put_grey(mug.alpha)});
  CHECK(util::find(shelf.render(masked).facts, "cut_out") == "by a drawn mask");

  const domain::Outcome own =
      shelf.render(cut_out_of(shelf.put(imaging::Picture{mug.bgr, mug.alpha})));
  CHECK(util::find(own.facts, "cut_out") == "by the packshot's alpha");
  CHECK(cv::norm(imaging::decode(own.bytes).value().alpha, mug.alpha, cv::NORM_INF) == 0);
}

TEST_CASE("what cannot be cut out is said in a sentence", "[studio][cutting]") {
  Shelf shelf;
  const drawn::Mug mug = drawn::mug({255, 255, 255}, kRed);
  domain::RenderRequest request = cut_out_of(shelf.put("no picture"));
  CHECK(shelf.render(request).kind == OutcomeKind::invalid_request);
  CHECK(shelf.render(request).message.find("the packshot picture: ") == 0);

  request.sources[0].digest = util::sha256("missing");
  CHECK(shelf.render(request).message.find("no blob") != std::string::npos);

  request.sources.clear();
  CHECK(shelf.render(request).message == "the request names no packshot picture");

  request = cut_out_of(shelf.put(imaging::Picture{mug.bgr, {}}));
  request.sources.push_back(
      {SourceRole::alpha, "", shelf.put_grey(cv::Mat(20, 20, CV_8UC1, cv::Scalar(255)))});
  CHECK(shelf.render(request).message ==
        "the alpha picture: it is 20 x 20 pixels, its picture 400 x 400");
}

TEST_CASE("recolouring changes the zone and leaves protected parts alone", "[studio][cutting]") {
  Shelf shelf;
  drawn::Mug mug = drawn::mug({255, 255, 255}, kRed);
  mug.bgr(cv::Rect(170, 180, 50, 60)).setTo(cv::Scalar(40, 40, 120));
  const util::Digest packshot = shelf.put(imaging::Picture{mug.bgr, mug.alpha});
  domain::RenderRequest request =
      recolor_of(packshot, {"body", domain::Rgb{0xA8, 0xC8, 0xD8}, std::nullopt});
  request.sources.push_back({SourceRole::zone, "body", shelf.put_grey(mug.alpha)});
  request.sources.push_back({SourceRole::protect, "print", shelf.put_grey(print_mask())});
  const domain::Outcome outcome = shelf.render(request);
  REQUIRE(outcome.kind == OutcomeKind::image);
  const imaging::Picture picture = imaging::decode(outcome.bytes).value();
  const cv::Mat body = mug.alpha & ~print_mask();
  CHECK(imaging::lab_distance(imaging::zone_color(picture.bgr, body),
                              imaging::lab_of({0xD8, 0xC8, 0xA8})) < 1.5);
  CHECK(picture.bgr.at<cv::Vec3b>(200, 190) == cv::Vec3b(40, 40, 120));
  CHECK(util::find(outcome.facts, "zone.body")->find("by its mask") == 0);
}

TEST_CASE("without a mask the zone is a colour in a box, or the dominant colour",
          "[studio][cutting]") {
  Shelf shelf;
  const drawn::Mug mug = drawn::mug({255, 255, 255}, kRed);
  const util::Digest packshot = shelf.put(imaging::Picture{mug.bgr, mug.alpha});
  const domain::Rgb sage{0x8F, 0xA5, 0x8B};
  const domain::Outcome dominant = shelf.render(recolor_of(packshot, {"", sage, std::nullopt}));
  CHECK(util::find(dominant.facts, "zone.product")->find("dominant colour #") == 0);

  domain::ZoneChange lower{"lower", sage, domain::LikeColor{{180, 50, 50}, {0, 0.5, 1, 1}}};
  const imaging::Picture half =
      imaging::decode(shelf.render(recolor_of(packshot, lower)).bytes).value();
  CHECK(half.bgr.at<cv::Vec3b>(120, 200)[2] > 120);
  CHECK(half.bgr.at<cv::Vec3b>(300, 200)[1] > half.bgr.at<cv::Vec3b>(300, 200)[2]);

  domain::ZoneChange nowhere{"lid", sage, domain::LikeColor{{20, 20, 250}, {0, 0, 1, 0.1}}};
  const domain::Outcome none = shelf.render(recolor_of(packshot, nowhere));
  CHECK(none.kind == OutcomeKind::invalid_request);
  CHECK(none.message ==
        "recolouring zone \"lid\": found like #1414FA, no pixel of the product belongs to it");
}

TEST_CASE("a swatch covers a zone", "[studio][cutting]") {
  Shelf shelf;
  const drawn::Mug mug = drawn::mug({255, 255, 255}, kRed);
  cv::Mat swatch(64, 64, CV_8UC3, cv::Scalar(120, 70, 40));
  swatch.colRange(0, 32).setTo(cv::Scalar(150, 100, 70));
  domain::RenderRequest request =
      recolor_of(shelf.put(imaging::Picture{mug.bgr, mug.alpha}), {"body", std::nullopt, {}});
  CHECK(shelf.render(request).message == "the request names no swatch picture \"body\"");
  request.sources.push_back({SourceRole::swatch, "body", shelf.put(imaging::Picture{swatch, {}})});
  const domain::Outcome outcome = shelf.render(request);
  REQUIRE(outcome.kind == OutcomeKind::image);
  const cv::Scalar mean = cv::mean(imaging::decode(outcome.bytes).value().bgr, mug.alpha);
  CHECK(mean[0] > mean[2] + 30);
}

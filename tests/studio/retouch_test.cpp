#include "pipeline/studio/retouch.hpp"

#include "tests/studio/shelf.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

using namespace vitrine;
using namespace vitrine::studio;
using domain::Operation;
using domain::OutcomeKind;
using domain::SourceRole;

TEST_CASE("simple instructions are understood, with their strength", "[studio][retouch]") {
  CHECK(adjustment_for("make it brighter").value().lightness > 0);
  CHECK(adjustment_for("Slightly darker, please.").value().lightness < 0);
  CHECK(adjustment_for("much brighter").value().lightness >
        adjustment_for("brighter").value().lightness);
  CHECK(adjustment_for("warmer and more contrast").value().warmth > 0);
  CHECK(adjustment_for("warmer and more contrast").value().contrast > 1);
  CHECK(adjustment_for("less saturated").value().chroma < 1);
}

TEST_CASE("anything else is refused with what is possible", "[studio][retouch]") {
  for (const char* wish : {"remove the logo", "brighter, and add a cat", "", "make the picture"}) {
    const auto refused = adjustment_for(wish);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind == util::ErrorKind::unsupported);
    CHECK(refused.error().message.find("it can cut out the product") != std::string::npos);
  }
}

TEST_CASE("an edit stays inside its mask", "[studio][retouch]") {
  Shelf shelf;
  const cv::Mat room = drawn::room(60, 40);
  cv::Mat mask(40, 60, CV_8UC1, cv::Scalar(0));
  mask.colRange(0, 30).setTo(255);
  domain::RenderRequest request = studio_request(Operation::edit);
  request.prompt = "darker";
  request.sources = {{SourceRole::backdrop, "", shelf.put(imaging::Picture{room, {}})},
                     {SourceRole::zone, "left", shelf.put_grey(mask)}};
  const domain::Outcome outcome = shelf.render(request);
  REQUIRE(outcome.kind == OutcomeKind::image);
  const cv::Mat edited = imaging::decode(outcome.bytes).value().bgr;
  CHECK(edited.at<cv::Vec3b>(10, 10)[1] < room.at<cv::Vec3b>(10, 10)[1]);
  CHECK(edited.at<cv::Vec3b>(10, 50) == room.at<cv::Vec3b>(10, 50));
}

TEST_CASE("refining obeys the same words and refuses the same wishes", "[studio][retouch]") {
  Shelf shelf;
  domain::RenderRequest request = studio_request(Operation::refine);
  request.sources = {
      {SourceRole::packshot, "", shelf.put(imaging::Picture{drawn::room(60, 40), {}})}};
  request.prompt = "cooler";
  CHECK(shelf.render(request).kind == OutcomeKind::image);
  request.prompt = "turn the mug around";
  CHECK(shelf.render(request).kind == OutcomeKind::invalid_request);
}

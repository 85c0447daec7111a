#include "pipeline/studio/group.hpp"

#include "pipeline/imaging/place.hpp"
#include "tests/studio/shelf.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

using namespace vitrine;
using domain::SourceRole;
using studio::group_places;

namespace {

/// A red and a blue mug; both photographs show 220 pixels of height.
domain::RenderRequest two_mugs(Shelf& shelf, double red_mm, double blue_mm) {
  domain::RenderRequest request = studio_request(domain::Operation::edit);
  request.prompt = domain::kArrangeInstruction;
  request.sources = {{SourceRole::packshot, "1/", shelf.put(drawn::mug_cutout({60, 60, 190}))},
                     {SourceRole::packshot, "2/", shelf.put(drawn::mug_cutout({190, 60, 60}))}};
  request.members = {{1, domain::Length{red_mm}, false}, {1, domain::Length{blue_mm}, false}};
  return request;
}

cv::Rect box_where(const imaging::Picture& picture, int channel) {
  cv::Mat part(picture.alpha.size(), CV_8UC1, cv::Scalar(0));
  for (int y = 0; y < part.rows; ++y)
    for (int x = 0; x < part.cols; ++x) {
      const auto& pixel = picture.bgr.at<cv::Vec3b>(y, x);
      if (picture.alpha.at<std::uint8_t>(y, x) >= 128 && pixel[channel] > pixel[2 - channel] + 20)
        part.at<std::uint8_t>(y, x) = 255;
    }
  return cv::boundingRect(part);
}

}  // namespace

TEST_CASE("the tallest stands behind in the middle, the others before it at its sides",
          "[studio][group]") {
  const auto places = group_places({{100, 200}, {150, 400}, {120, 300}});
  REQUIRE(places.size() == 3);
  CHECK(places[0].item == 1);
  CHECK(places[1].item == 2);
  CHECK(places[2].item == 0);
  const auto foot = [&](std::size_t i) { return places[i].box.y + places[i].box.height; };
  CHECK(foot(0) < foot(1));
  CHECK(foot(1) < foot(2));
  CHECK(places[0].box.y == 0);
  CHECK(places[0].box.height == 389);  // 400 seen from where the nearest stands
  CHECK(places[1].box.height == 296);
  CHECK(places[2].box.size() == cv::Size(100, 200));
  CHECK(foot(2) == 413);  // the tallest and its 6 % of depth
  CHECK(places[2].box.x == 0);
  CHECK((places[0].box & places[1].box).width == 12);
  CHECK((places[0].box & places[2].box).width == 10);
}

TEST_CASE("one article alone is itself", "[studio][group]") {
  const auto places = group_places({{100, 200}});
  REQUIRE(places.size() == 1);
  CHECK(places[0].box == cv::Rect(0, 0, 100, 200));
}

TEST_CASE("members are put together at their true relative scale", "[studio][group]") {
  Shelf shelf;
  const domain::Outcome outcome = shelf.render(two_mugs(shelf, 60, 120));
  INFO(outcome.message);
  REQUIRE(outcome.kind == domain::OutcomeKind::image);
  const imaging::Picture group = imaging::decode(outcome.bytes).value();
  REQUIRE(group.has_alpha());
  const cv::Rect red = box_where(group, 2), blue = box_where(group, 0);
  CHECK(static_cast<double>(blue.height) / red.height == Approx(2 * 0.972).margin(0.03));
  CHECK(red.y + red.height > blue.y + blue.height);  // the smaller stands nearer
  CHECK(imaging::product_box(group.alpha).height == Approx(1.032 / 0.972 * blue.height).margin(3));
  CHECK(util::find(outcome.facts, "arranged") == "2 articles, tallest behind");
}

TEST_CASE("a count shows an article several times", "[studio][group]") {
  Shelf shelf;
  domain::RenderRequest request = two_mugs(shelf, 100, 100);
  const cv::Rect two =
      imaging::product_box(imaging::decode(shelf.render(request).bytes).value().alpha);
  request.members[0].count = 3;
  const cv::Rect four =
      imaging::product_box(imaging::decode(shelf.render(request).bytes).value().alpha);
  CHECK(four.width > 1.8 * two.width);
}

TEST_CASE("a member is recoloured as it would be alone", "[studio][group]") {
  Shelf shelf;
  domain::RenderRequest request = two_mugs(shelf, 100, 100);
  request.zones = {{"2/product", domain::Rgb{0xC0, 0x30, 0x30}, std::nullopt}};
  const domain::Outcome outcome = shelf.render(request);
  INFO(outcome.message);
  REQUIRE(outcome.kind == domain::OutcomeKind::image);
  CHECK(box_where(imaging::decode(outcome.bytes).value(), 0).empty());
}

TEST_CASE("a member without a height beside others is refused", "[studio][group]") {
  Shelf shelf;
  domain::RenderRequest request = two_mugs(shelf, 100, 100);
  request.members[1].height.reset();
  CHECK(shelf.render(request).message == "member 2 has no height, so its true scale is not known");
}

#include "pipeline/studio/placing.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace vitrine;
using namespace vitrine::studio;

namespace {

constexpr double kUsual = 0.3;
const cv::Size kScene(1000, 800);

/// A table that is twice as wide in front as at the back; 100 cm along the front.
domain::Placement table() {
  domain::Placement placement;
  placement.polygon = {{0.3, 0.5}, {0.7, 0.5}, {0.9, 0.9}, {0.1, 0.9}};
  placement.front_edge = domain::Length{1000};
  return placement;
}

}  // namespace

TEST_CASE("with true sizes a product at the front edge has the edge's scale", "[studio][placing]") {
  domain::Placement placement = table();
  placement.at = domain::Point{0.5, 0.9};
  placement.product_height = domain::Length{250};
  const Arrangement front = arrange(placement, kScene, {{300, 400}}, kUsual);
  CHECK(front.true_scale);
  CHECK(front.boxes[0].height == 200);  // 800 pixels for 1000 mm
  CHECK(front.boxes[0].width == 150);
  CHECK(front.boxes[0].y + front.boxes[0].height == 720);
}

TEST_CASE("farther back it is smaller, as the sides run together", "[studio][placing]") {
  domain::Placement placement = table();
  placement.product_height = domain::Length{250};
  placement.at = domain::Point{0.5, 0.5};
  CHECK(arrange(placement, kScene, {{300, 400}}, kUsual).boxes[0].height == 100);
  placement.at = domain::Point{0.5, 0.7};
  CHECK(arrange(placement, kScene, {{300, 400}}, kUsual).boxes[0].height == 150);
  placement.product_height.reset();
  placement.product_width = domain::Length{250};
  CHECK(arrange(placement, kScene, {{300, 400}}, kUsual).boxes[0].width == 150);
}

TEST_CASE("without a place a product stands in the middle of the surface", "[studio][placing]") {
  const cv::Rect box = arrange(table(), kScene, {{300, 400}}, kUsual).boxes[0];
  CHECK(box.x + box.width / 2 == Approx(500).margin(1));
  CHECK(box.y + box.height == 560);
  CHECK(box.height == 240);
  const cv::Rect anywhere = arrange({}, kScene, {{300, 400}}, kUsual).boxes[0];
  CHECK(anywhere.y + anywhere.height == 640);
}

TEST_CASE("on a wall a product hangs around the surface's middle", "[studio][placing]") {
  domain::Placement placement = table();
  placement.on = domain::SurfaceKind::wall;
  placement.front_edge.reset();
  const cv::Rect box = arrange(placement, kScene, {{300, 400}}, kUsual).boxes[0];
  CHECK(box.y + box.height / 2 == Approx(560).margin(1));
}

TEST_CASE("a product larger than the picture is reduced and that is noted", "[studio][placing]") {
  domain::Placement placement;
  placement.height = 3;
  const Arrangement arrangement = arrange(placement, kScene, {{300, 400}}, kUsual);
  CHECK(arrangement.was_fitted);
  CHECK(arrangement.boxes[0].height < 800);
}

TEST_CASE("several products share one scale, one line and do not touch", "[studio][placing]") {
  domain::Placement placement;
  placement.height = 0.25;
  const Arrangement three =
      arrange(placement, kScene, {{100, 200}, {300, 400}, {200, 100}}, kUsual);
  REQUIRE(three.boxes.size() == 3);
  CHECK(three.boxes[1].height == 200);
  CHECK(three.boxes[0].height == 100);
  for (const cv::Rect& box : three.boxes) CHECK(box.y + box.height == 640);
  CHECK(three.boxes[0].x + three.boxes[0].width < three.boxes[1].x);
  CHECK(three.boxes[1].x + three.boxes[1].width < three.boxes[2].x);
}

TEST_CASE("a crop keeps the aspect, the middle if it can, and the products always",
          "[studio][placing]") {
  const domain::Aspect square{1, 1};
  CHECK(crop_around(kScene, square, {{450, 400, 100, 100}}) == cv::Rect(100, 0, 800, 800));
  const cv::Rect right = crop_around(kScene, square, {{900, 400, 90, 100}});
  CHECK(right == cv::Rect(200, 0, 800, 800));
  const cv::Rect left = crop_around(kScene, {4, 5}, {{20, 400, 100, 100}});
  CHECK(left.x <= 20);
  CHECK(left.width == 640);
}

TEST_CASE("the slope at which the camera looks down follows from where the sides meet",
          "[studio][placing]") {
  // The sides of table() meet at 0.1 of the height: 80 of 800 pixels; the foot stands at 560.
  const Arrangement arrangement = arrange(table(), kScene, {{300, 400}}, kUsual);
  REQUIRE(arrangement.foreshortening);
  const double focal = 1000 * 50.0 / 36, above = (400 - 80) / focal, below = (560 - 400) / focal;
  CHECK(*arrangement.foreshortening ==
        Approx(std::tan(std::atan(above) + std::atan(below))).margin(1e-6));
  domain::Placement straight = table();
  straight.polygon = {{0.2, 0.5}, {0.8, 0.5}, {0.8, 0.9}, {0.2, 0.9}};
  CHECK_FALSE(arrange(straight, kScene, {{300, 400}}, kUsual).foreshortening);
  CHECK_FALSE(arrange({}, kScene, {{300, 400}}, kUsual).foreshortening);
  // Sides that hardly run together are seen from straight above, not along the ground.
  domain::Placement from_above = table();
  from_above.polygon = {{0.3, 0.5}, {0.7, 0.5}, {0.71, 0.9}, {0.29, 0.9}};
  from_above.at = domain::Point{0.5, 0.9};
  CHECK(arrange(from_above, kScene, {{300, 400}}, kUsual).foreshortening == 0.8);
}

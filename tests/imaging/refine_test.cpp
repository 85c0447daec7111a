#include "pipeline/imaging/refine.hpp"

#include "pipeline/imaging/matte.hpp"
#include "pipeline/imaging/planes.hpp"
#include "tests/imaging/drawn.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

using namespace vitrine;
using namespace vitrine::imaging;
using vitrine::test::mean_difference;

TEST_CASE("a rough outline is drawn to the picture's own edges, inside the band alone",
          "[imaging]") {
  const drawn::Mug mug = drawn::mug({200, 205, 210}, {60, 40, 30});
  cv::Mat rough, band;
  cv::blur(mug.alpha, rough, {9, 9});
  cv::morphologyEx(mug.alpha >= 128, band, cv::MORPH_GRADIENT, cv::Mat::ones(25, 25, CV_8UC1));
  RefineOptions options;
  options.radius = 16;
  const cv::Mat sharp = refined(mug.bgr, rough, band, options);
  CHECK(mean_difference(sharp, mug.alpha) < 0.35 * mean_difference(rough, mug.alpha));
  CHECK(cv::countNonZero((sharp != rough) & ~band) == 0);
  CHECK(cv::countNonZero(refined(mug.bgr, rough, cv::Mat(rough.size(), CV_8UC1, cv::Scalar(0))) !=
                         rough) == 0);
}

TEST_CASE("no old backdrop is left in a soft rim", "[imaging]") {
  const cv::Vec3b backdrop(255, 255, 255), body(40, 40, 160);
  const drawn::Mug mug = drawn::mug(backdrop, body);
  const Picture freed = freed_of_backdrop(mug.bgr, mug.alpha);
  int rim = 0;
  for (int y = 130; y < 300; ++y)
    for (int x = 0; x < 400; ++x) {
      const int share = mug.alpha.at<std::uint8_t>(y, x);
      if (share < 30 || share > 225) continue;
      ++rim;
      // The body is at most 1.12 times its colour: 179 of red, 45 of blue.
      CHECK(freed.bgr.at<cv::Vec3b>(y, x)[0] < 60);
    }
  CHECK(rim > 20);
}

TEST_CASE("shares at a quarter of the size become a cut-out at full size", "[imaging]") {
  const drawn::Mug mug = drawn::mug({200, 205, 210}, {60, 40, 30});
  cv::Mat shares;
  cv::resize(mug.alpha, shares, {100, 100}, 0, 0, cv::INTER_AREA);
  const auto cut = matte_from_shares(mug.bgr, shares);
  REQUIRE(cut.has_value());
  CHECK(cut->method == CutMethod::network);
  CHECK(mean_difference(cut->picture.alpha, mug.alpha) < 1.5);
  const auto nothing = matte_from_shares(mug.bgr, cv::Mat(100, 100, CV_8UC1, cv::Scalar(3)));
  REQUIRE_FALSE(nothing.has_value());
  CHECK(nothing.error().kind == util::ErrorKind::bad_image);
}

TEST_CASE("a plane without its detail keeps its steps", "[imaging]") {
  Plane plane(80, 20), squares(80, 20);
  for (int y = 0; y < 20; ++y)
    for (int x = 0; x < 80; ++x) {
      plane.at(x, y) = (x < 40 ? 20.0f : 70.0f) + ((x + y) % 2 == 0 ? 1.5f : -1.5f);
      squares.at(x, y) = plane.at(x, y) * plane.at(x, y);
    }
  const Smoothing fields = smoothing_of(plane, squares, 3, 5);
  const auto form = [&](int x) {
    return fields.slope.at(x, 10) * plane.at(x, 10) + fields.offset.at(x, 10);
  };
  CHECK(form(15) == Approx(20).margin(0.6));
  CHECK(form(65) == Approx(70).margin(0.6));
  CHECK(form(41) - form(38) > 44);
}

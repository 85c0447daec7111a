#include "pipeline/report/thumbnail.hpp"

#include "pipeline/imaging/codec.hpp"
#include "tests/report/sample_page.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

using namespace vitrine;
using report::thumbnail_of;

TEST_CASE("a thumbnail keeps the picture's shape and colours", "[report]") {
  const auto small = thumbnail_of(test::painted_jpeg(1999, 1000, 3), 360);
  REQUIRE(small.has_value());
  CHECK(small->width == 360);
  CHECK(small->height == 180);
  const auto picture = imaging::decode(small->bytes),
             whole = imaging::decode(test::painted_jpeg(60, 30, 3));
  REQUIRE(picture.has_value());
  REQUIRE(whole.has_value());
  const cv::Vec3b corner = picture->bgr.at<cv::Vec3b>(4, 4),
                  wanted = whole->bgr.at<cv::Vec3b>(4, 4);
  for (int channel = 0; channel < 3; ++channel)
    CHECK(std::abs(corner[channel] - wanted[channel]) <= 4);
}

TEST_CASE("a small picture is not enlarged, a line of pixels not lost", "[report]") {
  CHECK(thumbnail_of(test::painted_jpeg(120, 80, 1), 360)->width == 120);
  CHECK(thumbnail_of(test::painted_jpeg(3000, 2, 1), 360)->height == 1);
}

TEST_CASE("a see-through picture stays see-through and shows nothing of what is hidden",
          "[report]") {
  const auto small = thumbnail_of(test::painted_cutout_png(900, 2), 360);
  REQUIRE(small.has_value());
  CHECK(small->media_type == "image/webp");
  const auto picture = imaging::decode(small->bytes);
  REQUIRE(picture.has_value());
  CHECK(picture->alpha.at<std::uint8_t>(2, 2) == 0);
  CHECK(picture->alpha.at<std::uint8_t>(180, 180) == 255);
}

TEST_CASE("bytes that are no picture are an error", "[report]") {
  CHECK(thumbnail_of("no picture", 360).error().kind == util::ErrorKind::bad_image);
}

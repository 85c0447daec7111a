#include "pipeline/imaging/surface_edge.hpp"

#include "tests/imaging/drawn.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::imaging;

namespace {

/// A table of planks with grain, seen over its whole width; from `end` at the left, falling by
/// `slope`, the floor is seen.
cv::Mat table(int end, double slope, cv::Vec3b floor) {
  cv::Mat picture(600, 800, CV_8UC3);
  for (int y = 0; y < 600; ++y)
    for (int x = 0; x < 800; ++x) {
      const bool is_joint = y % 70 < 3;
      const int grain = (x / 40 * 7 + y / 4 * 11) % 9;
      const cv::Vec3b wood(static_cast<std::uint8_t>((is_joint ? 50 : 90) + grain),
                           static_cast<std::uint8_t>((is_joint ? 85 : 130) + grain),
                           static_cast<std::uint8_t>((is_joint ? 120 : 170) + grain));
      picture.at<cv::Vec3b>(y, x) = y < end + slope * x ? wood : floor;
    }
  return picture;
}

}  // namespace

TEST_CASE("a surface ends where colour changes for good, not at the joints of its planks",
          "[imaging][surface]") {
  const auto found = surface_end_below(table(480, 0, {200, 200, 205}), {400, 300}, 160);
  REQUIRE(found.has_value());
  CHECK(found->at_foot == Approx(480).margin(8));
  CHECK(found->slope == Approx(0).margin(0.021));
  const auto slanted = surface_end_below(table(440, 0.06, {60, 90, 70}), {400, 300}, 160);
  REQUIRE(slanted.has_value());
  CHECK(slanted->at_foot == Approx(464).margin(8));
  CHECK(slanted->slope == Approx(0.06).margin(0.021));
}

TEST_CASE("a surface that fills the picture below the foot has no end", "[imaging][surface]") {
  CHECK_FALSE(surface_end_below(table(700, 0, {0, 0, 0}), {400, 300}, 160).has_value());
  // What lies about on it is no end either.
  cv::Mat cluttered = table(700, 0, {0, 0, 0});
  cluttered(cv::Rect(260, 430, 60, 170)).setTo(cv::Scalar(200, 60, 60));
  CHECK_FALSE(surface_end_below(cluttered, {400, 300}, 160).has_value());
}

TEST_CASE("above a line is all, below it nothing", "[imaging][surface]") {
  const cv::Mat mask = above_line({100, 80}, {50, 20}, {40, 0.1});
  CHECK(mask.at<std::uint8_t>(30, 50) == 255);
  CHECK(mask.at<std::uint8_t>(50, 50) == 0);
  CHECK(mask.at<std::uint8_t>(40, 90) == 255);
  CHECK(mask.at<std::uint8_t>(40, 5) == 0);
}

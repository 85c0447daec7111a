#include "pipeline/imaging/mesh.hpp"

#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <cmath>
#include <stdexcept>

using namespace vitrine::imaging;
using vitrine::test::checkered;

namespace {

cv::Matx33d moved(double by_x, double by_y) { return {1, 0, by_x, 0, 1, by_y, 0, 0, 1}; }

}  // namespace

TEST_CASE("a mesh that only moves carries the pixels as they are, to a level", "[imaging]") {
  const cv::Mat picture = checkered(60, 40, 7);
  const cv::Rect area(10, 5, 40, 30);
  const Mesh mesh = mesh_of_plane(moved(13, 20), area, {3, 2});
  REQUIRE(is_sound(mesh));
  const Carried carried = carry({picture, {}}, mesh, {100, 100});
  const cv::Rect seen(23, 25, 40, 30);
  CHECK(cv::countNonZero(carried.weight) == area.area());
  CHECK(cv::norm(carried.bgr(seen), picture(area), cv::NORM_INF) <= 1);
  CHECK((carried.box & seen) == seen);
  CHECK(carried.weight.at<uchar>(seen.y - 1, seen.x) == 0);
}

TEST_CASE("what is carried into perspective agrees with a warp of the whole", "[imaging]") {
  cv::Mat picture(200, 300, CV_8UC3);
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x)
      picture.at<cv::Vec3b>(y, x) = {static_cast<uchar>(128 + 100 * std::sin(x * 0.07)),
                                     static_cast<uchar>(128 + 100 * std::sin(y * 0.09)),
                                     static_cast<uchar>((x + y) / 2)};
  const cv::Matx33d placing(0.82, 0.11, 40, -0.06, 0.9, 35, 1.5e-4, 2e-4, 1);
  const Mesh mesh = mesh_of_plane(placing, {0, 0, 300, 200}, {12, 8});
  const Carried carried = carry({picture, {}}, mesh, {360, 300});
  cv::Mat warped;
  // OpenCV counts from the middle of the first pixel, the mesh from its corner.
  const cv::Matx33d half(1, 0, 0.5, 0, 1, 0.5, 0, 0, 1), back(1, 0, -0.5, 0, 1, -0.5, 0, 0, 1);
  cv::warpPerspective(picture, warped, cv::Mat(back * placing * half), {360, 300}, cv::INTER_CUBIC);
  cv::Mat inner, difference;
  cv::erode(carried.weight > 250, inner, cv::Mat::ones(9, 9, CV_8UC1));
  cv::absdiff(carried.bgr, warped, difference);
  const cv::Scalar mean = cv::mean(difference, inner);
  REQUIRE(cv::countNonZero(inner) > 20'000);
  CHECK(mean[0] < 1.0);
  CHECK(mean[1] < 1.0);
  CHECK(mean[2] < 1.0);
}

TEST_CASE("transparency is carried along, and no hidden colour with it", "[imaging]") {
  Picture picture{cv::Mat(40, 40, CV_8UC3, cv::Scalar(0, 0, 255)),
                  cv::Mat(40, 40, CV_8UC1, cv::Scalar(0))};
  picture.bgr(cv::Rect(0, 0, 20, 40)).setTo(cv::Scalar(0, 255, 0));
  picture.alpha(cv::Rect(0, 0, 20, 40)).setTo(255);
  const Carried carried =
      carry(picture, mesh_of_plane(moved(5, 5), {0, 0, 40, 40}, {4, 4}), {60, 60});
  CHECK(carried.weight.at<uchar>(20, 10) == 255);
  CHECK(carried.weight.at<uchar>(20, 40) == 0);
  for (int x = 5; x < 45; ++x)
    if (carried.weight.at<uchar>(20, x) > 8) CHECK(carried.bgr.at<cv::Vec3b>(20, x)[2] < 8);
}

TEST_CASE("a mesh that reaches over the frame is cut off there", "[imaging]") {
  const Carried carried = carry({checkered(40, 40, 4), {}},
                                mesh_of_plane(moved(-20, 50), {0, 0, 40, 40}, {2, 2}), {60, 60});
  CHECK(carried.box.x == 0);
  CHECK(cv::countNonZero(carried.weight) == 20 * 10);
}

TEST_CASE("a mesh that is not one of the picture is refused", "[imaging]") {
  const Picture picture{checkered(40, 40, 4), {}};
  Mesh mesh = mesh_of_plane(moved(0, 0), {0, 0, 41, 40}, {2, 2});
  CHECK_THROWS_AS(carry(picture, mesh, {60, 60}), std::invalid_argument);
  mesh = mesh_of_plane(moved(0, 0), {0, 0, 40, 40}, {2, 2});
  mesh.points.pop_back();
  CHECK_FALSE(is_sound(mesh));
  CHECK_THROWS_AS(carry(picture, mesh, {60, 60}), std::invalid_argument);
  // Behind the viewer from the middle on.
  CHECK_FALSE(is_sound(mesh_of_plane({1, 0, 0, 0, 1, 0, -0.05, 0, 1}, {0, 0, 40, 40}, {2, 2})));
}

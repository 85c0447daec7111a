#include "pipeline/imaging/linear_resample.hpp"

#include "pipeline/imaging/lab.hpp"
#include "pipeline/imaging/taps.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

#include <algorithm>
#include <stdexcept>

using namespace vitrine::imaging;
using namespace vitrine::test;

namespace {

Picture whole_at(const Picture& picture, cv::Size size) {
  return resample_in_light(picture, Window(0, 0, picture.width(), picture.height()), size);
}

/// Half of the pixels white, half black, too fine for the result.
cv::Mat stripes() {
  cv::Mat picture(64, 640, CV_8UC3, cv::Scalar::all(0));
  for (int x = 0; x < picture.cols; x += 2) picture.col(x).setTo(cv::Scalar::all(255));
  return picture;
}

/// The same sums one by one, of a picture without alpha.
cv::Mat one_by_one(const cv::Mat& bgr, const Window& window, cv::Size size) {
  constexpr int kFull = 16383, kHalf = 1 << (kWeightBits - 1);
  const Taps across = make_taps(window.x, window.width, size.width, bgr.cols, Outside::edge);
  const Taps down = make_taps(window.y, window.height, size.height, bgr.rows, Outside::edge);
  cv::Mat result(size, CV_8UC3);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x)
      for (int c = 0; c < 3; ++c) {
        int sum = 0;
        for (int j = 0; j < down.count; ++j) {
          int row = 0;
          for (int i = 0; i < across.count; ++i) {
            const cv::Vec3b& pixel =
                bgr.at<cv::Vec3b>(down.first[std::size_t(y)] + j, across.first[std::size_t(x)] + i);
            row += across.of(x)[i] * static_cast<int>(linear_of(pixel[c]) * kFull + 0.5f);
          }
          sum += down.of(y)[j] * ((row + kHalf) >> kWeightBits);
        }
        const int light = std::clamp((sum + kHalf) >> kWeightBits, 0, kFull);
        result.at<cv::Vec3b>(y, x)[c] = level_of(static_cast<float>(light) / kFull);
      }
  return result;
}

}  // namespace

TEST_CASE("vectors give the sums that plain loops give, at odd and even sizes", "[imaging]") {
  cv::Mat noise(67, 93, CV_8UC3);
  for (int y = 0; y < noise.rows; ++y)
    for (int x = 0; x < noise.cols; ++x)
      noise.at<cv::Vec3b>(y, x) = cv::Vec3b(uchar(x * 37 + y * 91), uchar(x * y), uchar(x * x + y));
  const Window windows[] = {{0, 0, 93, 67}, {3.3, 1.7, 80.1, 60.9}, {-4, -6, 100, 80}};
  for (const Window& window : windows)
    for (const cv::Size size :
         {cv::Size(31, 22), cv::Size(44, 33), cv::Size(1, 1), cv::Size(92, 66)})
      CHECK(cv::norm(resample_in_light({noise, {}}, window, size).bgr,
                     one_by_one(noise, window, size), cv::NORM_INF) == 0);
}

TEST_CASE("stripes of black and white become the level of half the light", "[imaging]") {
  const Picture small = whole_at({stripes(), {}}, {150, 15});
  double low = 0, high = 0;
  cv::minMaxLoc(small.bgr.colRange(3, 147).reshape(1), &low, &high);
  CHECK(low > 186);
  CHECK(high < 190);  // 128 in `resample`, which sums levels
}

TEST_CASE("every level keeps its value when it is reduced", "[imaging]") {
  cv::Mat levels(256 * 8, 32, CV_8UC3);
  for (int y = 0; y < levels.rows; ++y) levels.row(y).setTo(cv::Scalar::all(y / 8));
  const Picture opaque = whole_at({levels, {}}, {4, 2048});
  const Picture solid = whole_at({levels, cv::Mat(levels.size(), CV_8UC1, 255)}, {4, 2048});
  for (int level = 0; level < 256; ++level) {
    CHECK(opaque.bgr.at<cv::Vec3b>(level * 8 + 4, 2) == cv::Vec3b::all(uchar(level)));
    CHECK(solid.bgr.at<cv::Vec3b>(level * 8 + 4, 2) == cv::Vec3b::all(uchar(level)));
  }
}

TEST_CASE("in light too nothing that hides under transparent pixels shows at the edge",
          "[imaging]") {
  Picture picture{cv::Mat(100, 100, CV_8UC3, cv::Scalar(0, 255, 0)),
                  cv::Mat(100, 100, CV_8UC1, cv::Scalar(0))};
  const cv::Rect product(30, 30, 40, 40);
  picture.bgr(product).setTo(cv::Scalar(80, 160, 240));
  picture.alpha(product).setTo(255);
  const Picture scaled = whole_at(picture, {37, 37});
  for (int y = 0; y < 37; ++y)
    for (int x = 0; x < 37; ++x) {
      if (scaled.alpha.at<uchar>(y, x) < 16) continue;  // where rounding tells
      const cv::Vec3b shown = scaled.bgr.at<cv::Vec3b>(y, x);
      CHECK(std::abs(shown[0] - 80) <= 3);
      CHECK(std::abs(shown[1] - 160) <= 3);
      CHECK(std::abs(shown[2] - 240) <= 3);
    }
}

TEST_CASE("coverage is scaled as in `resample`", "[imaging]") {
  const Picture picture = ramp(301, 203, true);
  const Picture in_light = whole_at(picture, {97, 61});
  const Picture in_levels = resample(picture, {97, 61});
  CHECK(largest_difference(in_light.alpha, in_levels.alpha) <= 1);
  CHECK(mean_difference(in_light.bgr, in_levels.bgr) < 2);  // a ramp has no detail to lose
}

TEST_CASE("a part of the picture, and what lies over its edge, may be reduced", "[imaging]") {
  const cv::Mat plain(100, 100, CV_8UC3, cv::Scalar(10, 20, 30));
  const Window window(-50, -50, 200, 200);
  CHECK(same_pixels(resample_in_light({plain, {}}, window, {50, 50}).bgr,
                    cv::Mat(50, 50, CV_8UC3, cv::Scalar(10, 20, 30))));
  const Picture solid{plain, cv::Mat(100, 100, CV_8UC1, cv::Scalar(255))};
  const Picture framed = resample_in_light(solid, window, {50, 50});
  CHECK(framed.alpha.at<uchar>(3, 25) == 0);
  CHECK(framed.alpha.at<uchar>(25, 25) == 255);
  CHECK_THROWS_AS(resample_in_light(solid, Window(0, 0, 0, 5), {5, 5}), std::invalid_argument);
}

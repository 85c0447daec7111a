#include "pipeline/imaging/resample.hpp"

#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::imaging;
using namespace vitrine::test;

TEST_CASE("a picture at its own size is the picture", "[imaging]") {
  const Picture picture{checkered(97, 53, 4), {}};
  CHECK(same_pixels(resample(picture, {97, 53}).bgr, picture.bgr));
}

TEST_CASE("a plain area keeps its value at every scale", "[imaging]") {
  const cv::Mat plain(70, 90, CV_8UC3, cv::Scalar(17, 128, 255));
  for (const cv::Size size : {cv::Size(7, 5), cv::Size(89, 71), cv::Size(333, 222), cv::Size(1, 1)})
    CHECK(same_pixels(resample(Picture{plain, {}}, size).bgr,
                      cv::Mat(size, CV_8UC3, cv::Scalar(17, 128, 255))));
}

TEST_CASE("stripes finer than the result's pixels become grey, not a pattern", "[imaging]") {
  cv::Mat stripes(64, 640, CV_8UC1, cv::Scalar(0));
  for (int x = 0; x < stripes.cols; x += 2) stripes.col(x).setTo(255);
  const cv::Mat small = resample(stripes, Window(0, 0, 640, 64), cv::Size(150, 15), Outside::edge);
  double low = 0, high = 0;
  cv::minMaxLoc(small.colRange(3, 147), &low, &high);
  CHECK(low > 124);
  CHECK(high < 131);
}

TEST_CASE("an enlarged ramp stays a ramp", "[imaging]") {
  const Picture large = resample(ramp(50, 50, false), {500, 500});
  for (int x = 1; x < 500; ++x)
    CHECK(large.bgr.at<cv::Vec3b>(250, x)[0] >= large.bgr.at<cv::Vec3b>(250, x - 1)[0]);
}

TEST_CASE("what hides under transparent pixels never shows at the edge", "[imaging]") {
  Picture picture{cv::Mat(100, 100, CV_8UC3, cv::Scalar(0, 0, 0)),
                  cv::Mat(100, 100, CV_8UC1, cv::Scalar(0))};
  const cv::Rect product(30, 30, 40, 40);
  picture.bgr(product).setTo(cv::Scalar(80, 160, 240));
  picture.alpha(product).setTo(255);
  for (const int side : {37, 263}) {
    const Picture scaled = resample(picture, {side, side});
    const cv::Mat white = flatten(scaled, {255, 255, 255});
    double low = 0;
    cv::Mat blue;
    cv::extractChannel(white, blue, 0);
    cv::minMaxLoc(blue, &low);
    CHECK(low >= 78);  // black would pull it down
  }
}

TEST_CASE("a window over the edge shows transparency, or the edge of an opaque picture",
          "[imaging]") {
  const Window window(-50, -50, 200, 200);
  const Picture opaque{cv::Mat(100, 100, CV_8UC3, cv::Scalar(10, 20, 30)), {}};
  CHECK(same_pixels(resample(opaque, window, {200, 200}).bgr,
                    cv::Mat(200, 200, CV_8UC3, cv::Scalar(10, 20, 30))));
  const Picture solid{opaque.bgr, cv::Mat(100, 100, CV_8UC1, cv::Scalar(255))};
  const Picture framed = resample(solid, window, {200, 200});
  CHECK(framed.alpha.at<uchar>(10, 100) == 0);
  CHECK(framed.alpha.at<uchar>(100, 100) == 255);
  CHECK(cv::countNonZero(framed.alpha > 127) == 100 * 100);
}

TEST_CASE("half a pixel moves a step by half", "[imaging]") {
  cv::Mat step(8, 64, CV_8UC1, cv::Scalar(0));
  step.colRange(32, 64).setTo(200);
  const cv::Mat moved = resample(step, Window(0.5, 0, 64, 8), cv::Size(64, 8), Outside::edge);
  CHECK(moved.at<uchar>(4, 31) == 100);
}

TEST_CASE("one tiny picture can fill a frame", "[imaging]") {
  const cv::Mat dot(1, 1, CV_8UC3, cv::Scalar(1, 2, 3));
  CHECK(same_pixels(resample(Picture{dot, {}}, {5, 5}).bgr,
                    cv::Mat(5, 5, CV_8UC3, cv::Scalar(1, 2, 3))));
}

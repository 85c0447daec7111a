#include "pipeline/imaging/blur.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

using namespace vitrine::imaging;

TEST_CASE("blurring an even picture changes nothing", "[imaging][blur]") {
  const cv::Mat even(20, 30, CV_8UC3, cv::Scalar(7, 130, 255));
  CHECK(cv::norm(soft_blur(even, 4), even, cv::NORM_INF) == 0);
}

TEST_CASE("a dot spreads evenly to all sides", "[imaging][blur]") {
  cv::Mat dot(41, 41, CV_8UC1, cv::Scalar(0));
  dot(cv::Rect(18, 18, 5, 5)).setTo(255);
  const cv::Mat blurred = soft_blur(dot, 3);
  CHECK(blurred.at<std::uint8_t>(20, 12) == blurred.at<std::uint8_t>(20, 28));
  CHECK(blurred.at<std::uint8_t>(12, 20) == blurred.at<std::uint8_t>(20, 12));
  CHECK(blurred.at<std::uint8_t>(20, 20) > blurred.at<std::uint8_t>(20, 16));
}

TEST_CASE("unknown pixels take the colour of the nearest known ones", "[imaging][blur]") {
  cv::Mat picture(64, 64, CV_8UC3, cv::Scalar(0, 0, 255));
  cv::Mat known(64, 64, CV_8UC1, cv::Scalar(0));
  picture(cv::Rect(0, 0, 10, 64)).setTo(cv::Scalar(200, 0, 0));
  known(cv::Rect(0, 0, 10, 64)).setTo(255);
  picture(cv::Rect(54, 0, 10, 64)).setTo(cv::Scalar(0, 200, 0));
  known(cv::Rect(54, 0, 10, 64)).setTo(255);
  const cv::Mat filled = fill_unknown(picture, known);
  CHECK(filled.at<cv::Vec3b>(30, 12)[0] > 150);
  CHECK(filled.at<cv::Vec3b>(30, 52)[1] > 150);
  CHECK(filled.at<cv::Vec3b>(30, 32)[2] == 0);
  CHECK(filled.at<cv::Vec3b>(5, 5) == cv::Vec3b(200, 0, 0));
}

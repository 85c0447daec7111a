#include "pipeline/finish/background.hpp"

#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::finish;
using namespace vitrine::test;

namespace {

cv::Mat product_in(cv::Size size, const cv::Rect& box) {
  cv::Mat product(size, CV_8UC1, cv::Scalar(0));
  product(box).setTo(255);
  return product;
}

}  // namespace

TEST_CASE("haze far from the product goes, its soft edge stays", "[finish]") {
  vitrine::imaging::Picture picture{checkered(200, 200, 5),
                                    cv::Mat(200, 200, CV_8UC1, cv::Scalar(6))};
  const cv::Rect box(60, 60, 80, 80);
  picture.alpha(box).setTo(255);
  const auto clean = without_leftovers(picture, product_in({200, 200}, box));
  CHECK(clean.alpha.at<uchar>(5, 5) == 0);
  CHECK(clean.alpha.at<uchar>(100, 55) == 6);
  CHECK(clean.alpha.at<uchar>(100, 100) == 255);
  CHECK(picture.alpha.at<uchar>(5, 5) == 6);  // the input is not modified
}

TEST_CASE("near-white joined to the border becomes white, a white product does not", "[finish]") {
  cv::Mat bgr(100, 100, CV_8UC3, cv::Scalar::all(247));
  const cv::Rect box(30, 30, 40, 40);
  bgr(box).setTo(cv::Scalar(60, 60, 60));
  bgr(cv::Rect(40, 40, 20, 20)).setTo(cv::Scalar::all(248));  // a label, inside the product
  const cv::Mat white = whitened(bgr, product_in({100, 100}, box));
  CHECK(white.at<cv::Vec3b>(2, 2) == cv::Vec3b::all(255));
  CHECK(white.at<cv::Vec3b>(50, 50) == cv::Vec3b::all(248));
  CHECK(white.at<cv::Vec3b>(32, 32) == cv::Vec3b::all(60));
}

TEST_CASE("without an outline only what is very nearly white is touched", "[finish]") {
  cv::Mat bgr(60, 60, CV_8UC3, cv::Scalar::all(252));
  bgr(cv::Rect(20, 20, 20, 20)).setTo(cv::Scalar::all(247));
  const cv::Mat white = whitened(bgr, {});
  CHECK(white.at<cv::Vec3b>(0, 0) == cv::Vec3b::all(255));
  CHECK(white.at<cv::Vec3b>(30, 30) == cv::Vec3b::all(247));
}

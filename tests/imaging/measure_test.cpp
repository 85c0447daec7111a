#include "pipeline/imaging/measure.hpp"

#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>
#include <opencv2/imgproc.hpp>

using namespace vitrine::imaging;
using namespace vitrine::test;

TEST_CASE("a product's box leaves out specks and what is less than half there", "[imaging]") {
  cv::Mat alpha(300, 300, CV_8UC1, cv::Scalar(0));
  alpha(cv::Rect(95, 75, 110, 150)).setTo(100);
  alpha(cv::Rect(100, 80, 100, 140)).setTo(255);
  alpha(cv::Rect(5, 5, 3, 3)).setTo(255);
  CHECK(bounding_box(product_area(alpha)) == cv::Rect(100, 80, 100, 140));
}

TEST_CASE("a product of two real pieces is boxed whole", "[imaging]") {
  cv::Mat alpha(300, 300, CV_8UC1, cv::Scalar(0));
  alpha(cv::Rect(10, 100, 80, 80)).setTo(255);
  alpha(cv::Rect(200, 120, 60, 60)).setTo(255);
  CHECK(bounding_box(product_area(alpha)) == cv::Rect(10, 100, 250, 80));
  CHECK(bounding_box(product_area(cv::Mat(9, 9, CV_8UC1, cv::Scalar(0)))).empty());
}

TEST_CASE("glass counts whole and a soft shadow in the same channel does not", "[imaging]") {
  cv::Mat jar(300, 300, CV_8UC1, cv::Scalar(0));
  jar(cv::Rect(100, 80, 100, 160)).setTo(45);
  jar(cv::Rect(95, 60, 110, 40)).setTo(255);
  CHECK(bounding_box(product_area(jar)) == cv::Rect(95, 60, 110, 180));
  cv::Mat shaded(300, 300, CV_8UC1, cv::Scalar(0));
  cv::ellipse(shaded, {150, 220}, {130, 60}, 0, 0, 360, cv::Scalar(120), cv::FILLED);
  cv::GaussianBlur(shaded, shaded, {}, 18);
  shaded(cv::Rect(100, 80, 100, 140)).setTo(255);
  CHECK(bounding_box(product_area(shaded)) == cv::Rect(100, 80, 100, 140));
}

TEST_CASE("blur lowers the variance of the Laplacian, and only the mask counts", "[imaging]") {
  const cv::Mat sharp = checkered(200, 200, 6);
  cv::Mat soft;
  cv::GaussianBlur(sharp, soft, {}, 1.5);
  cv::Mat mask(200, 200, CV_8UC1, cv::Scalar(255));
  CHECK(laplacian_variance(soft, mask) < 0.2 * laplacian_variance(sharp, mask));
  cv::Mat half = sharp.clone();
  half.colRange(0, 100).setTo(cv::Scalar::all(255));
  mask.colRange(0, 102).setTo(0);
  CHECK(laplacian_variance(half, mask) == laplacian_variance(sharp, mask));
  mask.setTo(0);
  CHECK(laplacian_variance(sharp, mask) == 0);
}

#include "pipeline/quality/laid_flat.hpp"

#include "pipeline/quality/even_contrast.hpp"
#include "pipeline/quality/identity.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

using namespace vitrine;

namespace {

/// A packshot of 600 x 500 whose product stands at (100, 50), twice as large as it was prepared.
struct Bent {
  quality::IdentityReference reference;
  quality::FoundProduct found;
  cv::Mat rendering = cv::Mat(700, 800, CV_8UC3, cv::Scalar::all(220));

  Bent() {
    reference.product = {cv::Mat(200, 200, CV_8UC3), cv::Mat(200, 200, CV_8UC1, cv::Scalar(255))};
    reference.cutout = {600, 500};
    reference.box = {100, 50, 400, 400};
    found.to_rendering = {1.2, 0, 40, 0, 1.2, 60, 0, 0, 1};
    // From the prepared product, and bowed: its sides hang 24 of its pixels lower than its middle.
    found.alignment.to_picture = found.to_rendering * cv::Matx33d(2, 0, 100.5, 0, 2, 50.5, 0, 0, 1);
    found.alignment.frame = {200, 200};
    found.alignment.bend.y[3] = 0.24;
  }
};

}  // namespace

TEST_CASE("what is bowed in a rendering lies straight once it is laid flat", "[quality]") {
  Bent bent;
  // A line that is level in the packshot, at y = 250.
  for (int x = 100; x < 500; ++x) {
    const cv::Point2d prepared((x - 100.5) / 2, (250 - 50.5) / 2);
    cv::circle(bent.rendering, bent.found.alignment(prepared), 3, cv::Scalar::all(20), cv::FILLED);
  }
  const auto flat = quality::laid_flat(bent.reference, bent.found, bent.rendering);
  REQUIRE(flat);
  CHECK(flat->picture.size() == cv::Size(480, 480));  // the rendering's pixels
  for (const int x : {130, 200, 300, 400, 470}) {
    INFO(x);
    const cv::Vec3d there = flat->registration * cv::Vec3d(x, 250, 1);
    CHECK(flat->picture.at<cv::Vec3b>(cvRound(there[1]), cvRound(there[0]))[0] < 60);
    CHECK(flat->picture.at<cv::Vec3b>(cvRound(there[1]) - 8, cvRound(there[0]))[0] > 200);
    CHECK(flat->picture.at<cv::Vec3b>(cvRound(there[1]) + 8, cvRound(there[0]))[0] > 200);
  }
}

TEST_CASE("a huge rendering is laid flat with pixels enough to read, one not aligned is not laid",
          "[quality]") {
  Bent bent;
  bent.found.to_rendering = cv::Matx33d(12, 0, 40, 0, 12, 60, 0, 0, 1);
  CHECK(quality::laid_flat(bent.reference, bent.found, bent.rendering)->picture.cols == 2048);
  bent.found.alignment = {};
  CHECK_FALSE(quality::laid_flat(bent.reference, bent.found, bent.rendering));
}

TEST_CASE("letters stand out alike on a pale ground and in the shade, plain ground stays plain",
          "[quality]") {
  cv::Mat grey(120, 600, CV_8UC1, cv::Scalar(200));
  grey(cv::Rect(300, 0, 300, 120)).setTo(90);
  for (const int x : {60, 90, 120, 420, 450, 480}) {
    const cv::Rect stroke(x, 40, 8, 40);
    grey(stroke).setTo(x < 300 ? 120 : 54);
  }
  const cv::Mat even = quality::even_contrast(grey, 61);
  const double pale = even.at<uchar>(60, 94), shaded = even.at<uchar>(60, 454);
  const double ground = even.at<uchar>(60, 80), dark_ground = even.at<uchar>(60, 440);
  CHECK(ground - pale == Approx(dark_ground - shaded).epsilon(0.1));
  CHECK(ground - pale > 60);
  const cv::Mat plain(100, 100, CV_8UC1, cv::Scalar(77));
  CHECK(cv::countNonZero(quality::even_contrast(plain, 61) != 160) == 0);
}

#include "pipeline/imaging/bleed.hpp"

#include "pipeline/imaging/codec.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::imaging;
using namespace vitrine::test;

namespace {

/// Bars of three pixels on a ground, at odd places so that blocks are cut.
cv::Mat bars(const cv::Scalar& ground, const cv::Scalar& bar) {
  cv::Mat bgr(200, 200, CV_8UC3, ground);
  for (int x = 11; x < 190; x += 20) bgr(cv::Rect(x, 20, 3, 160)).setTo(bar);
  return bgr;
}

double loss(const cv::Mat& bgr, bool chroma_444) {
  return largest_difference(decode(encode_jpeg(bgr, 95, chroma_444)).value().bgr, bgr);
}

}  // namespace

TEST_CASE("red on white and blue on black bleed, and files show it", "[imaging]") {
  const cv::Scalar white = cv::Scalar::all(255), black = cv::Scalar::all(0);
  for (const cv::Mat& picture : {bars(white, {20, 10, 220}), bars(black, {230, 10, 10})}) {
    CHECK(chroma_bleed(picture) > 0.01);
    CHECK(loss(picture, false) > 2 * loss(picture, true));
  }
}

TEST_CASE("grey letters and soft colours do not bleed", "[imaging]") {
  CHECK(chroma_bleed(bars(cv::Scalar::all(255), cv::Scalar::all(20))) == 0);
  CHECK(chroma_bleed(bars({150, 170, 190}, {130, 160, 200})) == 0);
  CHECK(chroma_bleed(ramp(301, 203, false).bgr) == 0);
}

TEST_CASE("one small red spot bleeds little, and a single pixel is measured too", "[imaging]") {
  cv::Mat picture(200, 200, CV_8UC3, cv::Scalar::all(255));
  picture(cv::Rect(51, 51, 5, 5)).setTo(cv::Scalar(0, 0, 255));
  CHECK(chroma_bleed(picture) > 0);
  CHECK(chroma_bleed(picture) < 0.001);
  CHECK(chroma_bleed(cv::Mat(1, 1, CV_8UC3, cv::Scalar(0, 0, 255))) == 0);
}

#include "pipeline/imaging/exact.hpp"

#include "pipeline/imaging/resample.hpp"
#include "pipeline/util/digest.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>
#include <opencv2/imgproc.hpp>

#include <string>

using namespace vitrine::imaging;
using namespace vitrine::test;

namespace {

std::string digest(const cv::Mat& picture) {
  const cv::Mat whole = picture.clone();
  return vitrine::util::sha256(
             {reinterpret_cast<const char*>(whole.data), whole.total() * whole.elemSize()})
      .short_hex();
}

cv::Mat blobs() {
  cv::Mat mask(211, 307, CV_8UC1, cv::Scalar(0));
  mask(cv::Rect(20, 30, 90, 110)).setTo(255);
  mask(cv::Rect(150, 60, 40, 120)).setTo(255);
  mask(cv::Rect(60, 60, 20, 20)).setTo(0);
  return mask;
}

}  // namespace

// The digests were the same with every CPU extension off and on, and for 1, 2 and 7 threads. If one
// changes, delivered bytes change: raise "studio/N" and "finish/N" with it.
TEST_CASE("the functions that lead to delivered bytes repeat", "[imaging]") {
  const cv::Mat picture = checkered(307, 211, 5);
  const cv::Mat disc = cv::getStructuringElement(cv::MORPH_ELLIPSE, {9, 9});
  cv::Mat reduced, eroded, dilated;
  cv::resize(picture, reduced, {120, 83}, 0, 0, cv::INTER_AREA);
  cv::erode(blobs(), eroded, disc);
  cv::dilate(blobs(), dilated, disc);
  CHECK(digest(reduced) == "8ac2a899");
  CHECK(digest(eroded) == "2f345972");
  CHECK(digest(dilated) == "371dfa0e");
  CHECK(digest(exact::blur(picture, 2.5)) == "e1895ce5");
  CHECK(digest(exact::luma(picture)) == "8e7dea6b");
  CHECK(digest(exact::components(blobs()).labels) == "eee81771");
  CHECK(digest(exact::distance_to_zero(blobs())) == "89337233");
  CHECK(digest(resample(Picture{picture, {}}, {100, 77}).bgr) == "b32facf0");
  CHECK(digest(resample(ramp(60, 40, true), {133, 91}).bgr) == "37aedcb0");
}

TEST_CASE("float pictures have no way to delivered bytes", "[imaging]") {
  const cv::Mat deep(9, 9, CV_32FC3, cv::Scalar::all(0.5));
  CHECK_THROWS_AS(exact::blur(deep, 1), std::invalid_argument);
  CHECK_THROWS_AS(exact::luma(deep), std::invalid_argument);
}

TEST_CASE("components come with their boxes and sizes", "[imaging]") {
  const exact::Components found = exact::components(blobs());
  REQUIRE(found.all.size() == 2);
  CHECK(found.all[0].box == cv::Rect(20, 30, 90, 110));
  CHECK(found.all[0].pixels == 90 * 110 - 400);
}

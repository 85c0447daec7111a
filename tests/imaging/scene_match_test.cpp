// What makes a product belong to its scene: the light read off it, its sharpness, its mirror image.
#include "pipeline/imaging/exact.hpp"
#include "pipeline/imaging/harmony.hpp"
#include "pipeline/imaging/reflection.hpp"
#include "pipeline/imaging/scene_light.hpp"
#include "pipeline/imaging/sharpness.hpp"
#include "tests/imaging/drawn.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

using namespace vitrine;
using imaging::LightSide;

namespace {

/// A grey room of 600 x 400 with a bright window, if wanted.
cv::Mat room(cv::Rect window) {
  cv::Mat scene(400, 600, CV_8UC3, cv::Scalar(110, 112, 115));
  scene(cv::Rect(0, 280, 600, 120)).setTo(cv::Scalar(250, 250, 250));  // a white table
  if (!window.empty()) scene(window).setTo(cv::Scalar(252, 252, 252));
  return scene;
}

imaging::Placed standing(const imaging::Picture& cutout, cv::Rect box) {
  return imaging::placed(cutout, box);
}

}  // namespace

TEST_CASE("light comes from the window that stands in the picture", "[imaging][scene]") {
  const cv::Point foot(300, 320);
  CHECK(imaging::light_of_scene(room({20, 40, 90, 150}), foot).from == LightSide::left);
  CHECK(imaging::light_of_scene(room({490, 40, 90, 150}), foot).from == LightSide::right);
  CHECK(imaging::light_of_scene(room({260, 40, 90, 150}), foot).from == LightSide::behind);
  CHECK(imaging::light_of_scene(room({260, 40, 90, 150}), foot).source_seen);
}

TEST_CASE("without a window the brighter side counts, and an even room is lit from above",
          "[imaging][scene]") {
  CHECK(imaging::light_of_scene(room({}), {300, 320}).from == LightSide::above);
  cv::Mat uneven = room({});
  for (int x = 0; x < 600; ++x) uneven(cv::Rect(x, 0, 1, 280)).setTo(cv::Scalar::all(100 + x / 40));
  const imaging::SceneLight light = imaging::light_of_scene(uneven, {300, 320});
  CHECK(light.from == LightSide::right);
  CHECK_FALSE(light.source_seen);
}

TEST_CASE("a light from the side brightens its side of the product and darkens the other",
          "[imaging][scene]") {
  cv::Mat grey(40, 100, CV_8UC3, cv::Scalar(128, 128, 128));
  imaging::harmonize(grey, imaging::lit_from({}, LightSide::left, false));
  CHECK(grey.at<cv::Vec3b>(20, 2)[1] > 130);
  CHECK(grey.at<cv::Vec3b>(20, 97)[1] < 126);
  CHECK(grey.at<cv::Vec3b>(20, 50)[1] == Approx(128).margin(1));
}

TEST_CASE("sharpness tells a drawn edge from a blurred one", "[imaging][scene]") {
  const cv::Mat sharp = drawn::mug({200, 200, 200}, {40, 40, 40}).bgr;
  const int before = imaging::sharpness_of(sharp);
  const int after = imaging::sharpness_of(imaging::exact::blur(sharp, 1.5));
  CHECK(before >= 850);
  CHECK(after < 650);
  CHECK(imaging::sharpness_of(cv::Mat(50, 50, CV_8UC3, cv::Scalar::all(90))) == 0);
}

TEST_CASE(
    "a product is blurred to a soft scene, never by more than half a pixel, and left alone in a "
    "sharp one",
    "[imaging][scene]") {
  imaging::Picture cutout = drawn::mug_cutout({60, 60, 190});
  cutout.bgr(cv::Rect(150, 180, 100, 40)).setTo(cv::Scalar(250, 250, 250));  // a label
  for (int x = 155; x < 245; x += 12)
    cutout.bgr(cv::Rect(x, 185, 5, 30)).setTo(cv::Scalar(10, 10, 10));
  imaging::Placed product = standing(cutout, {100, 100, 227, 220});
  const imaging::Placed untouched = product;
  CHECK(imaging::match_sharpness(product, 1000) == 0);
  CHECK(imaging::match_sharpness(product, 0) == 0);
  CHECK(cv::countNonZero(product.picture.alpha != untouched.picture.alpha) == 0);
  CHECK(imaging::match_sharpness(product, 700) > 0);
  imaging::Placed in_haze = untouched;
  in_haze.picture = {untouched.picture.bgr.clone(), untouched.picture.alpha.clone()};
  CHECK(imaging::match_sharpness(in_haze, 1) == Approx(0.45));  // never more
  CHECK(imaging::sharpness_of(product.picture.bgr, product.picture.alpha) <
        imaging::sharpness_of(untouched.picture.bgr, untouched.picture.alpha));
}

TEST_CASE("a surface mirrors what stands on it, less with every step from the foot",
          "[imaging][scene]") {
  cv::Mat scene(500, 500, CV_8UC3, cv::Scalar(200, 200, 200));
  const imaging::Placed product = standing(drawn::mug_cutout({40, 40, 200}), {150, 100, 227, 220});
  imaging::mirror_below(scene, product, 0.4f);
  const auto redness = [&](int y) {
    const auto& pixel = scene.at<cv::Vec3b>(y, 220);
    return pixel[2] - pixel[1];
  };
  CHECK(redness(325) > 30);
  CHECK(redness(325) > redness(370));
  CHECK(redness(370) > 5);
  CHECK(redness(490) == 0);
  CHECK(scene.at<cv::Vec3b>(60, 220) == cv::Vec3b(200, 200, 200));
}

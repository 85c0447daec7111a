#include "pipeline/imaging/composite.hpp"

#include "pipeline/imaging/grain.hpp"
#include "pipeline/imaging/harmony.hpp"
#include "pipeline/imaging/lab.hpp"
#include "pipeline/imaging/shadow.hpp"
#include "tests/imaging/drawn.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

using namespace vitrine;
using namespace vitrine::imaging;

namespace {

const cv::Rect kBox(300, 200, 180, 200);  // foot at 400

Placed placed_mug() { return placed(drawn::mug_cutout({60, 60, 190}), kBox); }

}  // namespace

TEST_CASE("a placed product fills exactly its box", "[imaging][composite]") {
  const Placed mug = placed_mug();
  cv::Mat scene(600, 800, CV_8UC3, cv::Scalar::all(200)), mask(600, 800, CV_8UC1, cv::Scalar(0));
  lay_over(scene, mask, mug);
  const cv::Rect box = product_box(mask);
  CHECK(std::abs(box.x - kBox.x) <= 1);
  CHECK(std::abs(box.y - kBox.y) <= 1);
  CHECK(std::abs(box.width - kBox.width) <= 2);
  CHECK(std::abs(box.y + box.height - 400) <= 1);
}

TEST_CASE("a product that reaches over the scene's edge is cut there", "[imaging][composite]") {
  const Placed mug = placed(drawn::mug_cutout({60, 60, 190}), {-60, -50, 180, 200});
  cv::Mat scene(120, 100, CV_8UC3, cv::Scalar::all(200)), mask(120, 100, CV_8UC1, cv::Scalar(0));
  lay_over(scene, mask, mug);
  CHECK(mask.at<std::uint8_t>(10, 10) == 255);
}

TEST_CASE("the ground is clearly darker under the contact line", "[imaging][shadow]") {
  const cv::Size size(800, 600);
  for (const LightSide light :
       {LightSide::left, LightSide::right, LightSide::behind, LightSide::front, LightSide::above}) {
    cv::Mat scene = drawn::room(size.width, size.height);
    const float before = lab_of(scene.at<cv::Vec3b>(403, 370)).L;
    cast_on(scene, ground_shadow(placed_mug(), size, {.light = light, .cast = false}));
    CHECK(before - lab_of(scene.at<cv::Vec3b>(403, 370)).L > 8);
    CHECK(before - lab_of(scene.at<cv::Vec3b>(403, 100)).L == Approx(0).margin(0.5));
  }
}

TEST_CASE("a cast shadow falls away from the light", "[imaging][shadow]") {
  const cv::Size size(800, 600);
  const auto weight = [&](LightSide light, cv::Rect area) {
    return cv::sum(ground_shadow(placed_mug(), size, {.light = light})(area))[0];
  };
  const cv::Rect left(100, 330, 190, 90), right(490, 330, 190, 90), front(300, 415, 180, 80);
  CHECK(weight(LightSide::left, right) > 3 * weight(LightSide::left, left));
  CHECK(weight(LightSide::right, left) > 3 * weight(LightSide::right, right));
  CHECK(weight(LightSide::behind, front) > 3 * weight(LightSide::front, front));
}

TEST_CASE("a hard light throws a sharper shadow than a soft one", "[imaging][shadow]") {
  const cv::Size size(800, 600);
  const auto steepest = [&](bool hard) {
    const cv::Mat dark = ground_shadow(placed_mug(), size,
                                       {.light = LightSide::left, .hard = hard, .contact = false});
    int most = 0;
    for (int x = 490; x < 700; ++x)
      most = std::max(most,
                      std::abs(dark.at<std::uint8_t>(380, x + 4) - dark.at<std::uint8_t>(380, x)));
    return most;
  };
  CHECK(steepest(true) > steepest(false));
}

TEST_CASE("what hangs on a wall throws its shadow beside and below itself", "[imaging][shadow]") {
  const cv::Mat dark = wall_shadow(placed_mug(), {800, 600}, {.light = LightSide::left});
  CHECK(cv::sum(dark(cv::Rect(300, 401, 180, 20)))[0] >
        cv::sum(dark(cv::Rect(300, 180, 180, 20)))[0]);
}

TEST_CASE("harmony is gentle, and a dark scene darkens", "[imaging][harmony]") {
  const cv::Mat night(200, 200, CV_8UC3, cv::Scalar(40, 30, 20));
  const Harmony harmony = harmony_of(night, {50, 150, 100, 40});
  CHECK(harmony.lightness < -5);
  CHECK(harmony.lightness >= -9);
  CHECK(std::abs(harmony.b) <= 2.5f);
  cv::Mat product(10, 10, CV_8UC3, cv::Scalar(120, 120, 120));
  harmonize(product, harmony);
  CHECK(lab_distance(lab_of(product.at<cv::Vec3b>(5, 5)), lab_of({120, 120, 120})) < 10);
}

TEST_CASE("grain is measured as it was added, and repeats with its seed", "[imaging][grain]") {
  for (const float deviation : {1.5f, 3.0f, 6.0f}) {
    cv::Mat grey(300, 300, CV_8UC3, cv::Scalar::all(128));
    add_grain(grey, deviation, 7);
    CHECK(grain_of(grey) == Approx(deviation).epsilon(0.2));
    cv::Mat again(300, 300, CV_8UC3, cv::Scalar::all(128));
    add_grain(again, deviation, 7);
    CHECK(cv::norm(grey, again, cv::NORM_INF) == 0);
  }
  CHECK(grain_of(cv::Mat(100, 100, CV_8UC3, cv::Scalar::all(128))) < 0.2f);
}

TEST_CASE("light wraps a dark edge before a bright scene and leaves its middle",
          "[imaging][composite]") {
  Placed mug = placed_mug();
  const Placed before{{mug.picture.bgr.clone(), mug.picture.alpha}, mug.origin};
  wrap_light(mug, cv::Mat(600, 800, CV_8UC3, cv::Scalar::all(250)), 0.3f);
  const cv::Point middle(80, 120), edge(5, 120);
  CHECK(mug.picture.bgr.at<cv::Vec3b>(middle) == before.picture.bgr.at<cv::Vec3b>(middle));
  CHECK(mug.picture.bgr.at<cv::Vec3b>(edge)[0] > before.picture.bgr.at<cv::Vec3b>(edge)[0]);
}

TEST_CASE("what stands in front covers the product again", "[imaging][composite]") {
  const cv::Mat empty = drawn::room(800, 600);
  cv::Mat scene = empty.clone(), mask(600, 800, CV_8UC1, cv::Scalar(0));
  lay_over(scene, mask, placed_mug());
  cv::Mat foreground(600, 800, CV_8UC1, cv::Scalar(0));
  foreground(cv::Rect(0, 350, 800, 250)).setTo(255);
  bring_forward(scene, mask, empty, foreground);
  CHECK(scene.at<cv::Vec3b>(380, 370) == empty.at<cv::Vec3b>(380, 370));
  CHECK(mask.at<std::uint8_t>(380, 370) == 0);
  CHECK(mask.at<std::uint8_t>(300, 370) == 255);
}

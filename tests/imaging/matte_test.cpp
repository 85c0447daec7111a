#include "pipeline/imaging/matte.hpp"

#include "pipeline/imaging/flood.hpp"
#include "tests/imaging/drawn.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

using namespace vitrine;
using namespace vitrine::imaging;

namespace {

/// Mean difference of two alphas in levels.
double difference(const cv::Mat& one, const cv::Mat& other) {
  return cv::norm(one, other, cv::NORM_L1) / static_cast<double>(one.total());
}

const cv::Vec3b kGreen(60, 110, 40);

}  // namespace

TEST_CASE("a product on a plain backdrop is cut out along its edge", "[imaging][matte]") {
  for (const cv::Vec3b& backdrop : {cv::Vec3b(255, 255, 255), cv::Vec3b(200, 205, 210)}) {
    const drawn::Mug mug = drawn::mug(backdrop, kGreen);
    const util::Result<CutOut> cut = product_matte(mug.bgr);
    REQUIRE(cut.has_value());
    CHECK(cut->method == CutMethod::plain_backdrop);
    CHECK(difference(cut->picture.alpha, mug.alpha) < 1.0);
  }
}

TEST_CASE("the hole of a handle is a hole", "[imaging][matte]") {
  const drawn::Mug mug = drawn::mug({240, 242, 243}, kGreen);
  const cv::Mat alpha = product_matte(mug.bgr).value().picture.alpha;
  CHECK(alpha.at<std::uint8_t>(200, 302) == 0);
  CHECK(alpha.at<std::uint8_t>(200, 338) == 255);  // the handle itself
}

TEST_CASE("a print in the backdrop's colour well inside the product stays", "[imaging][matte]") {
  drawn::Mug mug = drawn::mug({235, 238, 240}, kGreen);
  mug.bgr(cv::Rect(175, 180, 40, 40)).setTo(cv::Scalar(225, 226, 228));
  const cv::Mat alpha = product_matte(mug.bgr).value().picture.alpha;
  CHECK(alpha.at<std::uint8_t>(200, 195) == 255);
}

TEST_CASE("a soft shadow under the product goes with the backdrop", "[imaging][matte]") {
  const drawn::Mug mug = drawn::mug({245, 245, 245}, kGreen, true);
  const cv::Mat alpha = product_matte(mug.bgr).value().picture.alpha;
  CHECK(difference(alpha, mug.alpha) < 1.5);
  CHECK(alpha.at<std::uint8_t>(330, 215) == 0);
}

TEST_CASE("no rim of the old backdrop is left in the edge's colour", "[imaging][matte]") {
  const drawn::Mug mug = drawn::mug({255, 255, 255}, kGreen);
  const Picture cut = product_matte(mug.bgr).value().picture;
  int pale = 0;
  for (int y = 0; y < 400; ++y)
    for (int x = 0; x < 400; ++x) {
      const int alpha = cut.alpha.at<std::uint8_t>(y, x);
      if (alpha > 40 && alpha < 255 && cut.bgr.at<cv::Vec3b>(y, x)[2] > 120) ++pale;
    }
  CHECK(pale < 15);
}

TEST_CASE("a gradient from side to side is still a plain backdrop", "[imaging][matte]") {
  drawn::Mug mug = drawn::mug({255, 255, 255}, kGreen);
  for (int y = 0; y < 400; ++y)
    for (int x = 0; x < 400; ++x)
      if (mug.alpha.at<std::uint8_t>(y, x) == 0) {
        const auto tone = static_cast<std::uint8_t>(245 - x / 8 - y / 16);
        mug.bgr.at<cv::Vec3b>(y, x) = {tone, tone, tone};
      }
  const CutOut cut = product_matte(mug.bgr).value();
  CHECK(cut.method == CutMethod::plain_backdrop);
  CHECK(difference(cut.picture.alpha, mug.alpha) < 3.0);
}

TEST_CASE("on a textured ground the object is segmented and said so", "[imaging][matte]") {
  drawn::Mug mug = drawn::mug({90, 90, 90}, {40, 60, 220});
  for (int y = 0; y < 400; ++y)
    for (int x = 0; x < 400; ++x)
      if (mug.alpha.at<std::uint8_t>(y, x) == 0) {
        const auto tone = static_cast<std::uint8_t>(60 + (x * 37 + y * 91 + x * y * 13) % 90);
        mug.bgr.at<cv::Vec3b>(y, x) = {tone, static_cast<std::uint8_t>(tone + 20), tone};
      }
  const CutOut cut = product_matte(mug.bgr).value();
  CHECK(cut.method == CutMethod::segmented);
  CHECK(difference(cut.picture.alpha, mug.alpha) < 10);
}

TEST_CASE("an empty backdrop has no product", "[imaging][matte]") {
  const util::Result<CutOut> cut = product_matte(cv::Mat(200, 200, CV_8UC3, cv::Scalar::all(250)));
  REQUIRE_FALSE(cut.has_value());
  CHECK(cut.error().kind == util::ErrorKind::bad_image);
  CHECK_FALSE(product_matte(cv::Mat(20, 20, CV_8UC3, cv::Scalar::all(250))).has_value());
}

TEST_CASE("glass lets the backdrop through where it shows it", "[imaging][matte]") {
  const drawn::Mug mug = drawn::mug({240, 240, 240}, {205, 212, 210});
  const cv::Mat alpha = product_matte(mug.bgr, {.see_through = true}).value().picture.alpha;
  CHECK(alpha.at<std::uint8_t>(250, 200) > 20);
  CHECK(alpha.at<std::uint8_t>(250, 200) < 160);
}

TEST_CASE("a hard mask gets soft edges, a soft one is kept", "[imaging][matte]") {
  const drawn::Mug mug = drawn::mug({255, 255, 255}, kGreen);
  const cv::Mat soft = matte_from_mask(mug.bgr, mug.alpha).picture.alpha;
  CHECK(difference(soft, mug.alpha) == 0);
  const cv::Mat hard = mug.alpha >= 128;
  const cv::Mat softened = matte_from_mask(mug.bgr, hard).picture.alpha;
  CHECK(difference(softened, mug.alpha) < difference(hard, mug.alpha));
}

TEST_CASE("a cream product that fades into a white backdrop keeps its inside", "[imaging]") {
  cv::Mat bgr(500, 500, CV_8UC3, cv::Scalar(245, 245, 245));
  const cv::Rect body(140, 130, 200, 240);
  for (int y = body.y; y < body.y + body.height; ++y)
    for (int x = body.x; x < body.x + body.width; ++x) {
      // Ever darker from its right edge, like a shadow on the way in.
      const auto level = static_cast<std::uint8_t>(222 + 22 * (x - body.x) / body.width);
      bgr.at<cv::Vec3b>(y, x) = {static_cast<std::uint8_t>(level - 9), level, level};
    }
  bgr(cv::Rect(body.x, body.y - 8, body.width, 8)).setTo(cv::Scalar(90, 90, 90));
  bgr(cv::Rect(body.x, body.y + body.height, body.width, 24)).setTo(cv::Scalar(60, 80, 110));
  bgr(cv::Rect(body.x, body.y, 90, body.height)).setTo(cv::Scalar(70, 90, 60));
  bgr(cv::Rect(body.x + body.width + 30, body.y + 20, 14, 200)).setTo(cv::Scalar(100, 100, 100));
  const auto cut = imaging::product_matte(bgr, {});
  REQUIRE(cut.has_value());
  const cv::Rect inside(body.x + 95, body.y + 20, 40, body.height - 40);
  CHECK(cv::mean(cut->picture.alpha(inside))[0] > 250);
}

TEST_CASE("a white bowl on a white shelf is told by its faint outline", "[imaging][matte]") {
  cv::Mat bgr(500, 500, CV_8UC3, cv::Scalar(236, 236, 236));
  cv::Mat truth(bgr.size(), CV_8UC1, cv::Scalar(0));
  cv::ellipse(truth, {250, 240}, {150, 110}, 0, 0, 360, cv::Scalar(255), cv::FILLED);
  bgr.setTo(cv::Scalar(238, 239, 239), truth);
  cv::ellipse(bgr, {250, 240}, {150, 110}, 0, 0, 360, cv::Scalar(226, 228, 229), 2);
  const CutOut cut = product_matte(bgr).value();
  CHECK(cut.method == CutMethod::plain_backdrop);
  CHECK(difference(cut.picture.alpha, truth) < 4);
}

TEST_CASE("where the outline cannot be seen the cut says so", "[imaging][matte]") {
  // A dark band in front of a body that has just the backdrop's colour and fades into it.
  cv::Mat bgr(500, 500, CV_8UC3, cv::Scalar(240, 240, 240));
  for (int y = 150; y < 350; ++y)
    for (int x = 100; x < 400; ++x) {
      const int shade = 200 + std::min(40, std::abs(x - 250) * 40 / 150);
      const auto level = static_cast<std::uint8_t>(shade);
      bgr.at<cv::Vec3b>(y, x) = {level, level, level};
    }
  bgr(cv::Rect(180, 240, 140, 30)).setTo(cv::Scalar(40, 50, 160));
  const CutOut cut = product_matte(bgr).value();
  CHECK(cut.outline_on_edges < 0.96);
  CHECK(cut.method == CutMethod::unclear_outline);
}

TEST_CASE("lines around what shows the backdrop are clear glass", "[imaging][matte]") {
  // A wooden lid was found; the body of the jar is two faint lines and the ring of its foot.
  cv::Mat bgr(700, 700, CV_8UC3, cv::Scalar(236, 238, 239)), lid(700, 700, CV_8UC1, cv::Scalar(0));
  const cv::Mat backdrop = bgr.clone();
  cv::rectangle(lid, {190, 120}, {510, 200}, cv::Scalar(255), cv::FILLED);
  bgr.setTo(cv::Scalar(80, 130, 180), lid);
  CHECK(BackdropFlood(bgr, 0.2, false).clear_glass(backdrop, lid) == 0);
  const cv::Scalar line(226, 228, 229);
  cv::line(bgr, {206, 200}, {222, 560}, line, 2);
  cv::line(bgr, {494, 200}, {478, 560}, line, 2);
  cv::ellipse(bgr, {350, 560}, {128, 40}, 0, 0, 360, line, 2);
  // Of a body of about 250 by 350 pixels.
  CHECK(BackdropFlood(bgr, 0.2, false).clear_glass(backdrop, lid) > 40'000);
}

TEST_CASE("what shows between legs, under a strap or in a shadow is no glass", "[imaging][matte]") {
  cv::Mat bgr(700, 700, CV_8UC3), stool(700, 700, CV_8UC1, cv::Scalar(0));
  const cv::Mat backdrop(700, 700, CV_8UC3, cv::Scalar(242, 242, 242));
  for (int y = 0; y < 700; ++y)
    for (int x = 0; x < 700; ++x) {
      const double dx = (x - 350) / 260.0, dy = (y - 600) / 60.0;
      const double under = std::max(0.0, 1 - dx * dx - dy * dy);
      bgr.at<cv::Vec3b>(y, x) = cv::Vec3b::all(drawn::level(242 - 60 * under * under));
    }
  const cv::Scalar whole(255);
  cv::rectangle(stool, {150, 200}, {550, 240}, whole, cv::FILLED);
  cv::rectangle(stool, {170, 240}, {200, 600}, whole, cv::FILLED);
  cv::rectangle(stool, {500, 240}, {530, 600}, whole, cv::FILLED);
  cv::rectangle(stool, {200, 420}, {500, 436}, whole, cv::FILLED);
  cv::ellipse(stool, {350, 200}, {110, 120}, 0, 180, 360, whole, 14);
  bgr.setTo(cv::Scalar(70, 120, 170), stool);
  CHECK(BackdropFlood(bgr, 0.2, false).clear_glass(backdrop, stool) < cv::countNonZero(stool) / 10);
}

TEST_CASE("a white label with letters on it is no opening", "[imaging][matte]") {
  cv::Mat bgr(600, 600, CV_8UC3, cv::Scalar(246, 246, 246));
  bgr(cv::Rect(150, 100, 300, 420)).setTo(cv::Scalar(20, 30, 70));
  bgr(cv::Rect(190, 180, 220, 240)).setTo(cv::Scalar(246, 246, 246));
  for (int row = 0; row < 4; ++row)
    for (int letter = 0; letter < 7; ++letter)
      bgr(cv::Rect(205 + letter * 28, 205 + row * 50, 16, 24)).setTo(cv::Scalar(30, 30, 30));
  const cv::Mat alpha = product_matte(bgr).value().picture.alpha;
  CHECK(cv::mean(alpha(cv::Rect(195, 185, 210, 230)))[0] > 250);
}

TEST_CASE("a shadow that borrows the product's colour goes with the backdrop", "[imaging][matte]") {
  cv::Mat bgr(600, 600, CV_8UC3, cv::Scalar(255, 255, 255));
  for (int y = 0; y < 600; ++y)
    for (int x = 0; x < 600; ++x) {
      // Darker and bluer towards the place where the ball stands.
      const double away = std::hypot((x - 300) / 1.6, (y - 440) * 1.3);
      const double depth = std::clamp(1 - away / 110, 0.0, 1.0);
      bgr.at<cv::Vec3b>(y, x) = {static_cast<std::uint8_t>(255 - 60 * depth),
                                 static_cast<std::uint8_t>(255 - 105 * depth),
                                 static_cast<std::uint8_t>(255 - 120 * depth)};
    }
  cv::Mat truth(bgr.size(), CV_8UC1, cv::Scalar(0));
  cv::circle(truth, {300, 280}, 160, cv::Scalar(255), cv::FILLED);
  bgr.setTo(cv::Scalar(210, 120, 40), truth);
  const cv::Mat alpha = product_matte(bgr).value().picture.alpha;
  CHECK(difference(alpha, truth) < 1.5);
}

TEST_CASE("a jar is whole though only its lid and its foot are seen", "[imaging][matte]") {
  cv::Mat bgr(600, 600, CV_8UC3, cv::Scalar(230, 230, 230));
  cv::ellipse(bgr, {300, 160}, {120, 60}, 0, 0, 360, cv::Scalar(60, 110, 170), cv::FILLED);
  cv::ellipse(bgr, {300, 330}, {95, 70}, 0, 0, 360, cv::Scalar(212, 214, 216), 3);
  const cv::Mat alpha = product_matte(bgr, {.see_through = true}).value().picture.alpha;
  CHECK(alpha.at<std::uint8_t>(245, 220) > 20);  // the wall between them
  CHECK(alpha.at<std::uint8_t>(245, 220) < 160);
  CHECK(alpha.at<std::uint8_t>(245, 150) == 0);
}

#include "pipeline/finish/framing.hpp"

#include "pipeline/imaging/measure.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::finish;
using vitrine::imaging::Window;
using vitrine::test::checkered;

TEST_CASE("a tall product fills the height, a wide one the width, both centred", "[finish]") {
  const Window tall = fit_window({100, 50, 200, 400}, {1000, 1000}, 0.8);
  CHECK(tall.width == Approx(500));
  CHECK(tall.x + tall.width / 2 == Approx(200));
  CHECK(tall.y + tall.height / 2 == Approx(250));
  const Window wide = fit_window({0, 0, 600, 100}, {1000, 2000}, 0.9);
  CHECK(wide.width == Approx(600 / 0.9));
  CHECK(wide.height == Approx(2 * 600 / 0.9));
}

TEST_CASE("a crop is centred while the product fits", "[finish]") {
  const Window window = crop_window({1600, 1000}, {700, 300, 200, 400}, {1000, 1000});
  CHECK(window == Window(300, 0, 1000, 1000));
  CHECK(crop_window({1600, 1000}, {}, {1000, 1000}) == window);
}

TEST_CASE("a crop moves as far as it must for the product and its margin", "[finish]") {
  CHECK(crop_window({1600, 1000}, {1200, 300, 200, 400}, {1000, 1000}) ==
        Window(420, 0, 1000, 1000));
  CHECK(crop_window({1600, 1000}, {100, 300, 200, 400}, {1000, 1000}) == Window(80, 0, 1000, 1000));
}

TEST_CASE("a product at the picture's edge stays in the picture", "[finish]") {
  CHECK(crop_window({1600, 1000}, {1500, 300, 100, 400}, {500, 500}) == Window(600, 0, 1000, 1000));
}

TEST_CASE("a product wider than the crop shows its middle", "[finish]") {
  CHECK(crop_window({1600, 1000}, {100, 300, 1300, 400}, {1000, 1000}) ==
        Window(250, 0, 1000, 1000));
}

TEST_CASE("the framed product is as large as asked, to the pixel", "[finish]") {
  Rendering cut;
  cut.picture.bgr = checkered(400, 500, 7);
  cut.picture.alpha = cv::Mat(500, 400, CV_8UC1, cv::Scalar(0));
  cut.picture.alpha(cv::Rect(60, 80, 200, 370)).setTo(255);
  cut.mask = cut.picture.alpha;
  for (const int side : {300, 1000, 1777}) {
    const Framed framed = fit_product(cut, {side, side}, 0.85).value();
    const cv::Rect box = vitrine::imaging::bounding_box(framed.mask > 127);
    CHECK(std::abs(box.height - 0.85 * side) <= 1);
    CHECK(std::abs(box.x + box.width / 2.0 - side / 2.0) <= 1);
    CHECK(std::abs(box.y + box.height / 2.0 - side / 2.0) <= 1);
    CHECK(framed.scale == Approx(0.85 * side / 370));
  }
}

TEST_CASE("a rendering without any product cannot be framed", "[finish]") {
  Rendering empty;
  empty.picture = {cv::Mat(90, 90, CV_8UC3, cv::Scalar::all(9)),
                   cv::Mat(90, 90, CV_8UC1, cv::Scalar(0))};
  empty.mask = empty.picture.alpha;
  CHECK(fit_product(empty, {100, 100}, 0.8).error().kind == vitrine::util::ErrorKind::bad_image);
}

TEST_CASE("an opaque packshot without a mask is cut out by looking", "[finish]") {
  Rendering rendering;
  rendering.picture.bgr = cv::Mat(300, 300, CV_8UC3, cv::Scalar::all(250));
  checkered(120, 160, 6).copyTo(rendering.picture.bgr(cv::Rect(90, 70, 120, 160)));
  const Rendering cut = cut_out(rendering).value();
  const cv::Rect box =
      vitrine::imaging::bounding_box(vitrine::imaging::product_area(cut.picture.alpha));
  CHECK(std::abs(box.x - 90) <= 2);
  CHECK(std::abs(box.height - 160) <= 4);
  CHECK(cut.outline == "plain backdrop");
}

#include "pipeline/imaging/recolor.hpp"

#include "pipeline/imaging/color.hpp"
#include "pipeline/imaging/form.hpp"
#include "pipeline/imaging/relief.hpp"
#include "pipeline/imaging/shade_curve.hpp"
#include "pipeline/imaging/zone.hpp"
#include "tests/imaging/drawn.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

#include <cmath>

using namespace vitrine;
using namespace vitrine::imaging;

namespace {

cv::Mat body_zone() {
  cv::Mat zone(400, 400, CV_8UC1, cv::Scalar(0));
  zone(cv::Rect(122, 102, 156, 216)).setTo(255);
  return zone;
}

double distance_from(const cv::Mat& bgr, const cv::Mat& zone, cv::Vec3b target) {
  const Lab middle = zone_color(bgr, zone);
  return delta_e_2000({middle.L, middle.a, middle.b}, to_lab(target));
}

/// Pearson's, of the slopes of lightness across and down, inside `box`.
double slope_correlation(const cv::Mat& before, const cv::Mat& after, cv::Rect box) {
  double n = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0;
  const auto slope = [](const cv::Mat& bgr, int x, int y, int dx, int dy) {
    return static_cast<double>(lab_of(bgr.at<cv::Vec3b>(y + dy, x + dx)).L -
                               lab_of(bgr.at<cv::Vec3b>(y - dy, x - dx)).L);
  };
  for (int y = box.y; y < box.br().y; ++y)
    for (int x = box.x; x < box.br().x; ++x)
      for (const int dx : {0, 1}) {
        const double one = slope(before, x, y, dx, 1 - dx), other = slope(after, x, y, dx, 1 - dx);
        ++n, a += one, b += other, aa += one * one, bb += other * other, ab += one * other;
      }
  return (ab - a * b / n) / std::sqrt((aa - a * a / n) * (bb - b * b / n));
}

/// A round body lit from the left, with grain, dark print and, if wanted, a window's gloss.
cv::Mat printed_body(cv::Vec3b color, bool glossy) {
  cv::Mat body(300, 300, CV_8UC3);
  for (int y = 0; y < 300; ++y)
    for (int x = 0; x < 300; ++x) {
      double light = 1.1 - 0.5 * (x - 100) * (x - 100) / 40'000.0;
      light += 0.02 * ((x * 7 + y * 13) % 5 - 2) / 2;
      const bool is_print = y > 180 && y < 240 && x % 40 < 8;
      const double gloss = glossy ? 150 * drawn::box(x, y, 60, 60, 110, 140) : 0;
      for (int c = 0; c < 3; ++c)
        body.at<cv::Vec3b>(y, x)[c] = drawn::level(color[c] * light * (is_print ? 0.5 : 1) + gloss);
    }
  return body;
}

}  // namespace

TEST_CASE("the zone's middle colour lands on the target, from and to anything",
          "[imaging][recolor]") {
  const cv::Vec3b colors[] = {{236, 240, 242}, {30, 28, 28},    {40, 40, 190}, {68, 42, 31},
                              {208, 230, 242}, {200, 216, 168}, {60, 170, 60}};
  for (const cv::Vec3b& from : colors)
    for (const cv::Vec3b& to : colors) {
      const drawn::Mug mug = drawn::mug({255, 255, 255}, from);
      const cv::Mat result = recolored(mug.bgr, body_zone(), to);
      INFO(from << " to " << to);
      CHECK(distance_from(result, body_zone(), to) < 1.5);
    }
}

TEST_CASE("what was darker stays darker and gloss stays the lightest", "[imaging][recolor]") {
  const drawn::Mug mug = drawn::mug({255, 255, 255}, {40, 40, 160});
  for (const cv::Vec3b& to : {cv::Vec3b(40, 38, 38), cv::Vec3b(200, 225, 240)}) {
    const cv::Mat result = recolored(mug.bgr, body_zone(), to);
    const float gloss = lab_of(result.at<cv::Vec3b>(160, 152)).L;
    const float lit = lab_of(result.at<cv::Vec3b>(250, 165)).L;
    const float shaded = lab_of(result.at<cv::Vec3b>(250, 270)).L;
    CHECK(gloss > lit + 1);
    CHECK(lit > shaded + 3);
  }
}

TEST_CASE("texture keeps its strength in light and in shade, also on white", "[imaging][recolor]") {
  // A dark cloth lit from the left, with a weave of three levels.
  cv::Mat cloth(200, 200, CV_8UC3);
  for (int y = 0; y < 200; ++y)
    for (int x = 0; x < 200; ++x)
      cloth.at<cv::Vec3b>(y, x) = cv::Vec3b::all(drawn::level(110 - x * 0.3 + ((x + y) % 2) * 3));
  const cv::Mat white =
      recolored(cloth, cv::Mat(200, 200, CV_8UC1, cv::Scalar(255)), {240, 243, 244});
  const auto weave = [&](int x) {
    return std::abs(lab_of(white.at<cv::Vec3b>(100, x)).L -
                    lab_of(white.at<cv::Vec3b>(100, x + 1)).L);
  };
  CHECK(weave(30) > 0.7);
  CHECK(weave(170) > 0.7);
  CHECK(weave(30) > 0.6 * weave(170));
}

TEST_CASE("shading, gloss and print keep their slopes in a colour far away", "[imaging][recolor]") {
  const cv::Mat zone(300, 300, CV_8UC1, cv::Scalar(255));
  const auto kept = [&](cv::Vec3b from, bool glossy, cv::Vec3b to) {
    const cv::Mat body = printed_body(from, glossy);
    return slope_correlation(body, recolored(body, zone, to), {4, 4, 292, 292});
  };
  CHECK(kept({196, 206, 212}, false, {30, 28, 28}) > 0.95);  // pale to black
  CHECK(kept({196, 206, 212}, false, {72, 40, 28}) > 0.95);  // pale to navy
  CHECK(kept({50, 45, 170}, true, {200, 216, 168}) > 0.95);  // gloss on red, to pastel
  CHECK(kept({50, 45, 170}, true, {30, 28, 28}) > 0.95);     // and to black
}

TEST_CASE(
    "gloss on something dark that becomes white keeps its slopes, and the shaded side its shade",
    "[imaging][recolor]") {
  const cv::Mat zone(300, 300, CV_8UC1, cv::Scalar(255));
  const cv::Mat body = printed_body({50, 45, 170}, true);
  const cv::Mat white = recolored(body, zone, {240, 243, 244});
  CHECK(slope_correlation(body, white, {4, 4, 292, 292}) > 0.95);
  const auto lightness = [&](int x) { return lab_of(white.at<cv::Vec3b>(270, x)).L; };
  CHECK(lightness(150) > lightness(290) + 6);
  CHECK(lab_of(white.at<cv::Vec3b>(100, 80)).L > lightness(100) + 2);
}

TEST_CASE("broad shade is the zone's own middle but where it is dark all around",
          "[imaging][recolor]") {
  // The right third is dark; a gloss, a dark line and all outside of the zone are no shade.
  for (const int size : {1, 8}) {
    cv::Mat bgr(100 * size, 300 * size, CV_8UC3, cv::Scalar::all(120));
    bgr(cv::Rect(200 * size, 0, 100 * size, 100 * size)).setTo(cv::Scalar::all(60));
    bgr(cv::Rect(40 * size, 20 * size, 10 * size, 60 * size)).setTo(cv::Scalar::all(250));
    bgr(cv::Rect(100 * size, 0, 2 * size, 100 * size)).setTo(cv::Scalar::all(20));
    cv::Mat zone(bgr.size(), CV_8UC1, cv::Scalar(255));
    zone(cv::Rect(0, 0, 300 * size, 10 * size)).setTo(0);
    bgr.setTo(cv::Scalar::all(0), zone == 0);
    const float middle = lab_of({120, 120, 120}).L, dark = lab_of({60, 60, 60}).L;
    const Relief relief(bgr, zone, {0, 0, bgr.cols, bgr.rows}, middle);
    const auto broad = [&](int x, int y) {
      return relief.at(x * size, y * size, lab_of(bgr.at<cv::Vec3b>(y * size, x * size)).L).broad;
    };
    INFO(size);
    CHECK(broad(20, 50) == Approx(middle).margin(0.01));
    CHECK(broad(45, 50) == Approx(middle).margin(0.01));
    CHECK(broad(150, 12) == Approx(middle).margin(0.01));
    CHECK(broad(101, 50) > middle - 5);
    CHECK(broad(290, 50) < dark + 2);
    CHECK(broad(200, 50) == Approx((middle + dark) / 2).margin(4));
  }
}

TEST_CASE("from black to white and back shading is still there", "[imaging][recolor]") {
  const cv::Mat zone(300, 300, CV_8UC1, cv::Scalar(255));
  const cv::Mat black = printed_body({46, 44, 44}, false);
  const cv::Mat white = recolored(black, zone, {240, 243, 244});
  const cv::Mat again = recolored(white, zone, {46, 44, 44});
  CHECK(slope_correlation(black, white, {4, 4, 292, 292}) > 0.95);
  CHECK(slope_correlation(black, again, {4, 4, 292, 292}) > 0.95);
  // Each time keeps more than is asked of both together, and gloss is what they lose.
  const cv::Mat glossy = printed_body({60, 58, 58}, true);
  const cv::Mat pale = recolored(glossy, zone, {222, 225, 226});
  const cv::Mat dark = recolored(pale, zone, {60, 58, 58});
  CHECK(slope_correlation(glossy, pale, {4, 4, 292, 292}) > 0.98);
  CHECK(slope_correlation(glossy, dark, {4, 4, 292, 292}) > 0.965);
}

TEST_CASE("form is the same to half a unit whether a picture is judged whole or by cells",
          "[imaging][recolor]") {
  cv::Mat cloth(2600, 700, CV_8UC3);
  for (int y = 0; y < cloth.rows; ++y)
    for (int x = 0; x < cloth.cols; ++x)
      cloth.at<cv::Vec3b>(y, x) = cv::Vec3b::all(drawn::level(
          120 + 50 * std::sin(y / 150.0) + (x / 3 + y / 3) % 2 * 6 + (x > 350 ? 40 : 0)));
  const Form form(cloth, {0, 0, cloth.cols, cloth.rows});
  Plane lightness(cloth.cols, cloth.rows), squares(cloth.cols, cloth.rows);
  for (int y = 0; y < cloth.rows; ++y)
    for (int x = 0; x < cloth.cols; ++x) {
      lightness.at(x, y) = lab_of(cloth.at<cv::Vec3b>(y, x)).L;
      squares.at(x, y) = lightness.at(x, y) * lightness.at(x, y);
    }
  const Smoothing whole = smoothing_of(lightness, squares, 2600 / 120, 5);
  double sum = 0, most = 0;
  for (int y = 0; y < cloth.rows; ++y)
    for (int x = 0; x < cloth.cols; ++x) {
      const float L = lightness.at(x, y);
      const double apart =
          std::abs(form.at(x, y, L) - (whole.slope.at(x, y) * L + whole.offset.at(x, y)));
      sum += apart;
      most = std::max(most, apart);
    }
  CHECK(sum / static_cast<double>(cloth.total()) < 0.1);
  CHECK(most < 0.5);
}

TEST_CASE("outside the zone nothing changes", "[imaging][recolor]") {
  const drawn::Mug mug = drawn::mug({255, 255, 255}, {40, 40, 160});
  const cv::Mat result = recolored(mug.bgr, body_zone(), {200, 120, 40});
  cv::Mat changed;
  cv::absdiff(result, mug.bgr, changed);
  changed.setTo(0, body_zone());
  CHECK(cv::norm(changed, cv::NORM_INF) == 0);
}

TEST_CASE("lightness never turns round when a colour changes", "[imaging][recolor]") {
  for (const float from : {5.0f, 20.0f, 50.0f, 80.0f, 95.0f})
    for (const float to : {0.0f, 10.0f, 40.0f, 75.0f, 98.0f}) {
      const ShadeCurve curve({from, 0, 0}, {to, 0, 0});
      CHECK(curve.lightness(from) == Approx(to).margin(0.01));
      float before = -1;
      for (float L = 0; L <= 100; L += 0.5f) {
        const float now = curve.lightness(L);
        REQUIRE(now >= before - 1e-3f);
        REQUIRE(now >= -0.01f);
        REQUIRE(now <= 100.01f);
        before = now;
      }
    }
}

TEST_CASE("a zone like a colour is the lit and shaded part of that colour inside the box",
          "[imaging][recolor]") {
  drawn::Mug mug = drawn::mug({255, 255, 255}, {40, 40, 190});
  mug.bgr(cv::Rect(170, 180, 50, 60)).setTo(cv::Scalar(220, 222, 225));
  const Picture product{mug.bgr, mug.alpha};
  const cv::Mat zone = zone_like(product, lab_of({50, 50, 180}), {100, 80, 190, 260});
  CHECK(zone.at<std::uint8_t>(130, 140) > 200);
  CHECK(zone.at<std::uint8_t>(290, 270) > 200);
  CHECK(zone.at<std::uint8_t>(210, 195) < 40);  // the pale print
  CHECK(zone.at<std::uint8_t>(200, 338) == 0);  // the handle lies outside the box
}

TEST_CASE("the dominant colour is the one most of the product has", "[imaging][recolor]") {
  drawn::Mug mug = drawn::mug({255, 255, 255}, {170, 90, 30});
  mug.bgr(cv::Rect(150, 240, 70, 60)).setTo(cv::Scalar(30, 180, 230));
  const DominantZone zone = dominant_zone({mug.bgr, mug.alpha});
  CHECK(lab_distance(zone.color, zone_color(mug.bgr, body_zone())) < 8);
  CHECK(zone.weights.at<std::uint8_t>(200, 160) > 200);
  CHECK(zone.weights.at<std::uint8_t>(270, 185) < 40);
}

TEST_CASE("a swatch brings its pattern and the product keeps its shading", "[imaging][recolor]") {
  cv::Mat swatch(128, 128, CV_8UC3);
  for (int y = 0; y < 128; ++y)
    for (int x = 0; x < 128; ++x)
      swatch.at<cv::Vec3b>(y, x) = x % 16 < 11 ? cv::Vec3b(60, 90, 60) : cv::Vec3b(90, 140, 95);
  const drawn::Mug mug = drawn::mug({255, 255, 255}, {150, 150, 155});
  const cv::Mat result = covered(mug.bgr, body_zone(), swatch, 64);
  CHECK(distance_from(
            result, body_zone(),
            bgr_of(zone_color(swatch, cv::Mat(swatch.size(), CV_8UC1, cv::Scalar(255))))) < 8);
  const auto column_mean = [&](int from) {
    return cv::mean(result(cv::Rect(from, 200, 32, 100)))[1];
  };
  CHECK(column_mean(150) > column_mean(240) + 5);
  CHECK(
      lab_distance(lab_of(result.at<cv::Vec3b>(250, 140)), lab_of(result.at<cv::Vec3b>(250, 148))) +
          lab_distance(lab_of(result.at<cv::Vec3b>(250, 148)),
                       lab_of(result.at<cv::Vec3b>(250, 156))) >
      8);
}

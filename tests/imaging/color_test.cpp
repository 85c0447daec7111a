#include "pipeline/imaging/color.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

#include <vector>

using namespace vitrine::imaging;

namespace {

struct Pair {
  LabColor one, other;
  double difference;
};

/// A mask that looks at everything.
cv::Mat all_of(const cv::Mat& bgr) { return cv::Mat(bgr.size(), CV_8UC1, cv::Scalar(255)); }

}  // namespace

TEST_CASE("sRGB to Lab agrees with published values", "[imaging]") {
  const auto is = [](cv::Vec3b bgr, LabColor expected) {
    const LabColor lab = to_lab(bgr);
    CHECK(lab.lightness == Approx(expected.lightness).margin(0.001));
    CHECK(lab.a == Approx(expected.a).margin(0.001));
    CHECK(lab.b == Approx(expected.b).margin(0.001));
  };
  is({0, 0, 255}, {53.2408, 80.0925, 67.2032});
  is({128, 128, 128}, {53.5850, 0, 0});
  is({68, 42, 31}, {17.2941, 3.9105, -17.8302});
  is({255, 255, 255}, {100, 0, 0});
}

TEST_CASE("CIEDE2000 gives the published differences, either way round", "[imaging]") {
  const std::vector<Pair> published{
      {{50, 2.6772, -79.7751}, {50, 0, -82.7485}, 2.0425},
      {{50, 3.1571, -77.2803}, {50, 0, -82.7485}, 2.8615},
      {{50, 2.8361, -74.0200}, {50, 0, -82.7485}, 3.4412},
      {{50, -1.3802, -84.2814}, {50, 0, -82.7485}, 1.0000},
      {{50, 0, 0}, {50, -1, 2}, 2.3669},
      {{50, 2.4900, -0.0010}, {50, -2.4900, 0.0009}, 7.1792},
      {{50, 2.4900, -0.0010}, {50, -2.4900, 0.0011}, 7.2195},
      {{50, -0.0010, 2.4900}, {50, 0.0009, -2.4900}, 4.8045},
      {{50, -0.0010, 2.4900}, {50, 0.0011, -2.4900}, 4.7461},
      {{50, 2.5, 0}, {50, 0, -2.5}, 4.3065},
      {{50, 2.5, 0}, {73, 25, -18}, 27.1492},
      {{50, 2.5, 0}, {61, -5, 29}, 22.8977},
      {{50, 2.5, 0}, {56, -27, -3}, 31.9030},
      {{50, 2.5, 0}, {58, 24, 15}, 19.4535},
      {{60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}, 1.2644},
      {{63.0109, -31.0961, -5.8663}, {62.8187, -29.7946, -4.0864}, 1.2630},
      {{90.8027, -2.0831, 1.4410}, {91.1528, -1.6435, 0.0447}, 1.4441},
      {{2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}, 0.9082}};
  for (const Pair& pair : published) {
    CHECK(delta_e_2000(pair.one, pair.other) == Approx(pair.difference).margin(0.0001));
    CHECK(delta_e_2000(pair.other, pair.one) == Approx(pair.difference).margin(0.0001));
  }
}

TEST_CASE("near-white levels are as far from white as the channel rules say", "[imaging]") {
  const LabColor white = to_lab({255, 255, 255});
  CHECK(delta_e_2000(white, to_lab({250, 250, 250})) == Approx(1.00).margin(0.01));
  CHECK(delta_e_2000(white, to_lab({240, 240, 240})) == Approx(3.05).margin(0.01));
  CHECK(delta_e_2000(white, to_lab({248, 252, 255})) == Approx(2.25).margin(0.01));
}

TEST_CASE("the hue circle closes", "[imaging]") {
  CHECK(hue_distance({50, 10, 1}, {50, 10, -1}) == Approx(11.42).margin(0.01));
  CHECK(hue_distance({50, 10, 0}, {50, -10, 0}) == Approx(180));
}

TEST_CASE("a product's colour survives highlights, shadow and print", "[imaging]") {
  cv::Mat bgr(200, 200, CV_8UC3, cv::Scalar(90, 120, 40));
  bgr.rowRange(0, 20).setTo(cv::Scalar(255, 255, 255));          // highlight
  bgr.rowRange(180, 200).setTo(cv::Scalar(12, 16, 6));           // shadow
  bgr(cv::Rect(60, 60, 60, 60)).setTo(cv::Scalar(20, 20, 220));  // print
  const DominantColor color = dominant_color(bgr, all_of(bgr));
  CHECK(delta_e_2000(color.median, to_lab({90, 120, 40})) < 0.01);
  CHECK(color.share > 0.5);
}

TEST_CASE("white print does not pull the colour of a black bottle", "[imaging]") {
  cv::Mat bgr(200, 200, CV_8UC3, cv::Scalar(30, 30, 30));
  bgr.colRange(0, 70).setTo(cv::Scalar(235, 235, 235));
  CHECK(dominant_color(bgr, all_of(bgr)).median.lightness ==
        Approx(to_lab({30, 30, 30}).lightness));
}

TEST_CASE("shading stays one colour: its middle", "[imaging]") {
  cv::Mat bgr(100, 256, CV_8UC3);
  for (int x = 0; x < 256; ++x) {
    const double light = 0.7 + 0.6 * x / 256;
    bgr.col(x).setTo(cv::Scalar(150 * light, 90 * light, 60 * light));
  }
  CHECK(delta_e_2000(dominant_color(bgr, all_of(bgr)).median, to_lab({150, 90, 60})) < 1);
}

TEST_CASE("nothing to look at is no colour", "[imaging]") {
  const cv::Mat bgr(50, 50, CV_8UC3, cv::Scalar(1, 2, 3));
  CHECK(dominant_color(bgr, cv::Mat(50, 50, CV_8UC1, cv::Scalar(0))).pixels == 0);
}

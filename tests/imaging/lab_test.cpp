#include "pipeline/imaging/lab.hpp"

#include "pipeline/imaging/color.hpp"
#include "pipeline/imaging/curves.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace vitrine::imaging;

TEST_CASE("Lab from tables agrees with the exact formula", "[imaging][lab]") {
  for (int b = 0; b < 256; b += 15)
    for (int g = 0; g < 256; g += 15)
      for (int r = 0; r < 256; r += 15) {
        const cv::Vec3b pixel(static_cast<uchar>(b), static_cast<uchar>(g), static_cast<uchar>(r));
        const Lab ours = lab_of(pixel);
        const LabColor exact = to_lab(pixel);
        REQUIRE(ours.L == Approx(exact.lightness).margin(0.02));
        REQUIRE(ours.a == Approx(exact.a).margin(0.04));
        REQUIRE(ours.b == Approx(exact.b).margin(0.04));
      }
}

TEST_CASE("every sRGB colour comes back from Lab within a level", "[imaging][lab]") {
  for (int b = 0; b < 256; b += 17)
    for (int g = 0; g < 256; g += 17)
      for (int r = 0; r < 256; r += 17) {
        const cv::Vec3b pixel(static_cast<uchar>(b), static_cast<uchar>(g), static_cast<uchar>(r));
        const cv::Vec3b back = bgr_of(lab_of(pixel));
        for (int c = 0; c < 3; ++c) REQUIRE(std::abs(back[c] - pixel[c]) <= 1);
      }
}

TEST_CASE("lightness is met more closely than levels of grey allow, at a level's cost in hue",
          "[imaging][lab]") {
  double grey = 0, ours = 0;
  for (float L = 3; L < 98; L += 0.07f) {
    const Lab wanted{L, 0, 0};
    const cv::Vec3b plain = bgr_of(wanted), near = bgr_of_lightness(wanted);
    for (int c = 0; c < 3; ++c) REQUIRE(std::abs(near[c] - plain[c]) <= 1);
    grey += std::abs(lab_of(plain).L - L);
    ours += std::abs(lab_of(near).L - L);
  }
  CHECK(ours < 0.5 * grey);
  CHECK(bgr_of_lightness({0, 0, 0}) == cv::Vec3b(0, 0, 0));
  CHECK(bgr_of_lightness({100, 0, 0}) == cv::Vec3b(255, 255, 255));
}

TEST_CASE("a colour no screen can show keeps its lightness and hue", "[imaging][lab]") {
  const Lab wanted{50, 90, 40};
  const Lab shown = lab_of(bgr_of(wanted));
  CHECK(shown.L == Approx(50).margin(1.0));
  CHECK(shown.b / shown.a == Approx(wanted.b / wanted.a).margin(0.05));
  CHECK(chroma(shown) < chroma(wanted));
}

TEST_CASE("decay is e to the minus x", "[imaging][lab]") {
  for (const float x : {0.0f, 0.1f, 1.0f, 2.5f, 7.0f})
    CHECK(decay(x) == Approx(std::exp(-x)).epsilon(0.004));
  CHECK(decay(50) == 0);
}

#include "pipeline/imaging/mend.hpp"

#include "pipeline/imaging/color.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <string>

using namespace vitrine::imaging;
using vitrine::test::mean_difference;

namespace {

constexpr int kWidth = 240, kHeight = 120;

/// A label: a dark word and a rule on cream.
cv::Mat label(const std::string& word) {
  cv::Mat bgr(kHeight, kWidth, CV_8UC3, cv::Scalar(205, 228, 240));
  cv::putText(bgr, word, {18, 76}, cv::FONT_HERSHEY_SIMPLEX, 1.8, cv::Scalar(60, 40, 30), 5,
              cv::LINE_AA);
  cv::rectangle(bgr, {20, 96, 200, 6}, cv::Scalar(40, 90, 160), cv::FILLED);
  return bgr;
}

/// Seen in a warm, dim light that falls off to the right.
cv::Mat lit(const cv::Mat& bgr) {
  cv::Mat result = bgr.clone();
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x) {
      const float fall = 0.8f - 0.4f * static_cast<float>(x) / static_cast<float>(bgr.cols);
      const float channel[3] = {0.75f * fall, 0.9f * fall, fall};
      for (int c = 0; c < 3; ++c)
        result.at<cv::Vec3b>(y, x)[c] =
            level_of(linear_of(bgr.at<cv::Vec3b>(y, x)[c]) * channel[c]);
    }
  return result;
}

Mesh in_place(const cv::Point& at) {
  return mesh_of_plane({1, 0, double(at.x), 0, 1, double(at.y), 0, 0, 1}, {0, 0, kWidth, kHeight},
                       {6, 3});
}

cv::Mat scene_with(const cv::Mat& bgr, const cv::Point& at) {
  cv::Mat scene(300, 400, CV_8UC3, cv::Scalar(90, 110, 100));
  bgr.copyTo(scene(cv::Rect(at, bgr.size())));
  return scene;
}

}  // namespace

TEST_CASE("a wrong letter is put right in the picture's own light", "[imaging]") {
  const cv::Point at(80, 90);
  const cv::Mat truth = scene_with(lit(label("LEAF")), at);
  const cv::Mat wrong = scene_with(lit(label("LEAP")), at);
  const cv::Mat restored = with_label_restored(wrong, {label("LEAF"), {}}, in_place(at));
  const cv::Rect inner(at.x + 6, at.y + 6, kWidth - 12, kHeight - 12);
  const cv::Rect letter(at.x + 130, at.y + 25, 60, 60);
  CHECK(mean_difference(wrong(letter), truth(letter)) > 8);
  CHECK(mean_difference(restored(letter), truth(letter)) < 2);
  CHECK(mean_difference(restored(inner), truth(inner)) < 2);
  // The light is the scene's: far darker on the right than the packshot.
  CHECK(restored.at<cv::Vec3b>(at.y + 8, at.x + kWidth - 12)[0] < 140);
  cv::Mat outside;
  cv::absdiff(wrong, restored, outside);
  outside(cv::Rect(at, cv::Size(kWidth, kHeight))).setTo(cv::Scalar::all(0));
  CHECK(cv::norm(outside, cv::NORM_INF) == 0);
}

TEST_CASE("a smeared label becomes sharp again", "[imaging]") {
  const cv::Point at(60, 70);
  cv::Mat smeared;
  cv::GaussianBlur(lit(label("250 ml")), smeared, {}, 2.5);
  const cv::Mat scene = scene_with(smeared, at);
  const cv::Mat restored = with_label_restored(scene, {label("250 ml"), {}}, in_place(at));
  const cv::Rect inner(at.x + 6, at.y + 6, kWidth - 12, kHeight - 12);
  CHECK(mean_difference(restored(inner),
                        lit(label("250 ml"))(cv::Rect(6, 6, inner.width, inner.height))) < 3);
}

TEST_CASE("what stands in front of a label is not painted over", "[imaging]") {
  const cv::Point at(80, 90);
  cv::Mat scene = scene_with(lit(label("LEAF")), at);
  const cv::Rect leaf(at.x + 60, at.y + 10, 70, 100);
  scene(leaf).setTo(cv::Scalar(4, 8, 4));
  const cv::Mat restored = with_label_restored(scene, {label("LEAF"), {}}, in_place(at));
  const cv::Rect middle(leaf.x + 25, leaf.y + 35, 20, 30);
  CHECK(mean_difference(restored(middle), scene(middle)) < 3);
}

TEST_CASE("a shift of colour reaches its zone, lands where it should, and leaves the rest",
          "[imaging]") {
  cv::Mat scene(100, 100, CV_8UC3, cv::Scalar(120, 140, 70));
  cv::Mat zone(40, 40, CV_8UC1, cv::Scalar(255));
  const Mesh place = mesh_of_plane({1, 0, 30, 0, 1, 30, 0, 0, 1}, {0, 0, 40, 40}, {1, 1});
  const cv::Mat shifted = with_color_shifted(scene, zone, place, {3, -4, 5});
  const LabColor before = to_lab({120, 140, 70}), after = to_lab(shifted.at<cv::Vec3b>(50, 50));
  CHECK(after.lightness - before.lightness == Approx(3).margin(0.5));
  CHECK(after.a - before.a == Approx(-4).margin(0.7));
  CHECK(after.b - before.b == Approx(5).margin(0.7));
  CHECK(shifted.at<cv::Vec3b>(10, 10) == cv::Vec3b(120, 140, 70));
}

TEST_CASE("black and white keep their place when a colour is shifted", "[imaging]") {
  cv::Mat scene(40, 40, CV_8UC3, cv::Scalar::all(255));
  scene.colRange(0, 20).setTo(cv::Scalar::all(0));
  const cv::Mat zone(40, 40, CV_8UC1, cv::Scalar(255));
  const Mesh place = mesh_of_plane(cv::Matx33d::eye(), {0, 0, 40, 40}, {1, 1});
  const cv::Mat shifted = with_color_shifted(scene, zone, place, {4, 4, 4});
  CHECK(cv::norm(shifted, scene, cv::NORM_INF) == 0);
}

TEST_CASE("a pale line around the product goes, product and surroundings stay", "[imaging]") {
  cv::Mat scene(120, 120, CV_8UC3, cv::Scalar(60, 70, 80));
  scene(cv::Rect(38, 38, 44, 44)).setTo(cv::Scalar::all(235));  // the line, 2 px wide
  scene(cv::Rect(40, 40, 40, 40)).setTo(cv::Scalar(30, 30, 150));
  const cv::Mat outline(40, 40, CV_8UC1, cv::Scalar(255));
  const Mesh place = mesh_of_plane({1, 0, 40, 0, 1, 40, 0, 0, 1}, {0, 0, 40, 40}, {1, 1});
  const cv::Mat clean = with_halo_cleaned(scene, outline, place, 3);
  CHECK(mean_difference(clean(cv::Rect(38, 50, 2, 20)),
                        cv::Mat(20, 2, CV_8UC3, cv::Scalar(60, 70, 80))) < 2);
  CHECK(clean.at<cv::Vec3b>(60, 60) == cv::Vec3b(30, 30, 150));
  CHECK(clean.at<cv::Vec3b>(10, 10) == cv::Vec3b(60, 70, 80));
}

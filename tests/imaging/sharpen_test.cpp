#include "pipeline/imaging/sharpen.hpp"

#include "pipeline/imaging/exact.hpp"
#include "pipeline/imaging/measure.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>
#include <opencv2/imgproc.hpp>

using namespace vitrine::imaging;
using namespace vitrine::test;

namespace {

/// A soft step from `dark` to `light` in the middle.
cv::Mat soft_step(int dark, int light) {
  cv::Mat bgr(40, 60, CV_8UC3);
  for (int x = 0; x < bgr.cols; ++x) {
    const int level = dark + (light - dark) * std::clamp(x - 27, 0, 6) / 6;
    bgr.col(x).setTo(cv::Scalar::all(level));
  }
  return bgr;
}

}  // namespace

TEST_CASE("sharpening brings out detail, more with more percent", "[imaging]") {
  cv::Mat soft;
  cv::GaussianBlur(checkered(120, 120, 6), soft, {}, 1.2);
  const cv::Mat everywhere(soft.size(), CV_8UC1, cv::Scalar(255));
  const auto detail = [&](int percent) {
    return laplacian_variance(sharpened({soft, {}}, percent).bgr, everywhere);
  };
  CHECK(detail(30) > 1.15 * detail(0));
  CHECK(detail(60) > 1.1 * detail(30));
  CHECK(same_pixels(sharpened({soft, {}}, 0).bgr, soft));
}

TEST_CASE("no edge gets a halo of more than two levels", "[imaging]") {
  for (const auto& [dark, light] : {std::pair{20, 230}, {100, 160}, {0, 255}}) {
    const cv::Mat step = soft_step(dark, light);
    double low = 0, high = 0;
    cv::minMaxLoc(sharpened({step, {}}, 100).bgr.reshape(1), &low, &high);
    CHECK(low >= dark - 2);
    CHECK(high <= light + 2);
    const bool room = dark > 0;  // black and white cannot go further
    CHECK(same_pixels(sharpened({step, {}}, 100).bgr, step) != room);
  }
}

TEST_CASE("plain areas and faint noise stay as they are", "[imaging]") {
  cv::Mat noisy(50, 50, CV_8UC3, cv::Scalar::all(120));
  for (int i = 0; i < 50; ++i) noisy.at<cv::Vec3b>(i, (i * 7) % 50) = cv::Vec3b::all(122);
  CHECK(same_pixels(sharpened({noisy, {}}, 100).bgr, noisy));
}

TEST_CASE("a product's outline and what hides behind it take no part", "[imaging]") {
  Picture picture{soft_step(60, 200), cv::Mat(40, 60, CV_8UC1, cv::Scalar(255))};
  picture.alpha.colRange(0, 20).setTo(0);
  picture.bgr.colRange(0, 20).setTo(cv::Scalar::all(255));
  const Picture sharp = sharpened(picture, 80);
  CHECK(same_pixels(sharp.alpha, picture.alpha));
  CHECK(same_pixels(sharp.bgr.colRange(0, 25), picture.bgr.colRange(0, 25)));
}

#include "pipeline/imaging/outline.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>

using namespace vitrine;
using namespace vitrine::imaging;

namespace {

/// Lightness `from` on the left, `to` on the right, changing smoothly over `width` pixels around x
/// = 50.
cv::Mat slope(float from, float to, int width) {
  cv::Mat lab(40, 100, CV_32FC3, cv::Scalar(0, 0, 0));
  for (int y = 0; y < lab.rows; ++y)
    for (int x = 0; x < lab.cols; ++x) {
      const float part =
          std::clamp((static_cast<float>(x) - 50) / static_cast<float>(width) + 0.5f, 0.0f, 1.0f);
      lab.at<cv::Vec3f>(y, x)[0] = from + (to - from) * part * part * (3 - 2 * part);
    }
  return lab;
}

}  // namespace

TEST_CASE("a step is an edge and a ramp of the same height is none", "[imaging][outline]") {
  CHECK(cv::countNonZero(edge_pixels(slope(90, 80, 2), 1.5f, 0.36f)) > 30);
  CHECK(cv::countNonZero(edge_pixels(slope(90, 50, 30), 1.5f, 0.36f)) == 0);
  CHECK(cv::countNonZero(edge_pixels(slope(90, 50, 30), 1.5f)) > 100);  // steep enough, but no step
}

TEST_CASE("a faint edge is kept where it carries on a clear one", "[imaging][outline]") {
  cv::Mat faint(40, 40, CV_8UC1, cv::Scalar(0)), clear = faint.clone();
  faint.row(10).setTo(255);
  faint.row(30).setTo(255);
  clear(cv::Rect(0, 10, 12, 1)).setTo(255);
  const cv::Mat kept = joined_to(faint, clear, 8);
  CHECK(kept.at<std::uint8_t>(10, 39) == 255);
  CHECK(kept.at<std::uint8_t>(30, 39) == 0);
}

TEST_CASE("short edges are grain", "[imaging][outline]") {
  cv::Mat edges(40, 40, CV_8UC1, cv::Scalar(0));
  edges(cv::Rect(2, 2, 5, 5)).setTo(255);
  edges(cv::Rect(2, 20, 20, 1)).setTo(255);
  CHECK(cv::countNonZero(without_short(edges, 15)) == 20);
}

TEST_CASE("the inside of a ring is closed in all around and what lies open is not",
          "[imaging][outline]") {
  cv::Mat edges(120, 120, CV_8UC1, cv::Scalar(0)), backdrop(120, 120, CV_8UC1, cv::Scalar(255));
  cv::circle(backdrop, {60, 60}, 40, cv::Scalar(0), cv::FILLED);
  CHECK(enclosure(edges, backdrop).at<std::uint8_t>(60, 60) == 0);
  cv::circle(edges, {60, 60}, 30, cv::Scalar(255), 2);
  const cv::Mat closed = enclosure(edges, backdrop);
  CHECK(closed.at<std::uint8_t>(60, 60) == 16);
  CHECK(closed.at<std::uint8_t>(60, 97) <= 9);  // between ring and backdrop: half the ways are open
  CHECK(closed.at<std::uint8_t>(5, 5) == 0);
}

TEST_CASE("what is joined to the border does not squeeze through narrow gaps",
          "[imaging][outline]") {
  cv::Mat open(60, 60, CV_8UC1, cv::Scalar(255));
  cv::rectangle(open, {15, 15, 30, 30}, cv::Scalar(0), 2);
  open(cv::Rect(28, 12, 3, 6)).setTo(255);  // a gap of three pixels
  CHECK(joined_to_border(open, 0).at<std::uint8_t>(30, 30) == 255);
  CHECK(joined_to_border(open, 2).at<std::uint8_t>(30, 30) == 0);
  CHECK(joined_to_border(open, 2).at<std::uint8_t>(5, 30) == 255);
}

TEST_CASE("what is joined to the border keeps its distance from edges, but not from the frame",
          "[imaging][outline]") {
  cv::Mat open(60, 60, CV_8UC1, cv::Scalar(255));
  open(cv::Rect(20, 40, 20, 20)).setTo(0);  // stands on the lower frame
  const cv::Mat given = open.clone();
  const cv::Mat found = joined_to_border(open, 2);
  CHECK(cv::countNonZero(open != given) == 0);
  for (const int y : {50, 58, 59}) {
    CHECK(found.at<std::uint8_t>(y, 17) == 255);
    CHECK(found.at<std::uint8_t>(y, 18) == 0);
    CHECK(found.at<std::uint8_t>(y, 0) == 255);
  }
  CHECK(found.at<std::uint8_t>(37, 30) == 255);
  CHECK(found.at<std::uint8_t>(38, 30) == 0);
}

TEST_CASE("a minimum cut follows the edge and not the seeds", "[imaging][outline]") {
  const cv::Mat lab = slope(90, 80, 2);
  cv::Mat backdrop(lab.size(), CV_8UC1, cv::Scalar(0)), product = backdrop.clone();
  backdrop(cv::Rect(0, 0, 20, 40)).setTo(255);
  product(cv::Rect(90, 0, 10, 40)).setTo(255);
  const cv::Mat leaning(lab.size(), CV_16SC1, cv::Scalar(0));
  const cv::Mat found = divide(lab, backdrop, product, leaning, 0.5f);
  CHECK(found.at<std::uint8_t>(20, 53) == 255);
  CHECK(found.at<std::uint8_t>(20, 46) == 0);
}

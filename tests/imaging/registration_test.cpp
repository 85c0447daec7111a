#include "pipeline/imaging/registration.hpp"

#include "pipeline/imaging/alignment.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/imaging/restage.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <cmath>

using namespace vitrine::imaging;

namespace {

/// A label as others have it: words of several sizes on a pale ground.
Picture label() {
  Picture picture{cv::Mat(800, 500, CV_8UC3, cv::Scalar(190, 215, 225)),
                  cv::Mat(800, 500, CV_8UC1, cv::Scalar(255))};
  const char* const words[] = {"HARBOUR",     "Sea salt", "& rosemary", "body bar",
                               "stonemilled", "No. 417",  "250 g"};
  int y = 110;
  for (const char* word : words) {
    cv::putText(picture.bgr, word, {40 + y / 9, y}, cv::FONT_HERSHEY_DUPLEX, 2.6 - y * 0.002,
                {60, 40, 30}, 4, cv::LINE_AA);
    y += 100;
  }
  return picture;
}
const cv::Rect kBox(0, 0, 500, 800);

std::vector<Registration> places(const Picture& product, const cv::Mat& scene) {
  return find_places(find_keypoints(product.bgr, {}, 512, 500), kBox,
                     find_keypoints(scene, {}, 512, 1100), 6, 3);
}

}  // namespace

TEST_CASE("a product is found again turned, tilted, smaller and in another light",
          "[registration]") {
  Restaging how;
  how.height = 0.6;
  how.turn = 0.2;
  how.keystone = {0.08, -0.05};
  how.gain = {0.7, 0.9, 1.0};
  how.jpeg = 86;
  const Restaged made = restage(label(), kBox, how);
  const auto found = places(label(), made.bgr);
  REQUIRE(found.size() == 1);
  CHECK(found.front().inliers >= 25);
  for (const cv::Point2d corner : {cv::Point2d(50, 50), {450, 50}, {450, 750}, {50, 750}})
    CHECK(cv::norm(project(found.front().to_picture, corner) - project(made.to_picture, corner)) <
          4);
}

TEST_CASE("a picture that is searched in parts shows the same points, each once",
          "[registration]") {
  // The label across the borders of all parts, which lie at 512.
  cv::Mat large(1024, 1024, CV_8UC3, cv::Scalar(190, 215, 225)), small;
  cv::resize(label().bgr, small, {304, 480}, 0, 0, cv::INTER_AREA);
  const cv::Point corner(368, 272);
  small.copyTo(large(cv::Rect(corner, small.size())));
  const Keypoints alone = find_keypoints(large(cv::Rect(256, 256, 512, 512)), {}, 512, 400);
  const Keypoints whole = find_keypoints(large, {}, 1024, 400);
  int same = 0, twins = 0;
  for (std::size_t i = 0; i < whole.points.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (whole.points[i] == whole.points[j]) ++twins;
  for (std::size_t i = 0; i < alone.points.size(); ++i)
    for (std::size_t j = 0; j < whole.points.size(); ++j) {
      const Keypoint &one = alone.points[i], &other = whole.points[j];
      if (std::hypot(one.x + 256 - other.x, one.y + 256 - other.y) > 0.5 ||
          std::abs(one.direction - other.direction) > 0.1)
        continue;
      const double apart = cv::norm(alone.descriptors.row(static_cast<int>(i)),
                                    whole.descriptors.row(static_cast<int>(j)));
      if (apart > 60) continue;
      ++same;
      break;
    }
  REQUIRE(alone.points.size() > 200);
  CHECK(whole.points.size() <= 400);
  CHECK(same > 0.9 * static_cast<double>(alone.points.size()));
  CHECK(twins == 0);
}

TEST_CASE("registration gives the same answer each time", "[registration]") {
  const Restaged made = restage(label(), kBox, {});
  CHECK(places(label(), made.bgr).front().to_picture ==
        places(label(), made.bgr).front().to_picture);
}

TEST_CASE("two copies of a product are two places, and none is none", "[registration]") {
  Restaging how;
  how.height = 0.5;
  how.at = {0.25, 0.5};
  cv::Mat scene = restage(label(), kBox, how).bgr;
  how.at = {0.75, 0.5};
  restage(label(), kBox, how)
      .bgr(cv::Rect(512, 0, 512, 1024))
      .copyTo(scene(cv::Rect(512, 0, 512, 1024)));
  CHECK(places(label(), scene).size() == 2);
  Picture blank = label();
  blank.bgr.setTo(cv::Scalar(190, 215, 225));
  CHECK(places(label(), restage(blank, kBox, how).bgr).empty());
}

TEST_CASE("a turned cylinder is laid on its packshot, which no plane can do", "[registration]") {
  Restaging how;
  how.height = 0.75;
  how.roll = 0.2;
  const Restaged made = restage(label(), kBox, how);
  const auto found = places(label(), made.bgr);
  REQUIRE_FALSE(found.empty());
  const cv::Mat grey = exact::luma(label().bgr), scene = exact::luma(made.bgr);
  const cv::Mat mask(grey.size(), CV_8UC1, cv::Scalar(255));
  const cv::Matx33d& plane = found.front().to_picture;
  const Alignment bent = refine(grey, mask, scene, plane, found.front().near);
  // Where a point of the label went by the cylinder's own geometry.
  const auto truth = [&](cv::Point2d p) {
    const double x = 250 + 250 * std::sin(std::asin((p.x - 250) / 250) + how.roll);
    return project(made.to_picture, {x, p.y});
  };
  double by_plane = 0, by_bend = 0;
  for (const double x : {110.0, 180.0, 250.0, 320.0, 390.0}) {
    const cv::Point2d p(x, 400);
    by_plane = std::max(by_plane, cv::norm(project(plane, p) - truth(p)));
    by_bend = std::max(by_bend, cv::norm(bent(p) - truth(p)));
  }
  CHECK(by_bend < 3);
  CHECK(by_bend < by_plane);
}

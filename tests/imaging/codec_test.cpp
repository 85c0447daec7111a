#include "pipeline/imaging/codec.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

using namespace vitrine::imaging;
using vitrine::util::ErrorKind;

namespace {

/// Colours that change in both directions, so that a turn or a swap of channels shows.
Picture ramp(int width, int height, bool with_alpha) {
  Picture picture;
  picture.bgr.create(height, width, CV_8UC3);
  if (with_alpha) picture.alpha.create(height, width, CV_8UC1);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const auto across = static_cast<uchar>(x * 255 / width);
      const auto down = static_cast<uchar>(y * 255 / height);
      picture.bgr.at<cv::Vec3b>(y, x) = {across, down, 90};
      if (with_alpha) picture.alpha.at<uchar>(y, x) = static_cast<uchar>(255 - across);
    }
  return picture;
}

bool equal(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() && a.type() == b.type() && cv::norm(a, b, cv::NORM_INF) == 0;
}

}  // namespace

TEST_CASE("a PNG keeps every pixel and its alpha", "[imaging]") {
  for (const bool with_alpha : {false, true}) {
    const Picture picture = ramp(61, 43, with_alpha);
    const std::string bytes = encode_png(picture);
    const FileInfo info = inspect(bytes).value();
    CHECK(info.kind == FileKind::png);
    CHECK(info.width == 61);
    CHECK(info.height == 43);
    CHECK(info.has_alpha == with_alpha);
    const Picture back = decode(bytes).value();
    CHECK(equal(back.bgr, picture.bgr));
    CHECK(back.has_alpha() == with_alpha);
    if (with_alpha) CHECK(equal(back.alpha, picture.alpha));
    CHECK(encode_png(picture) == bytes);
  }
}

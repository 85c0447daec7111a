#include "pipeline/imaging/lab_rows.hpp"

#include "pipeline/imaging/lab.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

#include <algorithm>

using namespace vitrine::imaging;

namespace {

bool is_row_of(const cv::Mat& whole, int y, const cv::Vec3f* row) {
  return std::equal(row, row + whole.cols, whole.ptr<cv::Vec3f>(y));
}

}  // namespace

TEST_CASE("rows of Lab are those of the whole picture", "[imaging]") {
  cv::Mat bgr(40, 30, CV_8UC3);
  cv::RNG dice(3);
  dice.fill(bgr, cv::RNG::UNIFORM, 0, 256);
  const cv::Mat whole = lab_picture(bgr);
  LabRows rows(bgr, 5);
  for (int y = 2; y + 2 < bgr.rows; ++y) {
    const cv::Vec3f* window[5];
    for (int i = 0; i < 5; ++i) window[i] = rows(y - 2 + i);
    for (int i = 0; i < 5; ++i) CHECK(is_row_of(whole, y - 2 + i, window[i]));
  }
  CHECK(is_row_of(whole, 1, rows(1)));  // and back again
}

TEST_CASE("a picture that is Lab already is taken as it is", "[imaging]") {
  const cv::Mat lab = lab_picture(cv::Mat(6, 4, CV_8UC3, cv::Scalar(10, 90, 200)));
  LabRows rows(lab, 1);
  CHECK(rows(5) == lab.ptr<cv::Vec3f>(5));
}

#include "pipeline/quality/evidence.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/resample.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace vitrine::quality {
namespace {

constexpr int kSmallest = 160, kLargest = 400;  // sides of a crop in pixels

cv::Rect with_surroundings(const cv::Rect& spot, cv::Size frame) {
  const auto stretch = [](int begin, int length, int whole) {
    const int wanted = std::clamp(length + length / 4, std::min(kSmallest, whole), whole);
    return std::pair{std::clamp(begin + length / 2 - wanted / 2, 0, whole - wanted), wanted};
  };
  const auto [x, width] = stretch(spot.x, spot.width, frame.width);
  const auto [y, height] = stretch(spot.y, spot.height, frame.height);
  return {x, y, width, height};
}

cv::Mat at_most(const cv::Mat& bgr, int side) {
  const double scale = static_cast<double>(side) / std::max(bgr.cols, bgr.rows);
  if (scale >= 1) return bgr;
  const cv::Size size(std::max(1, static_cast<int>(bgr.cols * scale)),
                      std::max(1, static_cast<int>(bgr.rows * scale)));
  return imaging::resample(imaging::Picture{bgr, {}}, size).bgr;
}

}  // namespace

std::string show_spot(const cv::Mat& bgr, const cv::Rect& spot) {
  const cv::Rect around = with_surroundings(spot, bgr.size());
  cv::Mat crop = bgr(around).clone();
  const int line = std::max(1, std::max(crop.cols, crop.rows) / 200);
  cv::rectangle(crop, spot - around.tl(), cv::Scalar(0, 0, 255), line);
  return imaging::encode_png({at_most(crop, kLargest), {}});
}

std::string show_pair(const cv::Mat& is, const cv::Mat& should_be) {
  const int height = std::min({is.rows, should_be.rows, kLargest});
  const auto scaled = [&](const cv::Mat& bgr) {
    const cv::Size size(std::max(1, bgr.cols * height / bgr.rows), height);
    return imaging::resample(imaging::Picture{bgr, {}}, size).bgr;
  };
  cv::Mat pair;
  cv::hconcat(scaled(is), scaled(should_be), pair);
  return imaging::encode_png({pair, {}});
}

std::string show_color(const cv::Mat& bgr, const cv::Rect& spot, const cv::Vec3b& should_be) {
  const cv::Mat crop = at_most(bgr(spot), kLargest);
  const cv::Mat bar(std::max(8, crop.rows / 6), crop.cols, CV_8UC3, cv::Scalar(should_be));
  cv::Mat shown;
  cv::vconcat(crop, bar, shown);
  return imaging::encode_png({shown, {}});
}

}  // namespace vitrine::quality

#include "pipeline/quality/even_contrast.hpp"

#include "pipeline/util/scratch.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <cstdint>
#include <optional>

namespace vitrine::quality {
namespace {

constexpr double kLeastContrast = 6;  // levels: grain and compression are not print
constexpr double kContrast = 50, kMiddle = 160;
constexpr std::int64_t kBytesEach = 20, kPage = std::int64_t{4} << 20;  // a line needs no turn

}  // namespace

cv::Mat even_contrast(const cv::Mat& grey, int reach) {
  const std::int64_t bytes = kBytesEach * static_cast<std::int64_t>(grey.total());
  std::optional<util::Scratch::Hold> room;
  if (bytes > kPage) room.emplace(util::scratch().take(bytes));
  const cv::Size around(reach, reach);
  cv::Mat value, mean, beside, contrast, even;
  grey.convertTo(value, CV_32F);
  // Two box filters in turn are near enough to a Gaussian.
  cv::boxFilter(value, mean, CV_32F, around);
  cv::boxFilter(mean, mean, CV_32F, around);
  beside = value - mean;
  cv::boxFilter(beside.mul(beside), contrast, CV_32F, around);
  cv::sqrt(contrast, contrast);
  cv::divide(beside, cv::max(contrast, kLeastContrast), beside);
  beside.convertTo(even, CV_8U, kContrast, kMiddle);
  return even;
}

}  // namespace vitrine::quality

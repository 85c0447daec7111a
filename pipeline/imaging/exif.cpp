#include "pipeline/imaging/exif.hpp"

#include "pipeline/imaging/byte_order.hpp"

#include <opencv2/core.hpp>

namespace vitrine::imaging {
namespace {

constexpr std::uint32_t kOrientationTag = 0x0112;

}  // namespace

int exif_orientation(std::string_view tiff) {
  if (tiff.size() < 8) return 1;
  const bool little = tiff.starts_with("II");
  if (!little && !tiff.starts_with("MM")) return 1;
  const auto read_16 = [&](std::size_t at) {
    return little ? little_endian_16(tiff, at) : big_endian_16(tiff, at);
  };
  const std::size_t directory = little ? little_endian_32(tiff, 4) : big_endian_32(tiff, 4);
  if (directory > tiff.size() - 2) return 1;
  const std::size_t entries = read_16(directory);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    if (entry + 12 > tiff.size()) return 1;
    if (read_16(entry) != kOrientationTag) continue;
    const auto value = static_cast<int>(read_16(entry + 8));
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

cv::Mat upright(const cv::Mat& picture, int orientation) {
  cv::Mat turned;
  switch (orientation) {
    case 2:
      cv::flip(picture, turned, 1);
      return turned;
    case 3:
      cv::rotate(picture, turned, cv::ROTATE_180);
      return turned;
    case 4:
      cv::flip(picture, turned, 0);
      return turned;
    case 5:
      cv::transpose(picture, turned);
      return turned;
    case 6:
      cv::rotate(picture, turned, cv::ROTATE_90_CLOCKWISE);
      return turned;
    case 7: {
      cv::Mat transposed;
      cv::transpose(picture, transposed);
      cv::rotate(transposed, turned, cv::ROTATE_180);
      return turned;
    }
    case 8:
      cv::rotate(picture, turned, cv::ROTATE_90_COUNTERCLOCKWISE);
      return turned;
    default:
      return picture;
  }
}

}  // namespace vitrine::imaging

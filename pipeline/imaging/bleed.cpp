#include "pipeline/imaging/bleed.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace vitrine::imaging {
namespace {

constexpr int kVisible = 40;  // levels of red or blue

struct Chroma {
  int cb = 0, cr = 0;  ///< in 1/1024 of a level
};

/// The weights of BT.601, in 1024ths; each row sums to zero, so that a grey has none.
Chroma chroma_of(const cv::Vec3b& bgr) {
  return {512 * bgr[0] - 339 * bgr[1] - 173 * bgr[2], -83 * bgr[0] - 429 * bgr[1] + 512 * bgr[2]};
}

}  // namespace

double chroma_bleed(const cv::Mat& bgr) {
  std::int64_t bleeding = 0;
  for (int y = 0; y < bgr.rows; y += 2) {
    const auto* upper = bgr.ptr<cv::Vec3b>(y);
    const auto* lower = bgr.ptr<cv::Vec3b>(std::min(y + 1, bgr.rows - 1));
    for (int x = 0; x < bgr.cols; x += 2) {
      const int right = std::min(x + 1, bgr.cols - 1);
      const Chroma block[4] = {chroma_of(upper[x]), chroma_of(upper[right]), chroma_of(lower[x]),
                               chroma_of(lower[right])};
      Chroma sum;
      for (const Chroma& one : block) sum = {sum.cb + one.cb, sum.cr + one.cr};
      for (const Chroma& one : block) {
        // 1.402 and 1.772 levels of red and blue for one of Cr and Cb; the sums are of four.
        const std::int64_t red = std::int64_t{1402} * std::abs(sum.cr - 4 * one.cr);
        const std::int64_t blue = std::int64_t{1772} * std::abs(sum.cb - 4 * one.cb);
        bleeding += std::max(red, blue) > std::int64_t{kVisible} * 4 * 1024 * 1000;
      }
    }
  }
  const double pixels = 4.0 * ((bgr.rows + 1) / 2) * ((bgr.cols + 1) / 2);
  return static_cast<double>(bleeding) / pixels;
}

}  // namespace vitrine::imaging

#include "pipeline/imaging/sharpen.hpp"

#include "pipeline/imaging/exact.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cstdlib>

namespace vitrine::imaging {
namespace {

constexpr int kNoise = 2;   // levels of luma
constexpr int kBeyond = 2;  // levels of luma

/// What stands around a pixel: its weighted mean, and the darkest and brightest there.
struct Around {
  int mean = 0;  ///< in sixteenths of a level
  int low = 255, high = 0;
};

/// Rows above, at and below, those at the frame's edge repeated.
template <class T>
struct Rows {
  const T* above;
  const T* at;
  const T* below;

  const T* operator[](int i) const { return i == 0 ? above : i == 1 ? at : below; }
};

Rows<uchar> rows_at(const cv::Mat& plane, int y) {
  return {plane.ptr(std::max(y - 1, 0)), plane.ptr(y), plane.ptr(std::min(y + 1, plane.rows - 1))};
}

/// Neighbours that show nothing of the product do not count.
Around look_around(const Rows<uchar>& luma, const Rows<uchar>* alpha, int x, int width) {
  constexpr int weights[3] = {1, 2, 1};
  Around around;
  int sum = 0, weight = 0;
  for (int dy = 0; dy < 3; ++dy)
    for (int dx = 0; dx < 3; ++dx) {
      const int at = std::clamp(x + dx - 1, 0, width - 1);
      const int value = luma[dy][at];
      int share = weights[dy] * weights[dx];
      if (alpha != nullptr) {
        const int opacity = (*alpha)[dy][at];
        if (opacity == 0) continue;
        share *= opacity;
      }
      sum += share * value;
      weight += share;
      around.low = std::min(around.low, value);
      around.high = std::max(around.high, value);
    }
  around.mean = weight == 0 ? 16 * luma.at[x] : (16 * sum + weight / 2) / weight;
  return around;
}

int change(int luma, const Around& around, int percent) {
  const int difference = 16 * luma - around.mean;
  if (std::abs(difference) <= 16 * kNoise) return 0;
  const int rounding = difference < 0 ? -800 : 800;
  const int wanted = luma + (difference * percent + rounding) / 1600;
  return std::clamp(wanted, around.low - kBeyond, around.high + kBeyond) - luma;
}

}  // namespace

Picture sharpened(const Picture& picture, int percent) {
  if (percent <= 0) return picture;
  const cv::Mat luma = exact::luma(picture.bgr);
  Picture result{picture.bgr.clone(), picture.alpha};
  const int width = luma.cols;
  for (int y = 0; y < luma.rows; ++y) {
    const Rows<uchar> rows = rows_at(luma, y);
    Rows<uchar> opacity{};
    if (picture.has_alpha()) opacity = rows_at(picture.alpha, y);
    auto* out = result.bgr.ptr<cv::Vec3b>(y);
    for (int x = 0; x < width; ++x) {
      if (picture.has_alpha() && opacity.at[x] == 0) continue;
      const Around around = look_around(rows, picture.has_alpha() ? &opacity : nullptr, x, width);
      const int more = change(luma.at<uchar>(y, x), around, percent);
      if (more == 0) continue;
      for (int c = 0; c < 3; ++c)
        out[x][c] = static_cast<uchar>(std::clamp(out[x][c] + more, 0, 255));
    }
  }
  return result;
}

}  // namespace vitrine::imaging

#include "pipeline/imaging/resample.hpp"

#include "pipeline/imaging/squeeze.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace vitrine::imaging {
namespace {

constexpr int kOne = 1 << kWeightBits;

double catmull_rom(double x) {
  x = std::abs(x);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
  return 0;
}

/// Rounds to fixed point so that the sum is exactly one: a plain area keeps its value.
void quantize(const std::vector<double>& exact, std::int16_t* out) {
  double sum = 0;
  for (const double weight : exact) sum += weight;
  int left = kOne;
  std::size_t largest = 0;
  for (std::size_t k = 0; k < exact.size(); ++k) {
    out[k] = static_cast<std::int16_t>(std::floor(exact[k] / sum * kOne + 0.5));
    left -= out[k];
    if (exact[k] > exact[largest]) largest = k;
  }
  out[largest] = static_cast<std::int16_t>(out[largest] + left);
}

/// Moves the taps of one result pixel that lie over the edge onto the edge, or drops them.
void fold(std::int16_t* weights, int count, int first, int length, int shifted, Outside outside) {
  std::vector<std::int16_t> folded(static_cast<std::size_t>(count), 0);
  for (int k = 0; k < count; ++k) {
    const int at = first + k;
    const bool inside = at >= 0 && at < length;
    if (!inside && outside == Outside::nothing) continue;
    const int target = std::clamp(at, 0, length - 1) - shifted;
    std::int16_t& weight = folded[static_cast<std::size_t>(target)];
    weight = static_cast<std::int16_t>(weight + weights[k]);
  }
  std::copy(folded.begin(), folded.end(), weights);
}

Taps make_taps(double begin, double extent, int size, int length, Outside outside) {
  const double scale = extent / size;
  const double widen = std::max(scale, 1.0);
  Taps taps;
  const int wanted = static_cast<int>(std::ceil(4 * widen)) + 1;
  taps.count = std::min(wanted, length);
  std::vector<double> exact(static_cast<std::size_t>(wanted));
  std::vector<std::int16_t> row(exact.size());
  for (int i = 0; i < size; ++i) {
    const double centre = begin + (i + 0.5) * scale - 0.5;
    const int first = static_cast<int>(std::floor(centre - 2 * widen)) + 1;
    for (int k = 0; k < wanted; ++k)
      exact[static_cast<std::size_t>(k)] = catmull_rom((first + k - centre) / widen);
    quantize(exact, row.data());
    const int shifted = std::clamp(first, 0, length - taps.count);
    fold(row.data(), wanted, first, length, shifted, outside);
    taps.first.push_back(shifted);
    taps.weights.insert(taps.weights.end(), row.begin(), row.begin() + taps.count);
  }
  return taps;
}

cv::Mat premultiplied(const Picture& picture) {
  cv::Mat result(picture.bgr.size(), CV_8UC4);
  for (int y = 0; y < result.rows; ++y) {
    const auto* bgr = picture.bgr.ptr<cv::Vec3b>(y);
    const uchar* alpha = picture.alpha.ptr(y);
    auto* out = result.ptr<cv::Vec4b>(y);
    for (int x = 0; x < result.cols; ++x) {
      for (int c = 0; c < 3; ++c)
        out[x][c] = static_cast<uchar>((bgr[x][c] * alpha[x] + 127) / 255);
      out[x][3] = alpha[x];
    }
  }
  return result;
}

Picture unmultiplied(const cv::Mat& bgra) {
  Picture picture;
  picture.bgr.create(bgra.size(), CV_8UC3);
  picture.alpha.create(bgra.size(), CV_8UC1);
  for (int y = 0; y < bgra.rows; ++y) {
    const auto* from = bgra.ptr<cv::Vec4b>(y);
    auto* bgr = picture.bgr.ptr<cv::Vec3b>(y);
    uchar* alpha = picture.alpha.ptr(y);
    for (int x = 0; x < bgra.cols; ++x) {
      const int opacity = from[x][3];
      alpha[x] = from[x][3];
      if (opacity == 255) {
        bgr[x] = {from[x][0], from[x][1], from[x][2]};
        continue;
      }
      for (int c = 0; c < 3; ++c)
        bgr[x][c] =
            opacity == 0
                ? uchar{0}
                : static_cast<uchar>(std::min((from[x][c] * 255 + opacity / 2) / opacity, 255));
    }
  }
  return picture;
}

}  // namespace

cv::Mat resample(const cv::Mat& picture, const Window& window, cv::Size size, Outside outside) {
  const int channels = picture.channels();
  if (picture.empty() || picture.depth() != CV_8U || channels == 2 || channels > 4)
    throw std::invalid_argument("only 8-bit pictures of 1, 3 or 4 channels are resampled");
  if (!(window.width > 0) || !(window.height > 0) || size.width < 1 || size.height < 1)
    throw std::invalid_argument("an empty window cannot be resampled");
  const Taps across = make_taps(window.x, window.width, size.width, picture.cols, outside);
  const Taps down = make_taps(window.y, window.height, size.height, picture.rows, outside);
  return squeeze(picture, across, down);
}

Picture resample(const Picture& picture, const Window& window, cv::Size size) {
  if (!picture.has_alpha()) return {resample(picture.bgr, window, size, Outside::edge), {}};
  return unmultiplied(resample(premultiplied(picture), window, size, Outside::nothing));
}

Picture resample(const Picture& picture, cv::Size size) {
  const Window whole(0, 0, picture.width(), picture.height());
  return resample(picture, whole, size);
}

cv::Mat flatten(const Picture& picture, const cv::Vec3b& background) {
  if (!picture.has_alpha()) return picture.bgr;
  cv::Mat flat(picture.bgr.size(), CV_8UC3);
  for (int y = 0; y < flat.rows; ++y) {
    const auto* bgr = picture.bgr.ptr<cv::Vec3b>(y);
    const uchar* alpha = picture.alpha.ptr(y);
    auto* out = flat.ptr<cv::Vec3b>(y);
    for (int x = 0; x < flat.cols; ++x)
      for (int c = 0; c < 3; ++c)
        out[x][c] = static_cast<uchar>(
            (bgr[x][c] * alpha[x] + background[c] * (255 - alpha[x]) + 127) / 255);
  }
  return flat;
}

}  // namespace vitrine::imaging

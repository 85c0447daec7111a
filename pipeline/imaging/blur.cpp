#include "pipeline/imaging/blur.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace vitrine::imaging {
namespace {

/// Running sums along `count` samples `stride` bytes apart.
void blur_line(const std::uint8_t* in, std::uint8_t* out, int count, int stride, int radius) {
  const std::uint32_t side = 2 * static_cast<std::uint32_t>(radius) + 1;
  const auto at = [&](int i) -> std::uint32_t {
    return in[static_cast<std::ptrdiff_t>(std::clamp(i, 0, count - 1)) * stride];
  };
  std::uint32_t sum = side / 2;
  for (int i = -radius; i <= radius; ++i) sum += at(i);
  for (int i = 0; i < count; ++i) {
    out[static_cast<std::ptrdiff_t>(i) * stride] = static_cast<std::uint8_t>(sum / side);
    sum += at(i + radius + 1) - at(i - radius);
  }
}

void blur_rows(const cv::Mat& in, cv::Mat& out, int radius) {
  const int channels = in.channels();
  for (int y = 0; y < in.rows; ++y)
    for (int c = 0; c < channels; ++c)
      blur_line(in.ptr(y) + c, out.ptr(y) + c, in.cols, channels, radius);
}

/// All columns at once, row by row: memory is walked in order.
void blur_columns(const cv::Mat& in, cv::Mat& out, int radius) {
  const std::uint32_t side = 2 * static_cast<std::uint32_t>(radius) + 1;
  const int width = in.cols * in.channels();
  const auto row = [&](int y) { return in.ptr(std::clamp(y, 0, in.rows - 1)); };
  std::vector<std::uint32_t> sums(width, side / 2);
  for (int y = -radius; y <= radius; ++y)
    for (int x = 0; x < width; ++x) sums[x] += row(y)[x];
  for (int y = 0; y < in.rows; ++y) {
    std::uint8_t* target = out.ptr(y);
    const std::uint8_t* entering = row(y + radius + 1);
    const std::uint8_t* leaving = row(y - radius);
    for (int x = 0; x < width; ++x) {
      target[x] = static_cast<std::uint8_t>(sums[x] / side);
      sums[x] += static_cast<std::uint32_t>(entering[x]) - leaving[x];
    }
  }
}

/// Half the size; each pixel the weighted mean of up to four.
void pull(const cv::Mat& color, const cv::Mat& weight, cv::Mat& half, cv::Mat& half_weight) {
  half.create((color.rows + 1) / 2, (color.cols + 1) / 2, CV_8UC3);
  half_weight.create(half.size(), CV_8UC1);
  for (int y = 0; y < half.rows; ++y) {
    for (int x = 0; x < half.cols; ++x) {
      int sum[3] = {0, 0, 0}, total = 0;
      for (int v = 2 * y; v < std::min(2 * y + 2, color.rows); ++v) {
        for (int u = 2 * x; u < std::min(2 * x + 2, color.cols); ++u) {
          const int w = weight.at<std::uint8_t>(v, u);
          const cv::Vec3b& pixel = color.at<cv::Vec3b>(v, u);
          for (int c = 0; c < 3; ++c) sum[c] += w * pixel[c];
          total += w;
        }
      }
      half_weight.at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(std::min(total, 255));
      auto& pixel = half.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c)
        pixel[c] = total == 0 ? 0 : static_cast<std::uint8_t>((sum[c] + total / 2) / total);
    }
  }
}

/// The coarse pixel that covers a fine one, and the next one on its side: they weigh 3 to 1.
struct Neighbours {
  int first, second;
};
Neighbours coarse_neighbours(int fine, int coarse_count) {
  const int near = fine / 2;
  const int other = fine % 2 == 0 ? near - 1 : near + 1;
  return {near, std::clamp(other, 0, coarse_count - 1)};
}

/// Gives every pixel what its weight lacks from the filled coarser level.
void push(const cv::Mat& coarse, cv::Mat& color, const cv::Mat& weight) {
  for (int y = 0; y < color.rows; ++y) {
    const Neighbours v = coarse_neighbours(y, coarse.rows);
    const auto* upper = coarse.ptr<cv::Vec3b>(v.first);
    const auto* lower = coarse.ptr<cv::Vec3b>(v.second);
    for (int x = 0; x < color.cols; ++x) {
      const int known = weight.at<std::uint8_t>(y, x);
      if (known == 255) continue;
      const Neighbours u = coarse_neighbours(x, coarse.cols);
      auto& pixel = color.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c) {
        const int filled = (9 * upper[u.first][c] + 3 * upper[u.second][c] + 3 * lower[u.first][c] +
                            lower[u.second][c] + 8) /
                           16;
        pixel[c] =
            static_cast<std::uint8_t>((pixel[c] * known + filled * (255 - known) + 127) / 255);
      }
    }
  }
}

}  // namespace

cv::Mat box_blur(const cv::Mat& picture, int radius) {
  if (radius <= 0 || picture.empty()) return picture.clone();
  cv::Mat across(picture.size(), picture.type()), result(picture.size(), picture.type());
  blur_rows(picture, across, radius);
  blur_columns(across, result, radius);
  return result;
}

cv::Mat soft_blur(const cv::Mat& picture, int radius) {
  return radius <= 0 ? picture.clone()
                     : box_blur(box_blur(box_blur(picture, radius), radius), radius);
}

cv::Mat fill_unknown(const cv::Mat& bgr, const cv::Mat& weight) {
  if (bgr.channels() == 1) {
    cv::Mat thrice, filled;
    cv::merge(std::vector<cv::Mat>(3, bgr), thrice);
    cv::extractChannel(fill_unknown(thrice, weight), filled, 0);
    return filled;
  }
  std::vector<cv::Mat> colors{bgr.clone()}, weights{weight};
  while (std::max(colors.back().cols, colors.back().rows) > 1) {
    cv::Mat half, half_weight;
    pull(colors.back(), weights.back(), half, half_weight);
    colors.push_back(half);
    weights.push_back(half_weight);
  }
  for (std::size_t level = colors.size() - 1; level-- > 0;)
    push(colors[level + 1], colors[level], weights[level]);
  return colors.front();
}

}  // namespace vitrine::imaging

#include "pipeline/imaging/resample.hpp"

#include "pipeline/imaging/squeeze.hpp"
#include "pipeline/imaging/taps.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <stdexcept>

namespace vitrine::imaging {
namespace {

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

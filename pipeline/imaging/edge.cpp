#include "pipeline/imaging/edge.hpp"

#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/curves.hpp"

#include <opencv2/imgproc.hpp>

namespace vitrine::imaging {
namespace {

// Below this distance (8-bit levels) between product and backdrop a mixture cannot be read; the
// smoothed cut decides instead.
constexpr float kReadableContrast = 48;
constexpr float kBarelyReadable = 16;
// Shares this near to nothing or all are noise of the file's compression.
constexpr float kNoiseShare = 0.07f;

cv::Mat disc(int radius) {
  return cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * radius + 1, 2 * radius + 1});
}

int squared_distance(const cv::Vec3b& one, const cv::Vec3b& other) {
  int sum = 0;
  for (int c = 0; c < 3; ++c) sum += (one[c] - other[c]) * (one[c] - other[c]);
  return sum;
}

/// Straps and wires are all band and no core: their own pixels that differ most from the backdrop
/// stand for their colour.
void keep_thin_parts(
    const cv::Mat& bgr, const cv::Mat& inside, const cv::Mat& backdrop, int reach, cv::Mat& core) {
  cv::Mat near_core;
  cv::dilate(core, near_core, disc(reach + 1));
  cv::Mat contrast(bgr.size(), CV_32SC1, cv::Scalar(0));
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x)
      if (inside.at<std::uint8_t>(y, x))
        contrast.at<int>(y, x) =
            squared_distance(bgr.at<cv::Vec3b>(y, x), backdrop.at<cv::Vec3b>(y, x));
  for (int y = 1; y + 1 < bgr.rows; ++y) {
    for (int x = 1; x + 1 < bgr.cols; ++x) {
      if (!inside.at<std::uint8_t>(y, x) || near_core.at<std::uint8_t>(y, x)) continue;
      const int own = contrast.at<int>(y, x);
      const bool ridge = (own >= contrast.at<int>(y - 1, x) && own >= contrast.at<int>(y + 1, x)) ||
                         (own >= contrast.at<int>(y, x - 1) && own >= contrast.at<int>(y, x + 1));
      if (ridge) core.at<std::uint8_t>(y, x) = 255;
    }
  }
}

/// The product's share of a pixel, 0..1, and how well it can be read.
struct Reading {
  float share, trust;
};
Reading read_mixture(const cv::Vec3b& pixel, const cv::Vec3b& product, const cv::Vec3b& backdrop) {
  int along = 0, contrast = 0;
  for (int c = 0; c < 3; ++c) {
    const int span = product[c] - backdrop[c];
    along += (pixel[c] - backdrop[c]) * span;
    contrast += span * span;
  }
  const auto squared = static_cast<float>(contrast);
  const float trust = smooth_step(kBarelyReadable * kBarelyReadable,
                                  kReadableContrast * kReadableContrast, squared);
  return {contrast == 0 ? 0.0f : static_cast<float>(along) / squared, trust};
}

}  // namespace

cv::Vec3b without_backdrop(const cv::Vec3b& pixel,
                           const cv::Vec3b& product,
                           const cv::Vec3b& backdrop,
                           float share) {
  // The less of the product a pixel holds, the more its own colour is a guess.
  const float own = smooth_step(0.3f, 0.95f, share);
  cv::Vec3b color;
  for (int c = 0; c < 3; ++c) {
    const float unmixed = (pixel[c] - (1 - share) * backdrop[c]) / std::max(share, 0.2f);
    color[c] = to_byte(mix(product[c], std::clamp(unmixed, 0.0f, 255.0f), own));
  }
  return color;
}

Picture soften_edges(const cv::Mat& bgr,
                     const cv::Mat& inside,
                     const cv::Mat& backdrop,
                     int reach) {
  cv::Mat core, reached;
  // The frame is no edge: a product that leaves the picture stays whole there.
  cv::erode(inside, core, disc(reach), {-1, -1}, 1, cv::BORDER_REPLICATE);
  cv::dilate(inside, reached, disc(reach));
  keep_thin_parts(bgr, inside, backdrop, reach, core);
  const cv::Mat product = fill_unknown(bgr, core);
  const cv::Mat smoothed = soft_blur(inside, 1);

  Picture result{bgr.clone(), inside.clone()};
  for (int y = 0; y < bgr.rows; ++y) {
    for (int x = 0; x < bgr.cols; ++x) {
      auto& color = result.bgr.at<cv::Vec3b>(y, x);
      auto& alpha = result.alpha.at<std::uint8_t>(y, x);
      if (core.at<std::uint8_t>(y, x)) continue;
      const cv::Vec3b& within = product.at<cv::Vec3b>(y, x);
      if (!reached.at<std::uint8_t>(y, x)) {
        color = within;
        continue;
      }
      const cv::Vec3b& behind = backdrop.at<cv::Vec3b>(y, x);
      const Reading reading = read_mixture(color, within, behind);
      const float drawn = static_cast<float>(smoothed.at<std::uint8_t>(y, x)) / 255.0f;
      float share = mix(drawn, reading.share, reading.trust);
      share = std::clamp((share - kNoiseShare) / (1 - 2 * kNoiseShare), 0.0f, 1.0f);
      color = without_backdrop(color, within, behind, share);
      alpha = to_byte(share * 255.0f);
    }
  }
  return result;
}

Picture clean_rim(const Picture& cutout) {
  cv::Mat opaque, core, near_core, clear, near_clear;
  cv::threshold(cutout.alpha, opaque, 250, 255, cv::THRESH_BINARY);
  cv::erode(opaque, core, disc(1), {-1, -1}, 1, cv::BORDER_REPLICATE);
  Picture result{cutout.bgr.clone(), cutout.alpha.clone()};
  if (cv::countNonZero(core) == 0) return result;
  cv::dilate(core, near_core, disc(3));
  cv::threshold(cutout.alpha, clear, 8, 255, cv::THRESH_BINARY_INV);
  cv::dilate(clear, near_clear, disc(3));
  const cv::Mat product = fill_unknown(cutout.bgr, core);
  for (int y = 0; y < result.bgr.rows; ++y) {
    for (int x = 0; x < result.bgr.cols; ++x) {
      const int alpha = result.alpha.at<std::uint8_t>(y, x);
      // Lenses, veils and shadows are see-through on purpose: only the rim is touched.
      const bool rim = near_core.at<std::uint8_t>(y, x) && near_clear.at<std::uint8_t>(y, x);
      if (alpha == 255 || (alpha > 0 && !rim)) continue;
      auto& color = result.bgr.at<cv::Vec3b>(y, x);
      const cv::Vec3b& within = product.at<cv::Vec3b>(y, x);
      const float own = 0.7f * smooth_step(0, 255, static_cast<float>(alpha));
      for (int c = 0; c < 3; ++c) color[c] = to_byte(mix(within[c], color[c], own));
    }
  }
  return result;
}

}  // namespace vitrine::imaging

#include "pipeline/imaging/zone.hpp"

#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/curves.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

namespace vitrine::imaging {
namespace {

constexpr int kSamples = 60'000;
constexpr float kColorful = 12;  // chroma from which hue says more than lightness
constexpr float kSurelyAlike = 11, kHardlyAlike = 20;
constexpr std::uint8_t kProduct = 128;

cv::Mat alpha_or_all(const Picture& product) {
  return product.has_alpha() ? product.alpha
                             : cv::Mat(product.bgr.size(), CV_8UC1, cv::Scalar(255));
}

float middle(std::vector<float> values) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

/// How far a pixel is from a colour if light and shade are forgiven.
float unlikeness(Lab pixel, Lab color) {
  const float own_chroma = chroma(color);
  if (own_chroma < kColorful) {
    const float da = pixel.a - color.a, db = pixel.b - color.b;
    const float dL = (pixel.L - color.L) * 0.45f;
    return std::sqrt(2.2f * (da * da + db * db) + dL * dL);
  }
  // Shade and gloss move a colour along the line to grey, hardly off it; only gloss, which is
  // lighter, moves it far. What is left of the colour must have its hue.
  const float along = (pixel.a * color.a + pixel.b * color.b) / (own_chroma * own_chroma);
  const float palest = mix(0.5f, 0.2f, smooth_step(10, 40, pixel.L - color.L));
  const float share = std::clamp(along, palest, 1.5f);
  const float strictness = 1 / std::max(std::min(share, 1.0f), 0.4f);
  const float da = (pixel.a - share * color.a) * strictness;
  const float db = (pixel.b - share * color.b) * strictness;
  const float dL = (pixel.L - color.L) * 0.12f;
  return std::sqrt(da * da + db * db + dL * dL);
}

/// The lit and shaded pixels that people would still call the same; small gaps are closed.
cv::Mat weights_of(const Picture& product, Lab color, cv::Rect within) {
  const cv::Mat alpha = alpha_or_all(product);
  cv::Mat weights(product.bgr.size(), CV_8UC1, cv::Scalar(0));
  for (int y = within.y; y < within.y + within.height; ++y)
    for (int x = within.x; x < within.x + within.width; ++x) {
      if (alpha.at<std::uint8_t>(y, x) == 0) continue;
      const float distance = unlikeness(lab_of(product.bgr.at<cv::Vec3b>(y, x)), color);
      weights.at<std::uint8_t>(y, x) =
          to_byte(255 * smooth_step(kHardlyAlike, kSurelyAlike, distance));
    }
  const int gap = std::max(1, std::min(weights.cols, weights.rows) / 250);
  const cv::Mat disc = cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * gap + 1, 2 * gap + 1});
  cv::morphologyEx(weights, weights, cv::MORPH_CLOSE, disc);
  return box_blur(weights, 1);
}

constexpr int kLightBins = 6, kHueBins = 26;  // of 17 units of L and 10 of a and b

/// Counts colours; a peak is the fullest bin together with its neighbours.
class ColorCounts {
 public:
  ColorCounts() : counts_(kLightBins * kHueBins * kHueBins, 0) {}

  void add(Lab color) { ++counts_[index(color)]; }
  std::size_t fullest() const {
    std::size_t best = 0;
    int most = -1;
    for (int l = 0; l < kLightBins; ++l)
      for (int a = 1; a + 1 < kHueBins; ++a)
        for (int b = 1; b + 1 < kHueBins; ++b) {
          const int count = around(l, a, b);
          if (count > most) most = count, best = at(l, a, b);
        }
    return best;
  }
  static std::size_t index(Lab color) {
    const auto bin = [](float value, float width, int count) {
      return std::clamp(static_cast<int>(value / width), 0, count - 1);
    };
    return at(bin(color.L, 17, kLightBins), bin(color.a + 130, 10, kHueBins),
              bin(color.b + 130, 10, kHueBins));
  }

 private:
  static std::size_t at(int l, int a, int b) {
    return static_cast<std::size_t>((l * kHueBins + a) * kHueBins + b);
  }
  int around(int l, int a, int b) const {
    int count = counts_[at(l, a, b)];
    for (int other_l = std::max(l - 1, 0); other_l <= std::min(l + 1, kLightBins - 1); ++other_l)
      for (int da = -1; da <= 1; ++da)
        for (int db = -1; db <= 1; ++db) count += counts_[at(other_l, a + da, b + db)];
    return count;
  }
  std::vector<int> counts_;
};

}  // namespace

Lab zone_color(const cv::Mat& bgr, const cv::Mat& mask) {
  std::vector<Lab> colors;
  const int step = std::max(1, pixels_inside(mask, kProduct) / kSamples);
  int seen = 0;
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x)
      if (mask.at<std::uint8_t>(y, x) >= kProduct && seen++ % step == 0)
        colors.push_back(lab_of(bgr.at<cv::Vec3b>(y, x)));
  return middle_color(std::move(colors));
}

int pixels_inside(const cv::Mat& zone, int weight) {
  int count = 0;
  for (int y = 0; y < zone.rows; ++y) {
    const std::uint8_t* row = zone.ptr(y);
    count += static_cast<int>(
        std::count_if(row, row + zone.cols, [weight](std::uint8_t one) { return one >= weight; }));
  }
  return count;
}

Lab middle_color(std::vector<Lab> colors) {
  if (colors.empty()) return {};
  std::sort(colors.begin(), colors.end(),
            [](Lab a, Lab b) { return std::tie(a.L, a.a, a.b) < std::tie(b.L, b.a, b.b); });
  const std::size_t low = colors.size() * 15 / 100;
  const std::size_t high = std::max(low + 1, colors.size() * 85 / 100);
  std::vector<float> L, a, b;
  for (std::size_t i = low; i < high; ++i) {
    L.push_back(colors[i].L);
    a.push_back(colors[i].a);
    b.push_back(colors[i].b);
  }
  return {middle(std::move(L)), middle(std::move(a)), middle(std::move(b))};
}

cv::Mat zone_like(const Picture& product, Lab color, cv::Rect within) {
  within &= cv::Rect(0, 0, product.width(), product.height());
  const cv::Mat first = weights_of(product, color, within);
  // A named colour is seldom the photographed one: once more around what was found.
  if (cv::countNonZero(first >= kProduct) == 0) return first;
  return weights_of(product, zone_color(product.bgr, first), within);
}

DominantZone dominant_zone(const Picture& product) {
  const cv::Mat alpha = alpha_or_all(product);
  ColorCounts counts;
  for (int y = 0; y < product.height(); ++y)
    for (int x = 0; x < product.width(); ++x)
      if (alpha.at<std::uint8_t>(y, x) >= 240) counts.add(lab_of(product.bgr.at<cv::Vec3b>(y, x)));
  const std::size_t fullest = counts.fullest();
  cv::Mat members(product.bgr.size(), CV_8UC1, cv::Scalar(0));
  for (int y = 0; y < product.height(); ++y)
    for (int x = 0; x < product.width(); ++x)
      if (alpha.at<std::uint8_t>(y, x) >= 240 &&
          ColorCounts::index(lab_of(product.bgr.at<cv::Vec3b>(y, x))) == fullest)
        members.at<std::uint8_t>(y, x) = 255;
  const Lab peak = zone_color(product.bgr, members);
  const cv::Rect all(0, 0, product.width(), product.height());
  return {peak, zone_like(product, peak, all)};
}

}  // namespace vitrine::imaging

#include "pipeline/imaging/color.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace vitrine::imaging {
namespace {

constexpr double kDegree = std::numbers::pi / 180;

double linear(int level) {
  static const std::array<double, 256> table = [] {
    std::array<double, 256> values{};
    for (int i = 0; i < 256; ++i) {
      const double v = i / 255.0;
      values[static_cast<std::size_t>(i)] =
          v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    }
    return values;
  }();
  return table[static_cast<std::size_t>(level)];
}

/// The cube root of CIE Lab, straight below (6/29)^3.
double lab_curve(double t) {
  constexpr double bend = 6.0 / 29;
  return t > bend * bend * bend ? std::cbrt(t) : t / (3 * bend * bend) + 4.0 / 29;
}

double hue_of(double a, double b) {
  if (a == 0 && b == 0) return 0;
  const double degrees = std::atan2(b, a) / kDegree;
  return degrees < 0 ? degrees + 360 : degrees;
}

double mean_hue(double one, double other) {
  if (std::abs(one - other) <= 180) return (one + other) / 2;
  return one + other < 360 ? (one + other + 360) / 2 : (one + other - 360) / 2;
}

double signed_hue_difference(double from, double to) {
  const double difference = to - from;
  if (difference > 180) return difference - 360;
  return difference < -180 ? difference + 360 : difference;
}

/// sqrt(c^7 / (c^7 + 25^7)): how saturated a colour is, 0..1, as CIEDE2000 wants it.
double saturation(double chroma) {
  constexpr double k25 = 6103515625.0;
  const double c7 = std::pow(chroma, 7);
  return std::sqrt(c7 / (c7 + k25));
}

/// The n-th smallest, or the middle one of them.
double percentile(std::vector<double> values, double fraction) {
  const auto n = static_cast<std::size_t>(fraction * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(n), values.end());
  return values[n];
}

std::vector<LabColor> sample(const cv::Mat& bgr, const cv::Mat& mask) {
  constexpr int most = 60'000;
  const int step = std::max(1, cv::countNonZero(mask) / most);
  std::vector<LabColor> colors;
  int seen = 0;
  for (int y = 0; y < bgr.rows; ++y) {
    const auto* pixel = bgr.ptr<cv::Vec3b>(y);
    const uchar* inside = mask.ptr(y);
    for (int x = 0; x < bgr.cols; ++x)
      if (inside[x] == 255 && seen++ % step == 0) colors.push_back(to_lab(pixel[x]));
  }
  return colors;
}

template <class Measure>
std::vector<double> each(const std::vector<LabColor>& colors, Measure measure) {
  std::vector<double> values;
  values.reserve(colors.size());
  for (const LabColor& color : colors) values.push_back(measure(color));
  return values;
}

double lightness_of(const LabColor& color) { return color.lightness; }

void drop_highlights_and_shadow(std::vector<LabColor>& colors) {
  const std::vector<double> lightness = each(colors, lightness_of);
  const double low = percentile(lightness, 0.15), high = percentile(lightness, 0.85);
  std::erase_if(colors, [&](const LabColor& c) { return c.lightness < low || c.lightness > high; });
}

/// Where most pixels lie in the a*b* plane: the peak of a histogram, smoothed over its neighbours.
LabColor densest_hue(const std::vector<LabColor>& colors) {
  constexpr int cells = 64, width = 4, middle = cells / 2;
  const auto cell = [](double value) {
    return std::clamp(static_cast<int>(std::floor(value / width)) + middle, 1, cells - 2);
  };
  std::vector<int> histogram(cells * cells, 0);
  for (const LabColor& color : colors)
    for (int da = -1; da <= 1; ++da)
      for (int db = -1; db <= 1; ++db)
        ++histogram[static_cast<std::size_t>((cell(color.a) + da) * cells + cell(color.b) + db)];
  const auto peak = static_cast<int>(std::ranges::max_element(histogram) - histogram.begin());
  const auto centre = [](int index) { return (index - middle + 0.5) * width; };
  return {0, centre(peak / cells), centre(peak % cells)};
}

/// Keeps the largest run of neighbouring lightnesses, so that white print does not pull the median
/// of a black bottle.
void keep_largest_lightness_run(std::vector<LabColor>& colors) {
  constexpr int cells = 26, width = 4;
  const auto cell = [](double lightness) {
    return static_cast<std::size_t>(std::clamp(static_cast<int>(lightness / width), 0, cells - 1));
  };
  std::array<std::size_t, cells> histogram{};
  for (const LabColor& color : colors) ++histogram[cell(color.lightness)];
  const std::size_t valley = *std::ranges::max_element(histogram) / 20;
  std::array<std::size_t, cells> run{};  // number of the run a cell belongs to
  std::array<std::size_t, cells + 1> weight{};
  std::size_t current = 1;
  for (std::size_t i = 0; i < cells; ++i) {
    if (histogram[i] <= valley) ++current;
    run[i] = std::min<std::size_t>(current, cells);
    weight[run[i]] += histogram[i];
  }
  const auto largest = static_cast<std::size_t>(std::ranges::max_element(weight) - weight.begin());
  std::erase_if(colors, [&](const LabColor& c) { return run[cell(c.lightness)] != largest; });
}

}  // namespace

double LabColor::chroma() const { return std::hypot(a, b); }
double LabColor::hue_degrees() const { return hue_of(a, b); }

LabColor to_lab(const cv::Vec3b& bgr) {
  const double r = linear(bgr[2]), g = linear(bgr[1]), b = linear(bgr[0]);
  const double x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047;
  const double y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b;
  const double z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883;
  const double fx = lab_curve(x), fy = lab_curve(y), fz = lab_curve(z);
  return {116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)};
}

double delta_e_2000(const LabColor& one, const LabColor& other) {
  const double g = 0.5 * (1 - saturation((one.chroma() + other.chroma()) / 2));
  const double a1 = (1 + g) * one.a, a2 = (1 + g) * other.a;
  const double c1 = std::hypot(a1, one.b), c2 = std::hypot(a2, other.b);
  const double h1 = hue_of(a1, one.b), h2 = hue_of(a2, other.b);
  const bool grey = c1 * c2 == 0;
  const double dh = grey ? 0 : signed_hue_difference(h1, h2);
  const double d_lightness = other.lightness - one.lightness;
  const double d_chroma = c2 - c1;
  const double d_hue = 2 * std::sqrt(c1 * c2) * std::sin(dh / 2 * kDegree);

  const double lm = (one.lightness + other.lightness) / 2, cm = (c1 + c2) / 2;
  const double hm = grey ? h1 + h2 : mean_hue(h1, h2);
  const double t = 1 - 0.17 * std::cos((hm - 30) * kDegree) + 0.24 * std::cos(2 * hm * kDegree) +
                   0.32 * std::cos((3 * hm + 6) * kDegree) -
                   0.20 * std::cos((4 * hm - 63) * kDegree);
  const double turn = 30 * std::exp(-std::pow((hm - 275) / 25, 2));
  const double rotation = -2 * saturation(cm) * std::sin(2 * turn * kDegree);
  const double from_middle = (lm - 50) * (lm - 50);
  const double l = d_lightness / (1 + 0.015 * from_middle / std::sqrt(20 + from_middle));
  const double c = d_chroma / (1 + 0.045 * cm);
  const double h = d_hue / (1 + 0.015 * cm * t);
  return std::sqrt(l * l + c * c + h * h + rotation * c * h);
}

double hue_distance(const LabColor& one, const LabColor& other) {
  return std::abs(signed_hue_difference(one.hue_degrees(), other.hue_degrees()));
}

DominantColor dominant_color(const cv::Mat& bgr, const cv::Mat& mask) {
  std::vector<LabColor> colors = sample(bgr, mask);
  constexpr std::size_t fewest = 20;
  if (colors.size() < fewest) return {};
  drop_highlights_and_shadow(colors);
  const auto looked_at = static_cast<double>(colors.size());
  const LabColor peak = densest_hue(colors);
  constexpr double reach = 12;  // the shading of one material moves chroma by about this much
  std::erase_if(colors,
                [&](const LabColor& c) { return std::hypot(c.a - peak.a, c.b - peak.b) > reach; });
  keep_largest_lightness_run(colors);
  DominantColor dominant;
  dominant.pixels = static_cast<int>(looked_at);
  dominant.share = static_cast<double>(colors.size()) / looked_at;
  dominant.median = {percentile(each(colors, lightness_of), 0.5),
                     percentile(each(colors, [](const LabColor& c) { return c.a; }), 0.5),
                     percentile(each(colors, [](const LabColor& c) { return c.b; }), 0.5)};
  return dominant;
}

}  // namespace vitrine::imaging

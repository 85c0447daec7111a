#include "pipeline/imaging/lab.hpp"

#include "pipeline/imaging/curves.hpp"

#include <array>
#include <cmath>

namespace vitrine::imaging {
namespace {

constexpr int kCurveSteps = 4096;
constexpr int kLevelSteps = 16384;
constexpr float kEpsilon = 216.0f / 24389.0f;  // (6/29)^3: below it the cube root is a line
constexpr std::array<float, 3> kWhite{0.95047f, 1.0f, 1.08883f};

double cube_root(double x) {
  double root = x < 0.01 ? 0.2 : 0.2 + 0.8 * x;
  for (int i = 0; i < 12; ++i) root -= (root * root * root - x) / (3 * root * root);
  return root;
}

/// x^2.4 as x^2 times the fifth root of x^2.
double power_2_4(double x) {
  if (x <= 0) return 0;
  const double square = x * x;
  double root = 1;
  for (int i = 0; i < 40; ++i) {
    const double fourth = root * root * root * root;
    root -= (fourth * root - square) / (5 * fourth);
  }
  return square * root;
}

double linear_exact(double level) {
  return level <= 0.04045 ? level / 12.92 : power_2_4((level + 0.055) / 1.055);
}

double lab_curve_exact(double t) {
  return t > kEpsilon ? cube_root(t) : (24389.0 / 27.0 * t + 16) / 116;
}

struct Tables {
  std::array<float, 256> linear{};
  std::array<float, kCurveSteps + 2> curve{};  // of 0..1.1
  std::array<std::uint8_t, kLevelSteps + 1> level{};

  Tables() {
    for (int i = 0; i < 256; ++i) linear[i] = static_cast<float>(linear_exact(i / 255.0));
    for (int i = 0; i < kCurveSteps + 2; ++i)
      curve[i] = static_cast<float>(lab_curve_exact(1.1 * i / kCurveSteps));
    int next = 0;
    for (int i = 0; i <= kLevelSteps; ++i) {
      const double value = static_cast<double>(i) / kLevelSteps;
      while (next < 255 && linear_exact((next + 0.5) / 255.0) <= value) ++next;
      level[i] = static_cast<std::uint8_t>(next);
    }
  }
};

const Tables& tables() {
  static const Tables built;
  return built;
}

float lab_curve(float t) {
  const float position = std::clamp(t, 0.0f, 1.1f) * (kCurveSteps / 1.1f);
  const int index = std::min(static_cast<int>(position), kCurveSteps);
  const auto& curve = tables().curve;
  return curve[index] + (curve[index + 1] - curve[index]) * (position - static_cast<float>(index));
}

float lab_curve_inverse(float f) {
  const float cube = f * f * f;
  return cube > kEpsilon ? cube : (116.0f * f - 16.0f) * (27.0f / 24389.0f);
}

struct Linear {
  float r, g, b;
  bool is_in_gamut() const {
    constexpr float kLow = -0.002f, kHigh = 1.004f;  // less than half an 8-bit level outside
    return std::min({r, g, b}) >= kLow && std::max({r, g, b}) <= kHigh;
  }
};

Linear linear_rgb(Lab color) {
  const float fy = (color.L + 16.0f) / 116.0f;
  const float x = kWhite[0] * lab_curve_inverse(fy + color.a / 500.0f);
  const float y = lab_curve_inverse(fy);
  const float z = kWhite[2] * lab_curve_inverse(fy - color.b / 200.0f);
  return {3.2404542f * x - 1.5371385f * y - 0.4985314f * z,
          -0.9692660f * x + 1.8760108f * y + 0.0415560f * z,
          0.0556434f * x - 0.2040259f * y + 1.0572252f * z};
}

/// The largest share of the chroma that the screen can show at this lightness.
Linear reduced_to_gamut(Lab color) {
  float inside = 0, outside = 1;
  for (int i = 0; i < 7; ++i) {
    const float share = (inside + outside) / 2;
    (linear_rgb({color.L, color.a * share, color.b * share}).is_in_gamut() ? inside : outside) =
        share;
  }
  return linear_rgb({color.L, color.a * inside, color.b * inside});
}

Linear shown(Lab color) {
  color.L = std::clamp(color.L, 0.0f, 100.0f);
  const Linear rgb = linear_rgb(color);
  return rgb.is_in_gamut() ? rgb : reduced_to_gamut(color);
}

/// The two levels around a linear value, and how far from the lower one it lies.
struct Between {
  std::uint8_t lower, upper;
  float share;
};

Between levels_around(float linear) {
  const auto& values = tables().linear;
  const std::uint8_t nearest = level_of(linear);
  const int lower = std::min(values[nearest] <= linear ? nearest : nearest - 1, 254);
  if (lower < 0) return {0, 1, 0};
  const float share = (linear - values[lower]) / (values[lower + 1] - values[lower]);
  return {static_cast<std::uint8_t>(lower), static_cast<std::uint8_t>(lower + 1),
          std::clamp(share, 0.0f, 1.0f)};
}

constexpr float kRedLight = 0.2126729f, kGreenLight = 0.7151522f, kBlueLight = 0.0721750f;

}  // namespace

float linear_of(std::uint8_t level) { return tables().linear[level]; }

std::uint8_t level_of(float linear) {
  const float position = std::clamp(linear, 0.0f, 1.0f) * kLevelSteps;
  return tables().level[static_cast<int>(position + 0.5f)];
}

Lab lab_of(cv::Vec3b bgr) {
  const auto& linear = tables().linear;
  const float b = linear[bgr[0]], g = linear[bgr[1]], r = linear[bgr[2]];
  const float fx = lab_curve((0.4124564f * r + 0.3575761f * g + 0.1804375f * b) / kWhite[0]);
  const float fy = lab_curve(kRedLight * r + kGreenLight * g + kBlueLight * b);
  const float fz = lab_curve((0.0193339f * r + 0.1191920f * g + 0.9503041f * b) / kWhite[2]);
  return {116.0f * fy - 16.0f, 500.0f * (fx - fy), 200.0f * (fy - fz)};
}

cv::Vec3b bgr_of(Lab color) {
  const Linear rgb = shown(color);
  return {level_of(rgb.b), level_of(rgb.g), level_of(rgb.r)};
}

cv::Vec3b bgr_of_lightness(Lab color) {
  constexpr float kHue = 0.1f;  // what a level off in one channel counts beside light
  const Linear rgb = shown(color);
  const Between around[3] = {levels_around(rgb.b), levels_around(rgb.g), levels_around(rgb.r)};
  const float weights[3] = {kBlueLight, kGreenLight, kRedLight};
  const auto& linear = tables().linear;
  // Light and hue that are lost by the lower and by the upper level of each channel.
  float light[3][2], hue[3][2];
  for (int c = 0; c < 3; ++c) {
    const Between& one = around[c];
    const float step = (linear[one.upper] - linear[one.lower]) * weights[c];
    light[c][0] = -one.share * step, light[c][1] = (1 - one.share) * step;
    hue[c][0] = kHue * one.share * one.share;
    hue[c][1] = kHue * (1 - one.share) * (1 - one.share);
  }
  const float unit = light[1][1] - light[1][0];
  int best = 0;
  float least = 1e9f;
  for (int choice = 0; choice < 8; ++choice) {
    const int b = choice & 1, g = choice >> 1 & 1, r = choice >> 2;
    const float lost = (light[0][b] + light[1][g] + light[2][r]) / unit;
    const float cost = lost * lost + hue[0][b] + hue[1][g] + hue[2][r];
    if (cost < least) least = cost, best = choice;
  }
  const auto chosen = [&](int c) { return best >> c & 1 ? around[c].upper : around[c].lower; };
  return {chosen(0), chosen(1), chosen(2)};
}

cv::Mat lab_picture(const cv::Mat& bgr) {
  cv::Mat lab(bgr.size(), CV_32FC3);
  for (int y = 0; y < bgr.rows; ++y) {
    const auto* in = bgr.ptr<cv::Vec3b>(y);
    auto* out = lab.ptr<cv::Vec3f>(y);
    for (int x = 0; x < bgr.cols; ++x) {
      const Lab color = lab_of(in[x]);
      out[x] = {color.L, color.a, color.b};
    }
  }
  return lab;
}

float lab_distance(Lab one, Lab other) {
  const float dL = one.L - other.L, da = one.a - other.a, db = one.b - other.b;
  return std::sqrt(dL * dL + da * da + db * db);
}

float chroma(Lab color) { return std::sqrt(color.a * color.a + color.b * color.b); }

}  // namespace vitrine::imaging

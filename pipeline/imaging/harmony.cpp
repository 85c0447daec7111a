#include "pipeline/imaging/harmony.hpp"

#include "pipeline/imaging/lab.hpp"

#include <algorithm>
#include <vector>

namespace vitrine::imaging {
namespace {

constexpr float kUsualBrightness = 84;  // L of the brightest tenth in a well-lit picture
constexpr float kExposureShare = 0.16f, kTintShare = 0.10f;
constexpr float kMostTint = 2.5f;

std::vector<Lab> sampled(const cv::Mat& bgr, cv::Rect area) {
  std::vector<Lab> colors;
  const int step = std::max(1, std::min(area.width, area.height) / 96);
  for (int y = area.y; y < area.y + area.height; y += step)
    for (int x = area.x; x < area.x + area.width; x += step)
      colors.push_back(lab_of(bgr.at<cv::Vec3b>(y, x)));
  return colors;
}

Lab mean_of(const std::vector<Lab>& colors) {
  Lab sum{0, 0, 0};
  for (const Lab& color : colors) sum.L += color.L, sum.a += color.a, sum.b += color.b;
  const float count = static_cast<float>(std::max<std::size_t>(colors.size(), 1));
  return {sum.L / count, sum.a / count, sum.b / count};
}

}  // namespace

Harmony harmony_of(const cv::Mat& scene, cv::Rect around_foot) {
  const cv::Rect frame(0, 0, scene.cols, scene.rows);
  std::vector<Lab> all = sampled(scene, frame);
  const auto bright = all.begin() + static_cast<std::ptrdiff_t>(all.size() * 9 / 10);
  std::nth_element(all.begin(), bright, all.end(), [](Lab x, Lab y) { return x.L < y.L; });
  Harmony harmony;
  harmony.lightness = std::clamp((bright->L - kUsualBrightness) * kExposureShare, -9.0f, 2.0f);
  const Lab light = mean_of({bright, all.end()});
  around_foot &= frame;
  const Lab ground = around_foot.empty() ? light : mean_of(sampled(scene, around_foot));
  harmony.a = std::clamp((light.a + ground.a) / 2 * kTintShare, -kMostTint, kMostTint);
  harmony.b = std::clamp((light.b + ground.b) / 2 * kTintShare, -kMostTint, kMostTint);
  return harmony;
}

Harmony lit_from(Harmony harmony, LightSide from, bool hard) {
  const float strength = hard ? 3.0f : 2.0f;
  if (from == LightSide::right) harmony.lean = strength;
  if (from == LightSide::left) harmony.lean = -strength;
  if (from == LightSide::behind) harmony.lightness -= strength;
  return harmony;
}

void harmonize(cv::Mat& bgr, const Harmony& harmony) {
  if (harmony == Harmony{}) return;
  const float half = static_cast<float>(bgr.cols) / 2;
  for (int y = 0; y < bgr.rows; ++y) {
    auto* row = bgr.ptr<cv::Vec3b>(y);
    for (int x = 0; x < bgr.cols; ++x) {
      Lab color = lab_of(row[x]);
      const float middle = std::clamp(color.L * (100 - color.L) / 2500, 0.15f, 1.0f);
      const float side = (static_cast<float>(x) + 0.5f - half) / half;
      color.L += (harmony.lightness + harmony.lean * side) * middle;
      color.a += harmony.a * middle;
      color.b += harmony.b * middle;
      row[x] = bgr_of(color);
    }
  }
}

}  // namespace vitrine::imaging

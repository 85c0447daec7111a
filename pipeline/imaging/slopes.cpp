#include "pipeline/imaging/slopes.hpp"

#include "pipeline/imaging/zone.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace vitrine::imaging {
namespace {

constexpr int kSlopes = 20'000;
constexpr std::uint8_t kWellInside = 250;
constexpr double kKept = 0.98;  // 0.95 is wanted, also of what is dyed twice
// What bytes add to a slope, squared: near white a colour is hit to 0.03 of lightness (lab.hpp).
constexpr double kRounding = 0.002;
constexpr float kLeastRange = 0.5f;  // of what light would make of it; less looks like plastic
constexpr int kShares = 16;
constexpr double kExtreme = 0.002;  // share of pixels that may pass the ends of the range

bool is_well_inside(const cv::Mat& zone, int x, int y) {
  return zone.at<std::uint8_t>(y, x) >= kWellInside &&
         zone.at<std::uint8_t>(y, x - 1) >= kWellInside &&
         zone.at<std::uint8_t>(y, x + 1) >= kWellInside &&
         zone.at<std::uint8_t>(y - 1, x) >= kWellInside &&
         zone.at<std::uint8_t>(y + 1, x) >= kWellInside;
}

/// From the darkest twentieth to the lightest.
float range_of(const std::vector<Slope>& slopes, const ShadeCurve& curve) {
  std::vector<float> all;
  all.reserve(slopes.size());
  for (const Slope& slope : slopes) all.push_back(shaded(curve, slope.from));
  const auto nth = [&all](std::size_t place) {
    const auto at = all.begin() + static_cast<std::ptrdiff_t>(place);
    std::nth_element(all.begin(), at, all.end());
    return *at;
  };
  return nth(all.size() * 19 / 20) - nth(all.size() / 20);
}

/// One factor by which the zone's whole range fits between black and white around its new colour.
float gain_that_fits(const std::vector<Slope>& slopes, Lab from, Lab to) {
  std::vector<float> all;
  all.reserve(slopes.size());
  for (const Slope& slope : slopes) all.push_back(slope.from.all);
  std::sort(all.begin(), all.end());
  const auto at = [&](double share) {
    return all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))];
  };
  const float darker = std::max(from.L - at(kExtreme), 0.1f);
  const float brighter = std::max(at(1 - kExtreme) - from.L, 0.1f);
  return std::min({ShadeCurve(from, to).detail_gain(), to.L / darker, (100 - to.L) / brighter});
}

}  // namespace

std::vector<Slope> slopes_of(const cv::Mat& bgr,
                             const cv::Mat& zone,
                             cv::Rect box,
                             const Relief& relief) {
  // The outermost row and column have no neighbours with a form.
  const cv::Rect inner(box.x + 1, box.y + 1, box.width - 2, box.height - 2);
  std::vector<Slope> slopes;
  if (inner.width <= 0 || inner.height <= 0) return slopes;
  const auto at = [&](int x, int y) { return relief.at(x, y, lab_of(bgr.at<cv::Vec3b>(y, x)).L); };
  const int step = std::max(1, pixels_inside(zone(inner), kWellInside) / kSlopes);
  int seen = 0;
  for (int y = inner.y; y < inner.br().y; ++y)
    for (int x = inner.x; x < inner.br().x; ++x)
      if (is_well_inside(zone, x, y) && seen++ % step == 0) {
        slopes.push_back({at(x - 1, y), at(x + 1, y)});
        slopes.push_back({at(x, y - 1), at(x, y + 1)});
      }
  return slopes;
}

float shaded(const ShadeCurve& curve, Lightness pixel) {
  return std::clamp(curve.lightness(pixel.form) + curve.detail_gain() * (pixel.all - pixel.form) +
                        curve.broad_shade(pixel.broad),
                    0.0f, 100.0f);
}

double slopes_kept(const std::vector<Slope>& slopes, const ShadeCurve& curve) {
  double a = 0, b = 0, aa = 0, bb = 0, ab = 0;
  for (const Slope& slope : slopes) {
    const double before = slope.to.all - slope.from.all;
    const double after = shaded(curve, slope.to) - shaded(curve, slope.from);
    a += before, b += after, aa += before * before, bb += after * after, ab += before * after;
  }
  const double n = static_cast<double>(std::max<std::size_t>(slopes.size(), 1));
  const double spread = (aa - a * a / n) * (bb - b * b / n + n * kRounding);
  return spread <= 0 ? 1 : (ab - a * b / n) / std::sqrt(spread);
}

Evenness evenness_for(const std::vector<Slope>& slopes, Lab from, Lab to) {
  Evenness best;
  if (slopes.empty()) return best;
  const float gain = gain_that_fits(slopes, from, to);
  const float least_range = kLeastRange * range_of(slopes, ShadeCurve(from, to));
  double most_kept = slopes_kept(slopes, ShadeCurve(from, to));
  for (const float texture : {0.0f, 1.0f})
    for (int i = 1; i <= 2 * kShares && most_kept < kKept; ++i) {
      const auto share = [](int part) { return static_cast<float>(part) / kShares; };
      const Evenness some = i <= kShares ? Evenness{gain, share(i), texture, 1}
                                         : Evenness{gain, 1, texture, share(2 * kShares - i)};
      const ShadeCurve curve(from, to, some);
      if (range_of(slopes, curve) < least_range) break;
      const double kept = slopes_kept(slopes, curve);
      if (kept > most_kept) most_kept = kept, best = some;
    }
  return best;
}

}  // namespace vitrine::imaging

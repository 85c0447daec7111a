#include "pipeline/imaging/color.hpp"
#include "pipeline/imaging/lab.hpp"
#include "pipeline/quality/evidence.hpp"
#include "pipeline/quality/identity_checks.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace vitrine::quality {
namespace {

using imaging::LabColor;
using Linear = std::array<double, 3>;  // b, g, r

constexpr double kGood = 5, kBad = 7;  // CIEDE2000 of chroma and hue, in a scene
constexpr double kLeastShare = 0.02;   // of the product; smaller zones are not measured
constexpr double kCap = 20;            // a zone of another colour does not bend the light further
constexpr double kWarmest = 0.5, kGreenest = 0.12;  // natural logarithms of gains

struct ZonePair {
  std::string name;
  Linear own{}, its{};  ///< medians, linear light
  double share = 0;
  cv::Mat area;
};

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Median colour of an area, channel by channel, without its lightest and darkest sixth.
Linear color_of(const cv::Mat& bgr, const cv::Mat& area) {
  std::array<std::vector<double>, 3> values;
  for (int y = 0; y < area.rows; ++y)
    for (int x = 0; x < area.cols; ++x)
      if (area.at<uchar>(y, x) != 0)
        for (std::size_t k = 0; k < 3; ++k)
          values[k].push_back(imaging::linear_of(bgr.at<cv::Vec3b>(y, x)[static_cast<int>(k)]));
  return {median(values[0]), median(values[1]), median(values[2])};
}

LabColor lab_of(const Linear& color) {
  cv::Vec3b bgr;
  for (std::size_t k = 0; k < 3; ++k)
    bgr[static_cast<int>(k)] = imaging::level_of(static_cast<float>(std::min(1.0, color[k])));
  return imaging::to_lab(bgr);
}

/// Difference in chroma and hue between a colour under a light and what is seen. Shading is free.
double difference(const ZonePair& zone, double warm, double green, LabColor* shown = nullptr) {
  const Linear gain{std::exp(-warm / 2), std::exp(green), std::exp(warm / 2)};
  Linear lit{};
  double own = 0, its = 0;
  constexpr Linear luma{0.0722, 0.7152, 0.2126};
  for (std::size_t k = 0; k < 3; ++k) {
    lit[k] = zone.own[k] * gain[k];
    own += luma[k] * lit[k], its += luma[k] * zone.its[k];
  }
  const double brightness = std::clamp((its + 0.002) / (own + 0.002), 0.15, 2.5);
  for (double& value : lit) value *= brightness;
  const LabColor one = lab_of(lit), other = lab_of(zone.its);
  if (shown != nullptr) *shown = one;
  return imaging::delta_e_2000(one, other);
}

struct Light {
  double warm = 0, green = 0;
};
/// The light under which the zones differ least from what is seen, within what lamps and skies are.
Light light_of(const std::vector<ZonePair>& zones) {
  Light best;
  double least = 1e18;
  for (int i = -10; i <= 10; ++i)
    for (int j = -3; j <= 3; ++j) {
      const double warm = kWarmest * i / 10, green = kGreenest * j / 3;
      double sum = 0.5 * (i * i / 100.0 + j * j / 9.0);  // the plainest light that explains it
      for (const ZonePair& zone : zones)
        sum += zone.share * std::min(kCap, difference(zone, warm, green));
      if (sum < least) least = sum, best = {warm, green};
    }
  return best;
}

/// Areas of one hue, where nobody named zones: greys by lightness, colours by sixths of the circle.
std::vector<std::pair<std::string, cv::Mat>> areas_of(const Surroundings& around,
                                                      const cv::Mat& rest) {
  const cv::Mat lab = imaging::lab_picture(around.product);
  static const char* const names[] = {"dark",  "grey", "light", "red",    "yellow",
                                      "green", "cyan", "blue",  "magenta"};
  std::vector<std::pair<std::string, cv::Mat>> areas;
  for (const char* name : names)
    areas.emplace_back(name, cv::Mat(rest.size(), CV_8UC1, cv::Scalar(0)));
  for (int y = 0; y < rest.rows; ++y)
    for (int x = 0; x < rest.cols; ++x) {
      if (rest.at<uchar>(y, x) == 0) continue;
      const cv::Vec3f p = lab.at<cv::Vec3f>(y, x);
      std::size_t kind = p[0] < 35 ? 0 : p[0] < 70 ? 1 : 2;
      if (std::hypot(p[1], p[2]) > 9) {
        const double turn = std::atan2(p[2], p[1]) / (2 * CV_PI) + 1;
        kind = 3 + static_cast<std::size_t>(std::lround(turn * 6)) % 6;
      }
      areas[kind].second.at<uchar>(y, x) = 255;
    }
  return areas;
}

}  // namespace

std::vector<Finding> check_zone_colors(const IdentityExam& exam,
                                       const Look& look,
                                       const Surroundings& around) {
  cv::Mat inner, rest;
  cv::erode(around.mask, inner, cv::Mat::ones(5, 5, CV_8U));
  rest = inner.clone();
  const int whole = std::max(1, cv::countNonZero(inner));
  std::vector<ZonePair> zones;
  const auto add = [&](const std::string& name, cv::Mat area,
                       const std::optional<domain::Rgb>& target) {
    const int pixels = cv::countNonZero(area);
    if (pixels < std::max(30.0, kLeastShare * whole)) return;
    ZonePair zone;
    zone.name = name;
    zone.own = color_of(around.product, area);
    if (target)
      zone.own = {imaging::linear_of(target->b), imaging::linear_of(target->g),
                  imaging::linear_of(target->r)};
    zone.its = color_of(around.seen, area);
    zone.share = static_cast<double>(pixels) / whole;
    zone.area = area;
    zones.push_back(std::move(zone));
  };
  for (std::size_t i = 0; i < around.zones.size(); ++i) {
    const ColorTarget& zone = exam.reference.zones[i];
    rest &= ~around.zones[i];
    add(zone.zone, around.zones[i] & inner, zone.target);
  }
  for (auto& [name, area] : areas_of(around, rest)) {
    cv::erode(area, area, cv::Mat::ones(5, 5, CV_8U));
    add(name, area, std::nullopt);
  }

  std::vector<Finding> findings;
  const Light light = light_of(zones);
  for (const ZonePair& zone : zones) {
    const Rule rule = identity_rule(exam, "color." + zone.name, "dE00");
    LabColor expected;
    const double off = difference(zone, light.warm, light.green, &expected);
    Measured measured{off, off > kBad ? kBad : kGood, {}};
    if (off <= kGood) {
      measured.detail = "the colour is the packshot's in this light";
      findings.push_back(passed(rule, std::move(measured)));
      continue;
    }
    measured.detail = "the colour is not the packshot's, whatever the light: off by " +
                      util::fixed_text(off, 1) + " (CIEDE2000)";
    cv::Rect box = cv::boundingRect(zone.area);
    const double fx = around.window.width / around.mask.cols,
                 fy = around.window.height / around.mask.rows;
    const cv::Rect spot(static_cast<int>(box.x * fx + around.window.x),
                        static_cast<int>(box.y * fy + around.window.y),
                        static_cast<int>(box.width * fx) + 1,
                        static_cast<int>(box.height * fy) + 1);
    const std::string evidence = show_both(exam, look, spot);
    findings.push_back(off > kBad ? failed(rule, std::move(measured), evidence)
                                  : doubtful(rule, std::move(measured), evidence));
  }
  return findings;
}

}  // namespace vitrine::quality

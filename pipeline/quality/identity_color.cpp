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

constexpr double kGood = 4.6, kBad = 5.2;  // CIEDE2000 of chroma and hue, in a scene
constexpr double kAgreeing = 1.0 / 3;      // of an area's pixels tell its colour, if all do not
constexpr double kLeastShare = 0.02;       // of the product; smaller areas are not judged
constexpr double kWitness = 0.002;         // but tell of the light from this size on
constexpr int kLeastPixels = 30, kWitnessPixels = 12;
constexpr double kCap = 20;  // an area of another colour does not bend the light further
constexpr double kWarmest = 0.6, kGreenest = 0.15;  // natural logarithms of gains
// How far lamps, skies and what a camera leaves of them usually are from white, and what a light
// that far costs beside the areas' mean difference.
constexpr double kDark = 0.1;    // linear light
constexpr double kSheen = 0.02;  // of white light; a dielectric mirrors 0.04 of what is before it
constexpr double kUsualWarmth = 0.5, kUsualGreen = 0.08, kCost = 2;

/// An area of one colour.
struct AreaPair {
  std::string name;     ///< of the zone it belongs to
  Linear own{}, its{};  ///< medians, linear light
  bool judged = true;   ///< else too small, and only a witness of the light
  cv::Mat area;
};

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Linear linear_of(const cv::Vec3b& bgr) {
  return {imaging::linear_of(bgr[0]), imaging::linear_of(bgr[1]), imaging::linear_of(bgr[2])};
}

/// Median colour of an area, channel by channel, without its lightest and darkest sixth.
Linear color_of(const cv::Mat& bgr, const cv::Mat& area) {
  std::array<std::vector<double>, 3> values;
  for (int y = 0; y < area.rows; ++y)
    for (int x = 0; x < area.cols; ++x)
      if (area.at<uchar>(y, x) != 0) {
        const Linear color = linear_of(bgr.at<cv::Vec3b>(y, x));
        for (std::size_t k = 0; k < 3; ++k) values[k].push_back(color[k]);
      }
  return {median(values[0]), median(values[1]), median(values[2])};
}

LabColor lab_of(const Linear& color) {
  cv::Vec3b bgr;
  for (std::size_t k = 0; k < 3; ++k)
    bgr[static_cast<int>(k)] = imaging::level_of(static_cast<float>(std::min(1.0, color[k])));
  return imaging::to_lab(bgr);
}

/// Difference in chroma and hue between a colour under a light and what is seen. Shading is free.
/// `sheen`: what the surface mirrors of a white surrounding there and not in the packshot.
double difference(const AreaPair& area, double warm, double green, double sheen = 0) {
  const Linear gain{std::exp(-warm / 2), std::exp(green), std::exp(warm / 2)};
  Linear lit{};
  double own = 0, its = 0;
  constexpr Linear luma{0.0722, 0.7152, 0.2126};
  for (std::size_t k = 0; k < 3; ++k) {
    lit[k] = std::max(0.0, area.own[k] + sheen) * gain[k];
    own += luma[k] * lit[k], its += luma[k] * area.its[k];
  }
  const double brightness = std::clamp((its + 0.002) / (own + 0.002), 0.15, 2.5);
  for (double& value : lit) value *= brightness;
  const LabColor one = lab_of(lit), other = lab_of(area.its);
  return imaging::delta_e_2000(one, other);
}

struct Light {
  double warm = 0, green = 0;
};

/// The least, whatever part of its usual sheen a surface has in either picture: of a dark one that
/// is most of the light it gives.
double least_difference(const AreaPair& area, const Light& light) {
  double least = difference(area, light.warm, light.green);
  if (area.own[1] > kDark) return least;
  for (const double sheen : {-0.5, 0.5, -1.0, 1.0})
    least = std::min(least, difference(area, light.warm, light.green, kSheen * sheen));
  return least;
}

/// `least_difference`, also of those pixels of the area alone that agree most: where the alignment
/// is a little off, a narrow area is seen with its neighbour's colour among its own, and the
/// medians of both are neither. Where a colour is wrong, no pixel agrees.
double surest_difference(const AreaPair& area, const cv::Mat& seen, const Light& light) {
  const double whole = least_difference(area, light);
  if (whole <= kGood) return whole;
  std::vector<std::pair<double, cv::Point>> pixels;
  AreaPair some = area;
  for (int y = 0; y < area.area.rows; ++y)
    for (int x = 0; x < area.area.cols; ++x) {
      if (area.area.at<uchar>(y, x) == 0) continue;
      some.its = linear_of(seen.at<cv::Vec3b>(y, x));
      pixels.emplace_back(least_difference(some, light), cv::Point(x, y));
    }
  std::stable_sort(pixels.begin(), pixels.end(),
                   [](const auto& one, const auto& other) { return one.first < other.first; });
  pixels.resize(std::max<std::size_t>(
      1, static_cast<std::size_t>(kAgreeing * static_cast<double>(pixels.size()))));
  cv::Mat agreeing = cv::Mat::zeros(area.area.size(), CV_8UC1);
  for (const auto& [off, at] : pixels) agreeing.at<uchar>(at) = 255;
  some.its = color_of(seen, agreeing);
  return std::min(whole, least_difference(some, light));
}

/// The light under which the areas differ least from what is seen, within what lamps and skies are.
/// All areas count alike: were the largest to count most, the light would be bent to excuse it.
Light light_of(const std::vector<AreaPair>& areas) {
  constexpr int kWarmSteps = 12, kGreenSteps = 3;
  Light best;
  double least = 1e18;
  for (int i = -kWarmSteps; i <= kWarmSteps; ++i)
    for (int j = -kGreenSteps; j <= kGreenSteps; ++j) {
      const double warm = kWarmest * i / kWarmSteps, green = kGreenest * j / kGreenSteps;
      const double u = warm / kUsualWarmth, v = green / kUsualGreen;
      double sum = 0;
      for (const AreaPair& area : areas) sum += std::min(kCap, difference(area, warm, green));
      sum = kCost * (u * u + v * v) +
            sum / static_cast<double>(std::max<std::size_t>(1, areas.size()));
      if (sum < least) least = sum, best = {warm, green};
    }
  return best;
}

/// Areas of one hue: greys by lightness, colours by sixths of the circle. `lab` is the cut-out's.
std::vector<std::pair<std::string, cv::Mat>> areas_of(const cv::Mat& lab, const cv::Mat& rest) {
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

/// What of the product is compared: areas of one hue within each zone and beside them.
std::vector<AreaPair> pairs_of(const IdentityExam& exam, const Surroundings& around) {
  const cv::Mat lab = imaging::lab_picture(around.product);
  cv::Mat inner, rest;
  cv::erode(around.mask, inner, cv::Mat::ones(5, 5, CV_8U));
  rest = inner.clone();
  const int whole = std::max(1, cv::countNonZero(inner));
  std::vector<AreaPair> areas;
  const auto add = [&](const std::string& name, const cv::Mat& area,
                       const std::optional<domain::Rgb>& target) {
    const int pixels = cv::countNonZero(area);
    if (pixels < kWitnessPixels || pixels < kWitness * whole) return;
    AreaPair pair;
    pair.name = name;
    pair.own = color_of(around.product, area);
    if (target)
      pair.own = {imaging::linear_of(target->b), imaging::linear_of(target->g),
                  imaging::linear_of(target->r)};
    pair.its = color_of(around.seen, area);
    pair.judged = pixels >= kLeastPixels && pixels >= kLeastShare * whole;
    pair.area = area;
    areas.push_back(std::move(pair));
  };
  const auto add_hues = [&](const std::string& name, const cv::Mat& within, int rim) {
    for (auto& [hue, area] : areas_of(lab, within)) {
      cv::erode(area, area, cv::Mat::ones(rim, rim, CV_8U));
      add(name.empty() ? hue : name, area, std::nullopt);
    }
  };
  for (std::size_t i = 0; i < around.zones.size(); ++i) {
    const ColorTarget& zone = exam.reference.zones[i];
    const cv::Mat within = around.zones[i] & inner;
    rest &= ~around.zones[i];
    if (zone.target)
      add(zone.zone, within, zone.target);
    else
      add_hues(zone.zone, within, 3);  // print on a zone is made of small areas
  }
  add_hues("", rest, 5);
  return areas;
}

Finding judged(const IdentityExam& exam,
               const Look& look,
               const Surroundings& around,
               const AreaPair& area,
               double off) {
  const Rule rule = identity_rule(exam, "color." + area.name, "dE00");
  Measured measured{off, off > kBad ? kBad : kGood, {}};
  if (off <= kGood) {
    measured.detail = "the colour is the packshot's in this light";
    return passed(rule, std::move(measured));
  }
  measured.detail = "the colour is not the packshot's, whatever the light: off by " +
                    util::fixed_text(off, 1) + " (CIEDE2000)";
  const cv::Rect box = cv::boundingRect(area.area);
  const double fx = around.window.width / around.mask.cols,
               fy = around.window.height / around.mask.rows;
  const cv::Rect spot(static_cast<int>(box.x * fx + around.window.x),
                      static_cast<int>(box.y * fy + around.window.y),
                      static_cast<int>(box.width * fx) + 1, static_cast<int>(box.height * fy) + 1);
  const std::string evidence = show_both(exam, look, spot);
  return off > kBad ? failed(rule, std::move(measured), evidence)
                    : doubtful(rule, std::move(measured), evidence);
}

}  // namespace

std::vector<Finding> check_zone_colors(const IdentityExam& exam,
                                       const Look& look,
                                       const Surroundings& around) {
  const std::vector<AreaPair> areas = pairs_of(exam, around);
  const Light light = light_of(areas);
  // Of each zone its area that is most off.
  std::vector<std::pair<const AreaPair*, double>> worst;
  for (const AreaPair& area : areas) {
    if (!area.judged) continue;
    const double off = surest_difference(area, around.seen, light);
    const auto known = std::find_if(worst.begin(), worst.end(), [&](const auto& each) {
      return each.first->name == area.name;
    });
    if (known == worst.end())
      worst.emplace_back(&area, off);
    else if (off > known->second)
      *known = {&area, off};
  }
  std::vector<Finding> findings;
  for (const auto& [area, off] : worst) findings.push_back(judged(exam, look, around, *area, off));
  return findings;
}

}  // namespace vitrine::quality

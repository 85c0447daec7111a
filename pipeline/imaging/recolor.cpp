#include "pipeline/imaging/recolor.hpp"

#include "pipeline/imaging/curves.hpp"
#include "pipeline/imaging/planes.hpp"
#include "pipeline/imaging/zone.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <vector>

namespace vitrine::imaging {
namespace {

// Black fabric holds its folds in a few levels; stretched further they would turn to noise.
constexpr float kMostGain = 1.9f, kStretch = 0.45f;
// Texture keeps this much of itself even on black, where 8 bits have few levels for it.
constexpr float kLeastDetail = 0.55f, kMostDetail = 1.3f;
constexpr float kDetailStep = 5;    // of lightness; larger steps are form
constexpr int kDetailRadius = 120;  // a zone is so many radii long
// White that fills its screen has no room for light on it: it may end this much below.
constexpr float kRoomForLight = 7, kGivenUp = 1.6f;
// How much steeper than a straight line to white the way there begins.
constexpr float kFirstShare = 5;
constexpr int kSamples = 20'000;

/// Turns pixels of one colour into pixels of another.
class Dye {
 public:
  Dye(Lab from, Lab to)
      : from_(from),
        to_(to),
        curve_(from, to),
        depth_(chroma(from)),
        variation_(0.45f * smooth_step(8, 40, from.L)) {}

  /// `form` is the pixel's lightness without its texture: that follows the curve, while texture
  /// keeps its strength in light and shade.
  Lab operator()(Lab pixel, float form) const {
    const float L =
        std::clamp(curve_.lightness(form) + curve_.detail_gain() * (pixel.L - form), 0.0f, 100.0f);
    float strength = curve_.chroma_factor(L);
    // What departs from the old colour in its own shade is variation: melange, stitching.
    const float shade = (pixel.L + 16) / (from_.L + 16);
    float da = pixel.a - from_.a * shade, db = pixel.b - from_.b * shade;
    if (depth_ > kColorful) {
      // Paler along its hue is gloss or fading: the new colour pales, it does not turn.
      const float along = (da * from_.a + db * from_.b) / (depth_ * depth_);
      da -= along * from_.a;
      db -= along * from_.b;
      strength *= std::clamp(1 + 0.8f * along / shade, 0.0f, 1.3f);
    }
    return {L, to_.a * strength + da * variation_, to_.b * strength + db * variation_};
  }

 private:
  static constexpr float kColorful = 12;
  Lab from_, to_;
  ShadeCurve curve_;
  float depth_, variation_;
};

struct Sample {
  Lab color;
  float form;
};

/// Lightness without texture, over the zone's box.
Plane form_of(const cv::Mat& bgr, cv::Rect box) {
  Plane lightness(box.width, box.height);
  for (int y = 0; y < box.height; ++y)
    for (int x = 0; x < box.width; ++x)
      lightness.at(x, y) = lab_of(bgr.at<cv::Vec3b>(box.y + y, box.x + x)).L;
  const int radius = std::max(2, std::max(box.width, box.height) / kDetailRadius);
  return without_detail(lightness, radius, kDetailStep);
}

std::vector<Sample> sample(const cv::Mat& bgr,
                           const cv::Mat& zone,
                           cv::Rect box,
                           const Plane& form) {
  std::vector<Sample> samples;
  const int step = std::max(1, cv::countNonZero(zone >= 128) / kSamples);
  int seen = 0;
  for (int y = box.y; y < box.br().y; ++y)
    for (int x = box.x; x < box.br().x; ++x)
      if (zone.at<std::uint8_t>(y, x) >= 128 && seen++ % step == 0)
        samples.push_back({lab_of(bgr.at<cv::Vec3b>(y, x)), form.at(x - box.x, y - box.y)});
  return samples;
}

/// Gamut and rounding move the middle colour a little: aim beside the target until it lands there.
Dye dye_that_lands(const std::vector<Sample>& samples, Lab target) {
  if (100 - target.L < kRoomForLight) target.L = std::max(100 - kRoomForLight, target.L - kGivenUp);
  std::vector<Lab> colors;
  for (const Sample& one : samples) colors.push_back(one.color);
  const Lab from = middle_color(std::move(colors));
  Lab aim = target;
  for (int round = 0; round < 4; ++round) {
    const Dye dye(from, aim);
    std::vector<Lab> dyed;
    for (const Sample& one : samples) dyed.push_back(lab_of(bgr_of(dye(one.color, one.form))));
    const Lab landed = middle_color(std::move(dyed));
    aim = {std::clamp(aim.L + target.L - landed.L, 0.0f, 100.0f), aim.a + target.a - landed.a,
           aim.b + target.b - landed.b};
  }
  return Dye(from, aim);
}

float calmed(float gain) {
  return gain <= 1 ? gain : std::min(1 + kStretch * (gain - 1), kMostGain);
}

cv::Vec3b blended(const cv::Vec3b& old_color, const cv::Vec3b& new_color, int weight) {
  cv::Vec3b result;
  for (int c = 0; c < 3; ++c)
    result[c] = static_cast<std::uint8_t>(
        divide_255(old_color[c] * (255 - weight) + new_color[c] * weight));
  return result;
}

}  // namespace

ShadeCurve::ShadeCurve(Lab from, Lab to)
    : from_(from),
      to_(to),
      // Shade multiplies light; in Lab that is a stretch around L = -16.
      gain_(calmed((to.L + 16) / (from.L + 16))),
      // Of a pale surface the brightest spots are still surface; of a dark one they are gloss.
      gloss_(mix(0.85f, 0.1f, smooth_step(62, 88, from.L))) {}

float ShadeCurve::lightness(float source) const {
  const float step = source - from_.L;
  if (step <= 0) {
    // The darkest folds of a dark surface must not fall below black: they approach it.
    const float room = to_.L;
    if (room <= 0) return 0;
    const float fall = std::min(-step * gain_ / room, 2.0f);
    return to_.L - room * fall / (1 + 0.25f * fall * fall);
  }
  const float room = 100 - to_.L, source_room = std::max(100 - from_.L, 1.0f);
  if (room <= 0) return 100;
  // What is brighter shares the room there is: a steep start would leave nothing for gloss.
  const float gain = std::min(gain_, kFirstShare * room / source_room);
  const float rise = step * gain / room;
  const float surface = room * rise / (1 + rise);
  const float height = std::min(step / source_room, 1.0f);
  const float gloss = std::max(room * height - surface, 0.0f) * height * height * gloss_;
  return to_.L + surface + gloss;
}

float ShadeCurve::detail_gain() const { return std::clamp(gain_, kLeastDetail, kMostDetail); }

float ShadeCurve::chroma_factor(float new_lightness) const {
  if (new_lightness <= to_.L) return (new_lightness + 16) / (to_.L + 16);
  const float room = std::max(100 - to_.L, 1.0f);
  return mix(1.0f, (100 - new_lightness) / room, 0.75f);
}

cv::Mat recolored(const cv::Mat& bgr, const cv::Mat& zone, cv::Vec3b target) {
  cv::Mat result = bgr.clone();
  const cv::Rect box = cv::boundingRect(zone);
  if (box.empty()) return result;
  const Plane form = form_of(bgr, box);
  const std::vector<Sample> samples = sample(bgr, zone, box, form);
  if (samples.empty()) return result;
  const Dye dye = dye_that_lands(samples, lab_of(target));
  for (int y = box.y; y < box.br().y; ++y) {
    auto* row = result.ptr<cv::Vec3b>(y);
    const std::uint8_t* weights = zone.ptr(y);
    for (int x = box.x; x < box.br().x; ++x)
      if (weights[x] > 0)
        row[x] =
            blended(row[x], bgr_of(dye(lab_of(row[x]), form.at(x - box.x, y - box.y))), weights[x]);
  }
  return result;
}

}  // namespace vitrine::imaging

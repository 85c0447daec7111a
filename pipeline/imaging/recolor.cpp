#include "pipeline/imaging/recolor.hpp"

#include "pipeline/imaging/curves.hpp"
#include "pipeline/imaging/relief.hpp"
#include "pipeline/imaging/slopes.hpp"
#include "pipeline/imaging/zone.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <vector>

namespace vitrine::imaging {
namespace {

// White that fills its screen has no room for light on it: it may end this much below.
constexpr float kRoomForLight = 7, kGivenUp = 1.6f;
constexpr int kSamples = 20'000;

/// Turns pixels of one colour into pixels of another.
class Dye {
 public:
  Dye(Lab from, Lab to, Evenness evenness)
      : from_(from),
        to_(to),
        curve_(from, to, evenness),
        depth_(chroma(from)),
        variation_(0.45f * smooth_step(8, 40, from.L)) {}

  Lab operator()(Lab pixel, Lightness lightness) const {
    const float L = shaded(curve_, lightness);
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
  cv::Point place;
  Lab color;
};

std::vector<Sample> sample(const cv::Mat& bgr, const cv::Mat& zone, cv::Rect box) {
  std::vector<Sample> samples;
  const int step = std::max(1, pixels_inside(zone, 128) / kSamples);
  int seen = 0;
  for (int y = box.y; y < box.br().y; ++y)
    for (int x = box.x; x < box.br().x; ++x)
      if (zone.at<std::uint8_t>(y, x) >= 128 && seen++ % step == 0)
        samples.push_back({{x, y}, lab_of(bgr.at<cv::Vec3b>(y, x))});
  return samples;
}

Lab middle_of(const std::vector<Sample>& samples) {
  std::vector<Lab> colors;
  for (const Sample& one : samples) colors.push_back(one.color);
  return middle_color(std::move(colors));
}

/// Gamut and rounding move the middle colour a little: aim beside the target until it lands there.
Dye dye_that_lands(const std::vector<Sample>& samples,
                   const Relief& relief,
                   const std::vector<Slope>& slopes,
                   Lab from,
                   Lab target) {
  if (100 - target.L < kRoomForLight) target.L = std::max(100 - kRoomForLight, target.L - kGivenUp);
  const Evenness evenness = evenness_for(slopes, from, target);
  Lab aim = target;
  for (int round = 0; round < 4; ++round) {
    const Dye dye(from, aim, evenness);
    std::vector<Lab> dyed;
    for (const Sample& one : samples) {
      const Lightness lightness = relief.at(one.place.x, one.place.y, one.color.L);
      dyed.push_back(lab_of(bgr_of_lightness(dye(one.color, lightness))));
    }
    const Lab landed = middle_color(std::move(dyed));
    aim = {std::clamp(aim.L + target.L - landed.L, 0.0f, 100.0f), aim.a + target.a - landed.a,
           aim.b + target.b - landed.b};
  }
  return Dye(from, aim, evenness);
}

cv::Vec3b blended(const cv::Vec3b& old_color, const cv::Vec3b& new_color, int weight) {
  cv::Vec3b result;
  for (int c = 0; c < 3; ++c)
    result[c] = static_cast<std::uint8_t>(
        divide_255(old_color[c] * (255 - weight) + new_color[c] * weight));
  return result;
}

}  // namespace

cv::Mat recolored(const cv::Mat& bgr, const cv::Mat& zone, cv::Vec3b target) {
  cv::Mat result = bgr.clone();
  const cv::Rect box = cv::boundingRect(zone);
  if (box.empty()) return result;
  const std::vector<Sample> samples = sample(bgr, zone, box);
  if (samples.empty()) return result;
  const Lab from = middle_of(samples);
  const Relief relief(bgr, zone, box, from.L);
  const Dye dye =
      dye_that_lands(samples, relief, slopes_of(bgr, zone, box, relief), from, lab_of(target));
  for (int y = box.y; y < box.br().y; ++y) {
    auto* row = result.ptr<cv::Vec3b>(y);
    const std::uint8_t* weights = zone.ptr(y);
    for (int x = box.x; x < box.br().x; ++x) {
      if (weights[x] == 0) continue;
      const Lab pixel = lab_of(row[x]);
      row[x] = blended(row[x], bgr_of_lightness(dye(pixel, relief.at(x, y, pixel.L))), weights[x]);
    }
  }
  return result;
}

}  // namespace vitrine::imaging

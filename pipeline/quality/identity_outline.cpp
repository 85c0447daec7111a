#include "pipeline/imaging/exact.hpp"
#include "pipeline/imaging/lab.hpp"
#include "pipeline/imaging/registration.hpp"
#include "pipeline/quality/identity_checks.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

// A part that is missing has no outline: where the packshot's product ends, the picture shows one
// colour on both sides. That is seen also where product and background are of much the same colour.
namespace vitrine::quality {
namespace {

constexpr int kSide = 320;          // longer side of the product's box here, pixels
constexpr int kStep = 2;            // between samples of an outline, pixels
constexpr int kShortest = 24;       // an outline, pixels
constexpr double kSmoothing = 1.2;  // of the picture; grain has edges, too
// An outline is looked for this far to both sides; and further, as a share of the distance to what
// was surely found again: a solid thing in another pose is shifted more there.
constexpr double kReach = 4, kReachGrowth = 0.33;
constexpr int kMostReach = 64, kMostOutward = 12;
// CIE 1976. Less contrast than that cannot be missed; an edge has a share of what is expected.
// Lightness counts half: the side of a part that turns away is darker than in the packshot.
constexpr double kLeastContrast = 6, kContrastShare = 0.3, kSlack = 4, kLightness = 0.5;
constexpr int kTogether = 6;  // lost samples within twice this distance are one gap, pixels
constexpr double kMostLost = 12, kMostOfPart = 50;  // per cent
// What stands out from the body of the product: not in it after opening with this radius.
constexpr double kBodyRadius = 0.06;
constexpr int kPartPixels = 60, kPartSamples = 12;
// A round thing that is turned has its print elsewhere within its outline.
constexpr int kTurned = 48, kTurnStep = 24;

struct Sample {
  cv::Point at;
  cv::Point2d inward;  ///< of length 1
  int reach = 0;
  cv::Vec3f own;         ///< Lab of the product at its edge, in the picture's light
  bool is_lost = false;  ///< there should be an edge, and there is none
};

struct Gaps {
  double largest = 0;       ///< share of the longest outline, per cent
  double most_of_part = 0;  ///< of what stands out, per cent
  double all = 0;           ///< share of all samples
  cv::Rect largest_at, part_at;

  double against_limit() const { return std::max(largest / kMostLost, most_of_part / kMostOfPart); }
};

double distance(const cv::Vec3f& one, const cv::Vec3f& other) {
  const double l = kLightness * (one[0] - other[0]), a = one[1] - other[1], b = one[2] - other[2];
  return std::sqrt(l * l + a * a + b * b);
}

/// Colours of a picture along a line.
class Line {
 public:
  Line(const cv::Mat& lab, cv::Point2d at, cv::Point2d along) : lab_(lab), at_(at), along_(along) {}
  /// Mean from one place to another, both counted, in steps of a pixel.
  cv::Vec3f mean(int from, int to) const {
    cv::Vec3f sum(0, 0, 0);
    for (int t = from; t <= to; ++t) {
      const int x = std::clamp(cvRound(at_.x + t * along_.x), 0, lab_.cols - 1);
      const int y = std::clamp(cvRound(at_.y + t * along_.y), 0, lab_.rows - 1);
      sum += lab_.at<cv::Vec3f>(y, x);
    }
    return sum * (1.0F / static_cast<float>(to - from + 1));
  }

 private:
  const cv::Mat& lab_;
  cv::Point2d at_, along_;
};

/// Of the cut-out in `around`, in the light that is seen in `small`.
std::vector<Sample> outline_of(const IdentityExam& exam,
                               const Look& look,
                               const Surroundings& around,
                               const Surroundings& small,
                               std::size_t& longest) {
  const cv::Mat expected = imaging::lab_picture(relit(around, small));
  const cv::Mat inside = imaging::exact::distance_to_zero(around.mask);
  const cv::Mat outside = imaging::exact::distance_to_zero(around.mask == 0);
  cv::Mat depth = inside - outside, across, down;
  cv::GaussianBlur(depth, depth, {}, 2);
  cv::Sobel(depth, across, CV_32F, 1, 0);
  cv::Sobel(depth, down, CV_32F, 0, 1);
  std::vector<std::vector<cv::Point>> contours;
  cv::findContours(around.mask, contours, cv::RETR_CCOMP, cv::CHAIN_APPROX_NONE);
  const std::vector<cv::Point2d> anchors = anchors_in(exam, look, around);
  std::vector<Sample> samples;
  longest = 1;
  for (const std::vector<cv::Point>& contour : contours) {
    longest = std::max(longest, contour.size());
    if (contour.size() < kShortest) continue;
    for (std::size_t i = 0; i < contour.size(); i += kStep) {
      Sample sample;
      sample.at = contour[i];
      sample.inward = {across.at<float>(sample.at), down.at<float>(sample.at)};
      sample.inward *= 1 / std::max(1e-6, cv::norm(sample.inward));
      double nearest = 1e9;
      for (const cv::Point2d& anchor : anchors)
        nearest = std::min(nearest, cv::norm(anchor - cv::Point2d(sample.at)));
      sample.reach = std::min(kMostReach, static_cast<int>(kReach + kReachGrowth * nearest));
      sample.own = Line(expected, sample.at, sample.inward).mean(2, 4);
      samples.push_back(sample);
    }
  }
  return samples;
}

/// Looks for the edges of an outline that lies elsewhere by `shift`.
void look_for_edges(const cv::Mat& seen, cv::Point2d shift, std::vector<Sample>& samples) {
  for (Sample& sample : samples) {
    const Line line(seen, cv::Point2d(sample.at) + shift, sample.inward);
    const int out = std::min(sample.reach, kMostOutward);
    const cv::Vec3f beside = line.mean(-out - 4, -out);
    const double contrast = cv::norm(sample.own - beside);
    sample.is_lost = contrast > kLeastContrast;
    for (int t = -sample.reach; sample.is_lost && t <= sample.reach; ++t) {
      const cv::Vec3f inner = line.mean(t + 1, t + 3), outer = line.mean(t - 3, t - 1);
      const bool is_the_product = distance(inner, sample.own) < distance(inner, beside) + kSlack;
      if (is_the_product && cv::norm(inner - outer) >= kContrastShare * contrast)
        sample.is_lost = false;
    }
  }
}

/// What stands out from the body of the product: labels of `exact::components`.
imaging::exact::Components parts_of(const cv::Mat& mask) {
  const int radius = static_cast<int>(kBodyRadius * kSide), across = 2 * radius + 1;
  cv::Mat body;
  cv::morphologyEx(mask, body, cv::MORPH_OPEN,
                   cv::getStructuringElement(cv::MORPH_ELLIPSE, {across, across}));
  cv::dilate(body, body, cv::Mat::ones(5, 5, CV_8U));
  return imaging::exact::components(mask & ~body);
}

Gaps gaps_of(const std::vector<Sample>& samples,
             const imaging::exact::Components& parts,
             std::size_t longest,
             cv::Size size) {
  Gaps gaps;
  cv::Mat near = cv::Mat::zeros(size, CV_8U);
  int lost = 0;
  for (const Sample& sample : samples)
    if (sample.is_lost) ++lost, cv::circle(near, sample.at, kTogether, 255, -1);
  gaps.all =
      static_cast<double>(lost) / static_cast<double>(std::max<std::size_t>(1, samples.size()));
  const imaging::exact::Components groups = imaging::exact::components(near);
  for (const auto& group : groups.all) {
    int pixels = 0;
    for (const Sample& sample : samples)
      if (sample.is_lost && groups.labels.at<int>(sample.at) == group.label) pixels += kStep;
    const double share = 100.0 * pixels / static_cast<double>(longest);
    if (share > gaps.largest) gaps.largest = share, gaps.largest_at = group.box;
  }
  for (const auto& part : parts.all) {
    if (part.pixels < kPartPixels) continue;
    int own = 0, gone = 0;
    for (const Sample& sample : samples)
      if (parts.labels.at<int>(sample.at) == part.label) ++own, gone += sample.is_lost ? 1 : 0;
    if (own < kPartSamples) continue;
    const double share = 100.0 * gone / own;
    if (share > gaps.most_of_part) gaps.most_of_part = share, gaps.part_at = part.box;
  }
  return gaps;
}

}  // namespace

Checked check_outline(const IdentityExam& exam, const Look& look, const Surroundings& small) {
  const Rule rule = identity_rule(exam, "outline", "%");
  const Surroundings around = surroundings_of(exam, look, kSide);
  cv::Mat smooth;
  cv::GaussianBlur(around.seen, smooth, {}, kSmoothing);
  const cv::Mat seen = imaging::lab_picture(smooth);
  std::size_t longest = 0;
  std::vector<Sample> samples = outline_of(exam, look, around, small, longest);
  const imaging::exact::Components parts = parts_of(around.mask);
  look_for_edges(seen, {}, samples);
  Gaps gaps = gaps_of(samples, parts, longest, around.mask.size());
  for (int y = -kTurned; y <= kTurned && gaps.against_limit() > 1; y += kTurnStep)
    for (int x = -kTurned; x <= kTurned && gaps.against_limit() > 1; x += kTurnStep) {
      look_for_edges(seen, cv::Point2d(x, y), samples);
      const Gaps other = gaps_of(samples, parts, longest, around.mask.size());
      if (other.all < gaps.all) gaps = other;
    }
  const bool by_part = gaps.most_of_part / kMostOfPart > gaps.largest / kMostLost;
  Measured measured{
      by_part ? gaps.most_of_part : gaps.largest, by_part ? kMostOfPart : kMostLost, {}};
  if (gaps.against_limit() <= 1) {
    measured.detail = "the product ends where the packshot's does";
    return {passed(rule, std::move(measured)), {}};
  }
  const cv::Rect spot = on_product(exam, around, by_part ? gaps.part_at : gaps.largest_at);
  measured.detail = "a part of the product is missing: " + util::fixed_text(measured.value, 0) +
                    (by_part ? " % of the outline of what stands out is not there"
                             : " % of the outline is not there");
  return {failed(rule, std::move(measured), show_both(exam, look, spot)), spot};
}

}  // namespace vitrine::quality

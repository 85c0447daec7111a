#include "pipeline/quality/outline_samples.hpp"

#include "pipeline/imaging/lab.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace vitrine::quality {
namespace {

constexpr std::size_t kShortest = 24;  // an outline, pixels
constexpr double kSmoothing = 1.2;     // of the picture; grain has edges, too
// An outline is looked for this far to both sides; and further, as a share of the distance to what
// was surely found again: a solid thing in another pose is shifted more there.
constexpr double kReach = 4, kReachGrowth = 0.33;
// CIE 1976. An edge has a share of the contrast that is expected. Lightness counts half: the side
// of a part that turns away is darker than in the packshot.
constexpr double kContrastShare = 0.3, kSlack = 4, kLightness = 0.5;
// What stands out from the body of the product: not in it after opening with this radius.
constexpr double kBodyRadius = 0.06;

double distance(const cv::Vec3f& one, const cv::Vec3f& other) {
  const double l = kLightness * (one[0] - other[0]), a = one[1] - other[1], b = one[2] - other[2];
  return std::sqrt(l * l + a * a + b * b);
}

cv::Vec3f at(const cv::Mat& lab, cv::Point2d place) {
  return lab.at<cv::Vec3f>(std::clamp(cvRound(place.y), 0, lab.rows - 1),
                           std::clamp(cvRound(place.x), 0, lab.cols - 1));
}

/// Of the cut-out in `around`, in the light that is seen in `small`.
std::vector<OutlineSample> samples_of(const IdentityExam& exam,
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
  std::vector<OutlineSample> samples;
  for (const std::vector<cv::Point>& contour : contours) {
    longest = std::max(longest, contour.size());
    if (contour.size() < kShortest) continue;
    for (std::size_t i = 0; i < contour.size(); i += kOutlineStep) {
      OutlineSample sample;
      sample.at = contour[i];
      sample.inward = {across.at<float>(sample.at), down.at<float>(sample.at)};
      sample.inward *= 1 / std::max(1e-6, cv::norm(sample.inward));
      double nearest = 1e9;
      for (const cv::Point2d& anchor : anchors)
        nearest = std::min(nearest, cv::norm(anchor - cv::Point2d(sample.at)));
      sample.reach =
          std::min(EdgeLine::kMostReach, static_cast<int>(kReach + kReachGrowth * nearest));
      for (int t = 2; t <= 4; ++t)
        sample.own += at(expected, cv::Point2d(sample.at) + t * sample.inward) * (1.0F / 3);
      samples.push_back(sample);
    }
  }
  return samples;
}

imaging::exact::Components parts_of(const cv::Mat& mask) {
  const int radius = static_cast<int>(kBodyRadius * kOutlineSide), across = 2 * radius + 1;
  cv::Mat body;
  cv::morphologyEx(mask, body, cv::MORPH_OPEN,
                   cv::getStructuringElement(cv::MORPH_ELLIPSE, {across, across}));
  cv::dilate(body, body, cv::Mat::ones(5, 5, CV_8U));
  return imaging::exact::components(mask & ~body);
}

}  // namespace

EdgeLine::EdgeLine(
    const cv::Mat& seen, const OutlineSample& sample, cv::Point2d shift, int reach, int out)
    : own_(sample.own), reach_(reach), first_(std::min(-reach - kBand, -out - kBeside)) {
  const cv::Point2d from = cv::Point2d(sample.at) + shift;
  sums_[0] = {};
  for (int t = first_; t <= reach + kBand; ++t) {
    const auto i = static_cast<std::size_t>(t - first_);
    sums_[i + 1] = sums_[i] + at(seen, from + t * sample.inward);
  }
  beside_ = mean(-out - kBeside, -out);
  contrast_ = cv::norm(own_ - beside_);
}

cv::Vec3f EdgeLine::mean(int from, int to) const {
  const auto i = static_cast<std::size_t>(from - first_), k = static_cast<std::size_t>(to - first_);
  return (sums_[k + 1] - sums_[i]) * (1.0F / static_cast<float>(to - from + 1));
}

bool EdgeLine::has_edge() const {
  for (int t = -reach_; t <= reach_; ++t) {
    const cv::Vec3f inner = mean(t + 1, t + kBand);
    if (distance(inner, own_) >= distance(inner, beside_) + kSlack) continue;
    if (cv::norm(inner - mean(t - kBand, t - 1)) >= kContrastShare * contrast_) return true;
  }
  return false;
}

Outline outline_in(const IdentityExam& exam, const Look& look, const Surroundings& small) {
  Outline outline;
  outline.around = surroundings_of(exam, look, kOutlineSide);
  cv::Mat smooth;
  cv::GaussianBlur(outline.around.seen, smooth, {}, kSmoothing);
  outline.seen = imaging::lab_picture(smooth);
  outline.samples = samples_of(exam, look, outline.around, small, outline.longest);
  outline.parts = parts_of(outline.around.mask);
  return outline;
}

}  // namespace vitrine::quality

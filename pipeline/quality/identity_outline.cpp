#include "pipeline/imaging/exact.hpp"
#include "pipeline/quality/outline_samples.hpp"
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

constexpr int kMostOutward = 12;  // from the product's edge to what is beside it, pixels
constexpr int kTogether = 6;      // lost samples within twice this distance are one gap, pixels
constexpr double kMostLost = 17, kMostOfPart = 70;  // per cent
constexpr int kPartPixels = 60;
// A round thing that is turned has its print elsewhere within its outline.
constexpr int kTurned = 48, kTurnStep = 24;

struct Gaps {
  double largest = 0;       ///< share of the longest outline, per cent
  double most_of_part = 0;  ///< of what stands out, per cent
  double all = 0;           ///< share of all samples
  cv::Rect largest_at, part_at;

  double against_limit() const { return std::max(largest / kMostLost, most_of_part / kMostOfPart); }
};

/// Looks for the edges of an outline that lies elsewhere by `shift`.
void look_for_edges(cv::Point2d shift, Outline& outline) {
  for (OutlineSample& sample : outline.samples) {
    const EdgeLine line(outline.seen, sample, shift, sample.reach,
                        std::min(sample.reach, kMostOutward));
    sample.is_lost = line.can_be_seen() && !line.has_edge();
  }
}

Gaps gaps_of(const Outline& outline) {
  const std::vector<OutlineSample>& samples = outline.samples;
  const imaging::exact::Components& parts = outline.parts;
  Gaps gaps;
  cv::Mat near = cv::Mat::zeros(outline.around.mask.size(), CV_8U);
  int lost = 0;
  for (const OutlineSample& sample : samples)
    if (sample.is_lost) ++lost, cv::circle(near, sample.at, kTogether, 255, -1);
  gaps.all =
      static_cast<double>(lost) / static_cast<double>(std::max<std::size_t>(1, samples.size()));
  const imaging::exact::Components groups = imaging::exact::components(near);
  for (const auto& group : groups.all) {
    int pixels = 0;
    for (const OutlineSample& sample : samples)
      if (sample.is_lost && groups.labels.at<int>(sample.at) == group.label) pixels += kOutlineStep;
    const double share = 100.0 * pixels / static_cast<double>(outline.longest);
    if (share > gaps.largest) gaps.largest = share, gaps.largest_at = group.box;
  }
  for (const auto& part : parts.all) {
    if (part.pixels < kPartPixels) continue;
    int own = 0, gone = 0;
    for (const OutlineSample& sample : samples)
      if (parts.labels.at<int>(sample.at) == part.label) ++own, gone += sample.is_lost ? 1 : 0;
    if (own < kPartSamples) continue;
    const double share = 100.0 * gone / own;
    if (share > gaps.most_of_part) gaps.most_of_part = share, gaps.part_at = part.box;
  }
  return gaps;
}

}  // namespace

Checked check_outline(const IdentityExam& exam, const Look& look, Outline& outline) {
  const Rule rule = identity_rule(exam, "outline", "%");
  look_for_edges({}, outline);
  Gaps gaps = gaps_of(outline);
  for (int y = -kTurned; y <= kTurned && gaps.against_limit() > 1; y += kTurnStep)
    for (int x = -kTurned; x <= kTurned && gaps.against_limit() > 1; x += kTurnStep) {
      look_for_edges(cv::Point2d(x, y), outline);
      const Gaps other = gaps_of(outline);
      if (other.all < gaps.all) gaps = other;
    }
  const bool by_part = gaps.most_of_part / kMostOfPart > gaps.largest / kMostLost;
  Measured measured{
      by_part ? gaps.most_of_part : gaps.largest, by_part ? kMostOfPart : kMostLost, {}};
  if (gaps.against_limit() <= 1) {
    measured.detail = "the product ends where the packshot's does";
    return {passed(rule, std::move(measured)), {}};
  }
  const cv::Rect spot = on_product(exam, outline.around, by_part ? gaps.part_at : gaps.largest_at);
  measured.detail = "a part of the product is missing: " + util::fixed_text(measured.value, 0) +
                    (by_part ? " % of the outline of what stands out is not there"
                             : " % of the outline is not there");
  return {failed(rule, std::move(measured), show_both(exam, look, spot)), spot};
}

}  // namespace vitrine::quality

#include "pipeline/quality/outline_samples.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <vector>

// Around a part that is missing there are edges of other things. One by one the pieces of its
// outline find some of them; together, in the part's own shape, they do not.
namespace vitrine::quality {
namespace {

constexpr int kPartPixels = 300;   // at the outline's size; smaller ones are found by chance
constexpr std::size_t kMost = 40;  // samples of a part that are looked for
// How far a part is looked for at least, in steps of so many pixels; a lid or a spoon stands at the
// back, where another pose shifts it more than its distance in the packshot says.
constexpr int kLeastReach = 48, kStep = 3;
// It bends and turns: pieces may lie so far beside, as a share of its longer side, in pixels.
constexpr double kBent = 0.05;
constexpr int kLeastBent = 3, kMostBent = 10;
constexpr double kMostLost = 50;    // per cent of a part's outline
constexpr double kSurelyLost = 10;  // no better place is looked for

/// Least share of the samples that has no edge at one place of the part, per cent. Where nothing
/// can be seen, nothing is lost.
double least_lost(const cv::Mat& seen,
                  const std::vector<const OutlineSample*>& samples,
                  int reach,
                  int bent) {
  std::vector<cv::Point> shifts;
  for (int y = -reach; y <= reach; y += kStep)
    for (int x = -reach; x <= reach; x += kStep) shifts.emplace_back(x, y);
  std::sort(shifts.begin(), shifts.end(), [](cv::Point one, cv::Point other) {
    const int a = one.dot(one), b = other.dot(other);
    return a != b ? a < b : one.y != other.y ? one.y < other.y : one.x < other.x;
  });
  std::size_t least = samples.size();
  for (const cv::Point& shift : shifts) {
    std::size_t lost = 0;
    for (std::size_t i = 0; i < samples.size() && lost < least; ++i) {
      const EdgeLine line(seen, *samples[i], shift, bent, bent + 1);
      if (line.can_be_seen() && !line.has_edge()) ++lost;
    }
    least = std::min(least, lost);
    if (100.0 * static_cast<double>(least) <= kSurelyLost * static_cast<double>(samples.size()))
      break;
  }
  return 100.0 * static_cast<double>(least) / static_cast<double>(samples.size());
}

}  // namespace

Checked check_parts(const IdentityExam& exam, const Look& look, const Outline& outline) {
  const Rule rule = identity_rule(exam, "parts", "%");
  double most = -1;
  cv::Rect where;
  for (const auto& part : outline.parts.all) {
    if (part.pixels < kPartPixels) continue;
    std::vector<const OutlineSample*> all, some;
    double reach = 0;
    for (const OutlineSample& sample : outline.samples)
      if (outline.parts.labels.at<int>(sample.at) == part.label)
        all.push_back(&sample), reach += sample.reach;
    if (all.size() < kPartSamples) continue;
    reach /= static_cast<double>(all.size());
    const std::size_t step = std::max<std::size_t>(1, all.size() / kMost);
    for (std::size_t i = 0; i < all.size(); i += step) some.push_back(all[i]);
    const int bent = std::clamp(cvRound(kBent * std::max(part.box.width, part.box.height)),
                                kLeastBent, kMostBent);
    const double lost =
        least_lost(outline.seen, some, std::max(kLeastReach, static_cast<int>(reach)), bent);
    if (lost > most) most = lost, where = part.box;
  }
  if (most < 0) return {not_measured(rule, "nothing stands out from the product's body"), {}};
  Measured measured{most, kMostLost, {}};
  if (most <= kMostLost) {
    measured.detail = "what stands out from the product's body is there";
    return {passed(rule, std::move(measured)), {}};
  }
  measured.detail = "a part of the product is missing: " + util::fixed_text(most, 0) +
                    " % of the outline of what stands out is at no place together";
  const cv::Rect spot = on_product(exam, outline.around, where);
  return {failed(rule, std::move(measured), show_both(exam, look, spot)), spot};
}

}  // namespace vitrine::quality

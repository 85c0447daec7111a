#include "pipeline/imaging/color.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/imaging/measure.hpp"
#include "pipeline/imaging/resample.hpp"
#include "pipeline/quality/checks.hpp"
#include "pipeline/quality/evidence.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>

namespace vitrine::quality {
namespace {

using domain::Severity;

/// Pixels whose distance from the product is within low..high.
cv::Mat ring_outside(const Exam& exam, double low, double high) {
  cv::Mat ring = (exam.outside >= low) & (exam.outside <= high);
  // The foot stands in its own shadow, which is no halo.
  ring.rowRange(exam.box.y + exam.box.height * 2 / 3, ring.rows).setTo(0);
  return ring;
}

/// Mean chroma of the rim, 0..2 px inside, over that of 4..8 px inside.
double rim_chroma(const cv::Mat& bgr, const cv::Mat& depth_inside) {
  const auto mean_chroma = [&](double low, double high) {
    const cv::Mat ring = (depth_inside > low) & (depth_inside <= high);
    double sum = 0;
    int count = 0;
    for (int y = 0; y < bgr.rows; ++y)
      for (int x = 0; x < bgr.cols; ++x)
        if (ring.at<uchar>(y, x) != 0) {
          sum += imaging::to_lab(bgr.at<cv::Vec3b>(y, x)).chroma();
          ++count;
        }
    return count == 0 ? 0 : sum / count;
  };
  return mean_chroma(0, 2) - mean_chroma(4, 8);
}

/// The reference, brought to the delivered product's size, so that a rim has the same pixels.
imaging::Picture reference_at_size(const imaging::Picture& reference, const cv::Rect& box) {
  const cv::Rect own = imaging::bounding_box(imaging::product_area(reference.alpha));
  const imaging::Window window(own.x, own.y, own.width, own.height);
  return imaging::resample(reference, window, box.size());
}

bool usable(const std::optional<imaging::Picture>& reference) {
  return reference && reference->has_alpha() && cv::countNonZero(reference->alpha > 127) > 0;
}

}  // namespace

Finding check_halo(const Exam& exam) {
  const Rule halo_rule = rule(exam, "halo", Severity::warn, "levels");
  if (!exam.product_known()) return not_measured(halo_rule, "the product's outline is unknown");
  const cv::Mat near = ring_outside(exam, 1, 3), away = ring_outside(exam, 8, 12);
  if (cv::countNonZero(near) == 0 || cv::countNonZero(away) == 0)
    return not_measured(halo_rule, "there is no background around the product");
  const cv::Mat luma = imaging::exact::luma(exam.bgr);
  const double difference = cv::mean(luma, near)[0] - cv::mean(luma, away)[0];
  const double limit = exam.on_plain_white() ? 3 : 10;
  const std::string text = "the background is " + util::fixed_text(std::abs(difference), 1) +
                           (difference > 0 ? " levels lighter" : " levels darker") +
                           " close to the product than further away";
  const Measured measured{std::abs(difference), limit, text};
  if (measured.value <= limit) return passed(halo_rule, measured);
  return failed(halo_rule, measured, show_spot(exam.bgr, exam.box));
}

Finding check_fringe(const Exam& exam) {
  const Rule fringe_rule = rule(exam, "fringe", Severity::warn, "chroma");
  if (!exam.product_known()) return not_measured(fringe_rule, "the product's outline is unknown");
  double excess = rim_chroma(exam.bgr(exam.box), exam.inside(exam.box));
  if (usable(exam.subject.reference)) {  // a piped cushion has a coloured rim of its own
    const imaging::Picture reference = reference_at_size(*exam.subject.reference, exam.box);
    excess -= std::max(0.0, rim_chroma(reference.bgr, depth(reference.alpha > 127)));
  }
  constexpr double limit = 8;
  const Measured measured{
      excess, limit,
      "the rim has " + util::fixed_text(excess, 1) + " more chroma than the product further in"};
  if (excess <= limit) return passed(fringe_rule, measured);
  return failed(fringe_rule, measured, show_spot(exam.bgr, exam.box));
}

std::optional<Finding> check_islands(const Exam& exam) {
  if (!exam.on_plain_white()) return std::nullopt;  // in a scene other things are wanted
  const bool exact = exam.subject.profile.background == domain::BackgroundMode::exact_white;
  const Rule island_rule = rule(exam, "islands", exact ? Severity::reject : Severity::warn, "%");
  cv::Mat white;
  cv::inRange(exam.bgr, cv::Scalar::all(240), cv::Scalar::all(255), white);
  const imaging::exact::Components found = imaging::exact::components(white == 0);
  const auto by_size = [](const auto& a, const auto& b) { return a.pixels < b.pixels; };
  const auto largest = std::ranges::max_element(found.all, by_size);
  const auto belongs = [&](const imaging::exact::Component& component) {
    if (!exam.product_known()) return component.label == largest->label;
    const cv::Mat self = found.labels(component.box) == component.label;
    return cv::countNonZero(self & exam.product(component.box)) > 0;
  };
  const double frame = static_cast<double>(exam.frame().area());
  constexpr double limit = 0.02;
  for (const imaging::exact::Component& component : found.all) {
    const double size = 100 * component.pixels / frame;
    if (size <= limit || belongs(component)) continue;
    return failed(island_rule,
                  {size, limit, "something apart from the product lies on the background"},
                  show_spot(exam.bgr, component.box));
  }
  return passed(island_rule, {0, limit, "nothing lies apart from the product"});
}

}  // namespace vitrine::quality

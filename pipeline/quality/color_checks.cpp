#include "pipeline/imaging/color.hpp"
#include "pipeline/imaging/measure.hpp"
#include "pipeline/imaging/resample.hpp"
#include "pipeline/quality/checks.hpp"
#include "pipeline/quality/evidence.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>

#include <algorithm>

namespace vitrine::quality {
namespace {

using domain::Severity;
using imaging::LabColor;

/// CIEDE2000: at most `good` passes, more than `bad` fails.
struct Limits {
  double good, bad;
};
constexpr Limits kRecolored{2.5, 5};  // against a swatch
constexpr Limits kUnchanged{2, 4};    // against the packshot
constexpr Limits kInScene{6, 10};     // chroma and hue only, the light being the scene's
constexpr double kMostHueTurn = 5;    // degrees, for colours that have a hue
constexpr double kLeastChroma = 10;

struct Comparison {
  cv::Mat zone;  ///< in the delivered frame
  LabColor is;
  LabColor should_be;
  cv::Vec3b shown;  ///< about `should_be`, for the evidence
};

/// The zone in the delivered frame: the reference's product box laid on the delivered one. Exact
/// where the product was only scaled and moved, near enough for a colour where it was drawn anew.
cv::Mat zone_in_delivered(const Exam& exam, const cv::Mat& zone, const cv::Rect& reference_box) {
  const imaging::Window window(reference_box);
  const cv::Mat there = imaging::resample(zone, window, exam.box.size(), imaging::Outside::nothing);
  cv::Mat delivered(exam.frame(), CV_8UC1, cv::Scalar(0));
  cv::bitwise_and(there > 127, exam.product(exam.box), delivered(exam.box));
  return delivered;
}

/// As if it were lit so that its lightness is that of `like`.
LabColor relit(const LabColor& color, const LabColor& like) {
  const double factor = std::clamp(like.lightness / std::max(color.lightness, 1.0), 0.5, 2.0);
  return {like.lightness, color.a * factor, color.b * factor};
}

cv::Vec3b mean_color(const cv::Mat& bgr, const cv::Mat& area) {
  const cv::Scalar mean = cv::mean(bgr, area);
  return {cv::saturate_cast<uchar>(mean[0]), cv::saturate_cast<uchar>(mean[1]),
          cv::saturate_cast<uchar>(mean[2])};
}

/// What shows through a translucent product.
cv::Vec3b background_of(const Exam& exam) {
  const domain::Rgb white{255, 255, 255};
  const domain::Rgb plain = exam.subject.recipe.background.value_or(white);
  return {plain.b, plain.g, plain.r};
}

/// The zone in the reference. In a scene, what shows through glass is unknown, so only what is
/// opaque counts.
cv::Mat visible_zone(const Exam& exam, const ColorTarget& color, const cv::Mat& product) {
  cv::Mat zone = product.clone();
  if (!color.mask.empty()) zone &= color.mask > 127;
  if (exam.subject.scene) zone &= exam.subject.reference->alpha > 250;
  return zone;
}

/// What keeps the comparison from being made, or nothing.
std::string obstacle(const Exam& exam, const ColorTarget& color) {
  const auto& reference = exam.subject.reference;
  if (!exam.product_known()) return "the product's outline is unknown";
  const bool needs_reference = !color.target || !color.mask.empty();
  if (needs_reference && (!reference || !reference->has_alpha()))
    return "there is no cut-out packshot to compare with";
  if (!color.mask.empty() && color.mask.size() != reference->bgr.size())
    return "the zone's mask is not of the packshot's size";
  return {};
}

util::Result<Comparison> compare(const Exam& exam, const ColorTarget& color) {
  const auto none = [](const char* why) { return util::Error{util::ErrorKind::not_found, why}; };
  Comparison result;
  result.zone = exam.product;
  if (exam.subject.reference && exam.subject.reference->has_alpha()) {
    const imaging::Picture& reference = *exam.subject.reference;
    const cv::Mat product = imaging::product_area(reference.alpha);
    const cv::Rect box = imaging::bounding_box(product);
    if (box.empty()) return none("the packshot shows no product");
    const cv::Mat zone = visible_zone(exam, color, product);
    result.zone = zone_in_delivered(exam, zone, box);
    const cv::Mat seen = imaging::flatten(reference, background_of(exam));
    const imaging::DominantColor before = imaging::dominant_color(seen, colour_core(zone));
    if (before.pixels == 0) return none("the zone is too small in the packshot");
    result.should_be = before.median;
    result.shown = mean_color(seen, zone);
  }
  if (color.target) {
    result.shown = {color.target->b, color.target->g, color.target->r};
    result.should_be = imaging::to_lab(result.shown);
  }
  const imaging::DominantColor now = imaging::dominant_color(exam.bgr, colour_core(result.zone));
  if (now.pixels == 0) return none("the zone is too small in the delivered picture");
  result.is = now.median;
  return result;
}

Limits limits_for(const Exam& exam, const ColorTarget& color) {
  if (exam.subject.scene) return kInScene;
  return color.target ? kRecolored : kUnchanged;
}

/// A product drawn anew may be turned or shaped otherwise: then a zone's mask only about fits, and
/// what it shows is a reason to look, not to reject.
bool place_is_guessed(const Exam& exam, const ColorTarget& color) {
  return exam.subject.pixels == domain::PixelMode::regenerate && !color.mask.empty();
}

/// A small hue turn may pass as a difference and still be seen on a saturated colour.
bool hue_turned(const LabColor& is, const LabColor& should_be) {
  return std::min(is.chroma(), should_be.chroma()) > kLeastChroma &&
         imaging::hue_distance(is, should_be) > kMostHueTurn;
}

std::string lab_text(const LabColor& color) {
  return "Lab " + util::fixed_text(color.lightness, 1) + " " + util::fixed_text(color.a, 1) + " " +
         util::fixed_text(color.b, 1);
}

}  // namespace

Finding check_color(const Exam& exam, const ColorTarget& color) {
  const Severity severity = exam.subject.profile.severity_of("color", Severity::reject);
  const Rule color_rule = rule(exam, "color." + color.zone, severity, "dE00");
  if (const std::string why = obstacle(exam, color); !why.empty())
    return not_measured(color_rule, why);
  const util::Result<Comparison> found = compare(exam, color);
  if (!found) return not_measured(color_rule, found.error().message);

  const LabColor is = exam.subject.scene ? relit(found->is, found->should_be) : found->is;
  const double difference = imaging::delta_e_2000(found->should_be, is);
  const Limits limits = limits_for(exam, color);
  const std::string text = color.zone + " is " + lab_text(found->is) + ", wanted " +
                           lab_text(found->should_be) + ": CIEDE2000 " +
                           util::fixed_text(difference, 2);
  const auto evidence = [&] {
    return show_color(exam.bgr, imaging::bounding_box(found->zone), found->shown);
  };
  if (difference > limits.bad && !place_is_guessed(exam, color))
    return failed(color_rule, {difference, limits.bad, text}, evidence());
  if (difference > limits.good)
    return doubtful(color_rule, {difference, limits.good, text}, evidence());
  if (!exam.subject.scene && color.target && hue_turned(is, found->should_be)) {
    const double turn = imaging::hue_distance(is, found->should_be);
    Rule hue_rule = color_rule;
    hue_rule.unit = "degrees";
    return doubtful(
        hue_rule,
        {turn, kMostHueTurn, text + ", its hue " + util::fixed_text(turn, 1) + " degrees off"},
        evidence());
  }
  return passed(color_rule, {difference, limits.good, text});
}

}  // namespace vitrine::quality

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

/// A product cut out of its frame: its box only.
struct Boxed {
  cv::Mat bgr;
  cv::Mat product;  ///< 0 / 255
};

Boxed boxed(const cv::Mat& bgr, const cv::Mat& product) {
  const cv::Rect box = imaging::bounding_box(product);
  return {bgr(box), product(box)};
}

Boxed at_height(const Boxed& boxed_product, int height) {
  if (boxed_product.bgr.rows == height) return boxed_product;
  const cv::Size size(std::max(1, boxed_product.bgr.cols * height / boxed_product.bgr.rows),
                      height);
  const imaging::Window whole(0, 0, boxed_product.bgr.cols, boxed_product.bgr.rows);
  return {imaging::resample(boxed_product.bgr, whole, size, imaging::Outside::edge),
          imaging::resample(boxed_product.product, whole, size, imaging::Outside::edge) > 127};
}

/// The silhouette's own edge is left out: it would count as detail.
double detail_of(const Boxed& boxed_product) {
  return imaging::laplacian_variance(boxed_product.bgr, inner(boxed_product.product, 4));
}

std::optional<Boxed> reference_of(const Exam& exam) {
  const auto& reference = exam.subject.reference;
  if (!reference || !reference->has_alpha()) return std::nullopt;
  const cv::Mat product = imaging::product_area(reference->alpha);
  if (cv::countNonZero(product) == 0) return std::nullopt;
  return boxed(imaging::flatten(*reference, {255, 255, 255}), product);
}

/// Against the packshot, both at six tenths of the smaller size: the finest grain, which any
/// scaling and coding takes away, is not what a person calls sharp (measured on 40 photographs,
/// enlarged up to 2.5 times). What a file loses of a nearly plain surface is noise, so a floor of
/// it is added to both sides.
Finding sharpness_against(const Exam& exam, const Rule& sharp_rule, const Boxed& reference) {
  const Boxed own = boxed(exam.bgr, exam.product);
  const int height = std::max(1, std::min(own.bgr.rows, reference.bgr.rows) * 6 / 10);
  const Boxed is = at_height(own, height), should_be = at_height(reference, height);
  constexpr double noise_floor = 20;
  const double relative = (detail_of(is) + noise_floor) / (detail_of(should_be) + noise_floor);
  constexpr double good = 0.5, bad = 0.25, invented = 2.0;
  const auto measured = [&](double limit, const std::string& judgement) {
    return Measured{relative, limit,
                    "the product has " + util::fixed_text(relative, 2) +
                        " times the packshot's fine detail" + judgement};
  };
  const auto evidence = [&] { return show_pair(is.bgr, should_be.bgr); };
  if (relative < bad) return failed(sharp_rule, measured(bad, ": it is blurred"), evidence());
  if (relative < good) return doubtful(sharp_rule, measured(good, ": it is soft"), evidence());
  if (relative > invented)
    return doubtful(sharp_rule, measured(invented, ": grain or edges were added"), evidence());
  return passed(sharp_rule, measured(good, ""));
}

/// Nothing to compare with: a low value may be a plain product, so it is never more than a doubt.
Finding sharpness_alone(const Exam& exam, const Rule& sharp_rule) {
  constexpr int usual_height = 800;
  constexpr double enough = 40;
  const double detail = detail_of(at_height(boxed(exam.bgr, exam.product), usual_height));
  const Measured measured{detail, enough,
                          "variance of the Laplacian " + util::fixed_text(detail, 1) +
                              " at 800 px, no packshot to compare with"};
  if (detail >= enough) return passed(sharp_rule, measured);
  return doubtful(sharp_rule, measured, show_spot(exam.bgr, exam.box));
}

/// Share of the product in which every channel is at most `level`, or one at least.
double share_darker(const Boxed& boxed_product, int level) {
  cv::Mat dark;
  cv::inRange(boxed_product.bgr, cv::Scalar::all(0), cv::Scalar::all(level), dark);
  return double(cv::countNonZero(dark & boxed_product.product)) /
         cv::countNonZero(boxed_product.product);
}
double share_lighter(const Boxed& boxed_product, int level) {
  cv::Mat below;
  cv::inRange(boxed_product.bgr, cv::Scalar::all(0), cv::Scalar::all(level - 1), below);
  return double(cv::countNonZero((below == 0) & boxed_product.product)) /
         cv::countNonZero(boxed_product.product);
}

std::string percent(double value) { return util::fixed_text(value, 2) + " %"; }

}  // namespace

Finding check_sharpness(const Exam& exam) {
  const Rule sharp_rule = rule(exam, "sharpness", Severity::reject);
  if (!exam.product_known()) return not_measured(sharp_rule, "the product's outline is unknown");
  if (cv::countNonZero(exam.inside > 4) == 0)
    return not_measured(sharp_rule, "the product is too thin to be measured");
  const std::optional<Boxed> reference = reference_of(exam);
  return reference ? sharpness_against(exam, sharp_rule, *reference)
                   : sharpness_alone(exam, sharp_rule);
}

Finding check_clipping(const Exam& exam) {
  const Rule clip_rule = rule(exam, "clipping", Severity::reject, "%");
  if (!exam.product_known()) return not_measured(clip_rule, "the product's outline is unknown");
  const std::optional<Boxed> reference = reference_of(exam);
  const Boxed own = boxed(exam.bgr, exam.product);
  // Chrome, white and black products are clipped in the packshot too: only what was added counts.
  const double light =
      100 * (share_lighter(own, 254) - (reference ? share_lighter(*reference, 254) : 0));
  const double dark = 100 * (share_darker(own, 2) - (reference ? share_darker(*reference, 2) : 0));
  constexpr double light_warn = 1, light_reject = 5, dark_warn = 2;
  const auto evidence = [&] { return show_spot(exam.bgr, exam.box); };
  const std::string burnt = percent(light) + " of the product is burnt out";
  if (light > light_reject && reference)
    return failed(clip_rule, {light, light_reject, burnt}, evidence());
  if (light > light_warn) return doubtful(clip_rule, {light, light_warn, burnt}, evidence());
  if (dark > dark_warn)
    return doubtful(clip_rule, {dark, dark_warn, percent(dark) + " of the product is black"},
                    evidence());
  return passed(clip_rule, {std::max(light, 0.0), light_warn, "nothing was burnt out or lost"});
}

Finding check_enlarged(const Exam& exam) {
  const std::vector<std::string>& forbidden = exam.subject.profile.forbid;
  const bool is_forbidden =
      std::find(forbidden.begin(), forbidden.end(), "upscaled") != forbidden.end();
  const Rule scale_rule =
      rule(exam, "enlarged", is_forbidden ? Severity::reject : Severity::warn, "times");
  if (!exam.subject.scale) return not_measured(scale_rule, "the size of the rendering is unknown");
  constexpr double limit = 1.5;
  const Measured measured{
      *exam.subject.scale, limit,
      "delivered at " + util::fixed_text(*exam.subject.scale, 2) + " times the rendering's size"};
  if (measured.value <= limit) return passed(scale_rule, measured);
  return failed(scale_rule, measured,
                exam.product_known() ? show_spot(exam.bgr, exam.box) : std::string());
}

}  // namespace vitrine::quality

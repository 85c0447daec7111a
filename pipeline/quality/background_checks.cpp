#include "pipeline/imaging/color.hpp"
#include "pipeline/imaging/measure.hpp"
#include "pipeline/quality/checks.hpp"
#include "pipeline/quality/evidence.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>

namespace vitrine::quality {
namespace {

using domain::BackgroundMode;
using domain::Severity;

constexpr int kRinging = 16;          // JPEG's ringing stays within one coding block of the product
constexpr double kShadowReach = 0.1;  // of the frame's side: how far a contact shadow may spread

/// The background, in the pieces that the whiteness tests look at. All 0 / 255.
struct Background {
  cv::Mat border;  ///< a frame of 0.5 % of the side, at least 8 px
  cv::Mat far;     ///< further from the product than ringing and shadow reach
  cv::Mat all;     ///< everything but the product, its soft edge and its shadow
};

cv::Mat border_of(cv::Size frame) {
  const int width = std::max(8, std::max(frame.width, frame.height) / 200);
  cv::Mat border(frame, CV_8UC1, cv::Scalar(255));
  const cv::Rect middle(width, width, frame.width - 2 * width, frame.height - 2 * width);
  if (middle.width > 0 && middle.height > 0) border(middle).setTo(0);
  return border;
}

Background background_of(const Exam& exam) {
  Background background{border_of(exam.frame()), {}, {}};
  if (!exam.product_known()) return background;
  const bool shadow = exam.subject.recipe.shadow && exam.subject.profile.shadow_allowed;
  const int side = std::max(exam.frame().width, exam.frame().height);
  const double reach = shadow ? std::max<double>(kRinging, kShadowReach * side) : kRinging;
  background.far = exam.outside > reach;
  background.all = exam.outside > (shadow ? reach : 1.0);
  background.border &= background.far;
  return background;
}

/// The darkest of a pixel's channels: what keeps it from being white.
cv::Mat darkest_channel(const cv::Mat& bgr) {
  std::vector<cv::Mat> channels;
  cv::split(bgr, channels);
  return cv::min(cv::min(channels[0], channels[1]), channels[2]);
}

/// Share of `area` where `good` holds; an empty area is all good.
double share(const cv::Mat& good, const cv::Mat& area) {
  const int pixels = cv::countNonZero(area);
  return pixels == 0 ? 1 : static_cast<double>(cv::countNonZero(good & area)) / pixels;
}

struct WhiteTest {
  const char* where;
  cv::Mat area;
  int level;  ///< every channel at least this
  double needed, doubtful_below;
};

std::vector<WhiteTest> white_tests(const Background& background, BackgroundMode mode) {
  if (mode == BackgroundMode::exact_white)
    return {{"of the frame's border is exactly white", background.border, 255, 1, 1},
            {"of the background away from the product is exactly white", background.far, 255, 0.999,
             0.999},
            {"of the whole background is nearly white", background.all, 250, 0.98, 0.99}};
  return {
      {"of the frame's border is nearly white", background.border, 240, 0.99, 0.99},
      {"of the background away from the product is nearly white", background.far, 240, 0.98, 0.99}};
}

/// The neighbourhood of the worst offender.
cv::Rect worst_spot(const cv::Mat& darkest, const cv::Mat& area, int level) {
  cv::Mat values = darkest.clone();
  values.setTo(255, area == 0);
  const cv::Rect offenders = imaging::bounding_box(values < level);
  if (offenders.width < 64 && offenders.height < 64) return offenders;
  cv::Point at;
  cv::minMaxLoc(values, nullptr, nullptr, &at);
  return cv::Rect(at.x - 8, at.y - 8, 16, 16) & cv::Rect({0, 0}, values.size());
}

std::string percent(double value) { return util::fixed_text(value * 100, 2) + " %"; }

Finding check_white(const Exam& exam, const Rule& white_rule) {
  const cv::Mat darkest = darkest_channel(exam.bgr);
  const Background background = background_of(exam);
  std::optional<Finding> doubt;
  Measured last;
  for (const WhiteTest& test : white_tests(background, exam.subject.profile.background)) {
    if (test.area.empty()) continue;  // the product's outline is unknown
    const double white = share(darkest >= test.level, test.area);
    const Measured measured{white * 100, test.needed * 100, percent(white) + " " + test.where};
    const auto evidence = [&] {
      return show_spot(exam.bgr, worst_spot(darkest, test.area, test.level));
    };
    if (white < test.needed) return failed(white_rule, measured, evidence());
    if (white < test.doubtful_below && !doubt) doubt = doubtful(white_rule, measured, evidence());
    last = measured;
  }
  if (doubt) return *doubt;
  if (!exam.product_known())
    return not_measured(white_rule, "the border is white; the rest is not known to be background");
  return passed(white_rule, last);
}

Finding check_neutral(const Exam& exam, const Rule& neutral_rule) {
  const Background background = background_of(exam);
  const imaging::DominantColor tone =
      imaging::dominant_color(exam.bgr, exam.product_known() ? background.all : background.border);
  if (tone.pixels == 0) return not_measured(neutral_rule, "no background is left to look at");
  constexpr double most_chroma = 6, least_lightness = 70;
  const std::string text = "the background's chroma is " +
                           util::fixed_text(tone.median.chroma(), 1) + ", its lightness " +
                           util::fixed_text(tone.median.lightness, 1);
  const Measured measured{tone.median.chroma(), most_chroma, text};
  if (tone.median.chroma() <= most_chroma && tone.median.lightness >= least_lightness)
    return passed(neutral_rule, measured);
  return failed(neutral_rule, measured, show_spot(exam.bgr, {{0, 0}, exam.frame()}));
}

/// Framing puts white around a product that the photograph had already cut off.
bool is_cut_in_packshot(const Exam& exam) {
  const auto& reference = exam.subject.reference;
  if (!reference || !reference->has_alpha()) return false;
  const cv::Rect box = imaging::bounding_box(imaging::product_area(reference->alpha));
  const cv::Rect whole({0, 0}, reference->bgr.size());
  return box.x == 0 || box.y == 0 || box.br().x == whole.width || box.br().y == whole.height;
}

}  // namespace

std::optional<Finding> check_whiteness(const Exam& exam) {
  switch (exam.subject.profile.background) {
    case BackgroundMode::exact_white:
      return check_white(exam, rule(exam, "whiteness", Severity::reject, "%"));
    case BackgroundMode::white_or_near:
      return check_white(exam, rule(exam, "whiteness", Severity::warn, "%"));
    case BackgroundMode::neutral:
      return check_neutral(exam, rule(exam, "whiteness", Severity::warn, "chroma"));
    case BackgroundMode::free:
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Finding> check_fill(const Exam& exam) {
  const domain::Profile& profile = exam.subject.profile;
  if (profile.fill_min <= 0 && profile.fill_max >= 1) return std::nullopt;
  const Rule fill_rule = rule(exam, "fill", Severity::warn);
  if (!exam.product_known()) return not_measured(fill_rule, "the product's outline is unknown");
  const double fill = std::max(static_cast<double>(exam.box.width) / exam.frame().width,
                               static_cast<double>(exam.box.height) / exam.frame().height);
  // Half a pixel at each side is rounding, not a smaller product.
  const double rounding = 1.0 / std::min(exam.frame().width, exam.frame().height);
  const std::string text = "the product fills " + percent(fill) + " of the frame's side";
  if (fill < profile.fill_min - rounding)
    return failed(fill_rule, {fill, profile.fill_min, text}, show_spot(exam.bgr, exam.box));
  if (fill > profile.fill_max + rounding)
    return failed(fill_rule, {fill, profile.fill_max, text}, show_spot(exam.bgr, exam.box));
  return passed(fill_rule, {fill, profile.fill_min, text});
}

Finding check_margins(const Exam& exam) {
  const bool packshot = exam.subject.recipe.framing == domain::Framing::fit_product;
  const Rule margin_rule =
      rule(exam, "margins", packshot ? Severity::reject : Severity::warn, "px");
  if (!exam.product_known()) return not_measured(margin_rule, "the product's outline is unknown");
  const cv::Size frame = exam.frame();
  const cv::Rect& box = exam.box;
  const int margin =
      std::min({box.x, box.y, frame.width - box.x - box.width, frame.height - box.y - box.height});
  const auto evidence = [&] { return show_spot(exam.bgr, box); };
  if (margin <= 0)
    return failed(margin_rule, {0, 1, "the product touches the frame: it is cut"}, evidence());
  const double off =
      std::max(std::abs(box.x + box.width / 2.0 - frame.width / 2.0) / frame.width,
               std::abs(box.y + box.height / 2.0 - frame.height / 2.0) / frame.height);
  constexpr double most_off = 0.03;
  if (packshot && off > most_off)
    return doubtful(rule(exam, "margins", Severity::warn),
                    {off, most_off, "the product is " + percent(off) + " off the middle"},
                    evidence());
  if (packshot && is_cut_in_packshot(exam))
    return doubtful(margin_rule, {0, 1, "the packshot's own frame cuts the product"}, evidence());
  return passed(margin_rule,
                {double(margin), 1, std::to_string(margin) + " px are free around the product"});
}

}  // namespace vitrine::quality

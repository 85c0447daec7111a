#include "pipeline/quality/identity.hpp"

#include "pipeline/imaging/registration.hpp"
#include "pipeline/quality/evidence.hpp"
#include "pipeline/quality/identity_checks.hpp"
#include "pipeline/quality/outline_samples.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace vitrine::quality {
namespace {

constexpr int kSureInliers = 15;
// Where nothing can be compared (a thing too thin or too small for tiles), the product's own
// pictures say how many matches there can be: this share of those of its smallest.
constexpr double kSureShare = 0.6;
constexpr int kFewestSure = 8;
constexpr double kSureRatio = 0.35;
constexpr float kSureLikeness = 0.7F;  // median over texture
constexpr double kSecondShare = 0.25;  // of the first place's inliers
constexpr int kSecondInliers = 9;
// Turned, a thing is less wide; seen from above, less high: the more, the more its sides lean over
// their foot (radians). `kSlack` is what else it may be wider for its height.
constexpr double kMostNarrower = 0.06, kSlack = 0.042;
constexpr double kPackshotAbove = 6 * CV_PI / 180, kMostAbove = 20 * CV_PI / 180;
constexpr double kMostLeaning = 35 * CV_PI / 180;
constexpr double kUpper = 0.15, kLower = 0.85;  // where sides are looked at, share of the height
// Standard deviation of what was found again, share of the box: nearer to a line, the other
// direction's scale is a guess.
constexpr double kLeastSpread = 0.06;

/// Of all texture, half lies in tiles less alike: on a large plain thing with a small print most
/// tiles show folds and shading, which light and pose draw anew. Nothing where no tile has texture
/// to compare: a thing too thin for tiles, or a plain one.
std::optional<float> median_likeness(const TileComparison& comparison) {
  std::vector<std::pair<float, float>> values;  // likeness, texture
  float all = 0;
  for (const TileLikeness& tile : comparison.tiles)
    if (tile.texture >= kLeastTexture) {
      values.emplace_back(tile.likeness, tile.texture);
      all += tile.texture;
    }
  std::sort(values.begin(), values.end());
  float below = 0;
  for (const auto& [likeness, texture] : values)
    if ((below += texture) >= all / 2) return likeness;
  return std::nullopt;
}

Finding check_same(const IdentityExam& exam, const Look* look) {
  const Rule rule = identity_rule(exam, "same", "matches");
  if (look == nullptr)
    return failed(
        rule, {0, kLeastInliers, "the product was not found: it is another one or unrecognisable"},
        show_pair(exam.rendering, exam.reference.product.bgr));
  const std::vector<int>& self = exam.reference.self_inliers;
  const int needed = self.empty()
                         ? kSureInliers
                         : std::clamp(static_cast<int>(std::lround(kSureShare * self.back())),
                                      kFewestSure, kSureInliers);
  const bool sure = look->found.inliers >= needed && look->found.ratio >= kSureRatio;
  const std::optional<float> likeness = median_likeness(look->tiles);
  const bool alike = likeness && *likeness >= kSureLikeness;
  Measured measured{static_cast<double>(look->found.inliers), static_cast<double>(needed), {}};
  if (alike || (sure && !likeness)) {
    measured.detail = "the product is in the picture";
    measured.limit = std::min<double>(measured.limit, look->found.inliers);
    return passed(rule, std::move(measured));
  }
  measured.detail = "something like the product was found, but it is not the same";
  const cv::Rect whole(0, 0, exam.reference.product.width(), exam.reference.product.height());
  return failed(rule, std::move(measured), show_both(exam, *look, whole));
}

Finding check_count(const IdentityExam& exam, const std::vector<imaging::Registration>& places) {
  const Rule rule = identity_rule(exam, "count", "products");
  const int allowed = std::max(1, exam.pieces);
  const double needed = std::max<double>(kSecondInliers, kSecondShare * places.front().inliers);
  int count = 0;
  const imaging::Registration* last = nullptr;
  for (const imaging::Registration& place : places)
    if (place.inliers >= needed || count == 0) ++count, last = &place;
  Measured measured{static_cast<double>(count), static_cast<double>(allowed), {}};
  if (count <= allowed) {
    measured.detail = "the product is there once";
    if (count > 1) measured.detail = "no more products than the article has";
    return passed(rule, std::move(measured));
  }
  measured.detail = "the product is in the picture more often than the article has pieces";
  const cv::Rect& box = exam.reference.box;
  std::vector<cv::Point2f> corners;
  for (const cv::Point& corner :
       {box.tl(), cv::Point(box.br().x, box.y), box.br(), cv::Point(box.x, box.br().y)})
    corners.emplace_back(imaging::project(last->to_picture, corner));
  const cv::Rect spot = cv::boundingRect(corners) & cv::Rect({}, exam.rendering.size());
  return failed(rule, std::move(measured), spot.empty() ? "" : show_spot(exam.rendering, spot));
}

/// How far the sides lean over their foot, radians: that of the two that leans less; 0 where one
/// stands or leans back. A thing that is as deep as wide leans to the front, too.
double leaning(const IdentityReference& reference) {
  const cv::Mat& alpha = reference.product.alpha;
  double n = 0, sum_y = 0, yy = 0;
  std::array<double, 2> sum_x{}, yx{};
  for (int y = cvRound(kUpper * alpha.rows); y < cvRound(kLower * alpha.rows); ++y) {
    const auto* row = alpha.ptr(y);
    int first = 0, last = alpha.cols - 1;
    while (first < last && row[first] < 128) ++first;
    while (last > first && row[last] < 128) --last;
    n += 1, sum_y += y, yy += static_cast<double>(y) * y;
    sum_x[0] -= first, yx[0] -= static_cast<double>(y) * first;  // both outwards
    sum_x[1] += last, yx[1] += static_cast<double>(y) * last;
  }
  const double spread = n * yy - sum_y * sum_y;
  double least = spread > 0 ? kMostLeaning : 0;
  for (std::size_t side = 0; side < 2 && spread > 0; ++side)
    least = std::min(least, std::atan(-(n * yx[side] - sum_y * sum_x[side]) / spread));
  return std::max(least, 0.0);
}

}  // namespace

Finding check_shape(const IdentityExam& exam, const Look& look) {
  const Rule rule = identity_rule(exam, "shape");
  if (std::min(look.spread.x, look.spread.y) < kLeastSpread)
    return not_measured(rule, "too little of the product's width or height was found again");
  const double stretch = look.wider - 1;
  const bool wider = stretch > 0;
  const double lean = leaning(exam.reference);
  const double most_wider =
      std::cos(kPackshotAbove + lean) / std::cos(kMostAbove + lean) - 1 + kSlack;
  Measured measured{stretch, wider ? most_wider : -kMostNarrower, {}};
  if (stretch <= most_wider && stretch >= -kMostNarrower) {
    measured.detail = "width and height are in the packshot's proportion";
    return passed(rule, std::move(measured));
  }
  measured.detail = "the product is " + util::fixed_text(std::abs(stretch) * 100, 0) + " % " +
                    (wider ? "wider" : "narrower") + " for its height than in the packshot";
  const cv::Rect whole(0, 0, exam.reference.product.width(), exam.reference.product.height());
  return failed(rule, std::move(measured), show_both(exam, look, whole));
}

Rule identity_rule(const IdentityExam& exam, const std::string& what, const std::string& unit) {
  return {"identity." + what, exam.severity, unit};
}

cv::Rect in_rendering(const IdentityExam& exam, const Look& look, const cv::Rect& spot) {
  std::vector<cv::Point2f> corners;
  for (const cv::Point& corner :
       {spot.tl(), cv::Point(spot.br().x, spot.y), spot.br(), cv::Point(spot.x, spot.br().y)})
    corners.emplace_back(look.found.alignment(corner));
  return cv::boundingRect(corners) & cv::Rect({}, exam.rendering.size());
}

std::string show_both(const IdentityExam& exam, const Look& look, const cv::Rect& spot) {
  const imaging::Picture& product = exam.reference.product;
  const cv::Rect frame(0, 0, product.width(), product.height());
  const cv::Rect around =
      cv::Rect(spot.x - spot.width, spot.y - spot.height, 3 * spot.width, 3 * spot.height) & frame;
  const cv::Rect there =
      look.found.alignment.frame.empty() ? cv::Rect() : in_rendering(exam, look, around);
  if (there.empty()) return show_pair(exam.rendering, product.bgr);
  return show_pair(exam.rendering(there), product.bgr(around));
}

IdentityReport check_identity(const IdentityExam& exam) {
  IdentityReport report;
  if (!exam.reference.usable()) {
    report.findings.push_back(
        not_measured(identity_rule(exam, "same", "matches"), exam.reference.unusable));
    return report;
  }
  const std::vector<imaging::Registration> places = places_of(exam.reference, exam.rendering);
  if (places.empty()) {
    report.findings.push_back(check_same(exam, nullptr));
    return report;
  }
  Look look = look_at(exam.reference, exam.rendering, places.front());
  report.findings.push_back(check_same(exam, &look));
  report.findings.push_back(check_count(exam, places));
  report.findings.push_back(check_shape(exam, look));
  if (look.side == 0) {
    report.findings.push_back(
        not_measured(identity_rule(exam, "tiles"), "the product is too small here to compare"));
    report.found = look.found;
    return report;
  }
  look_again(exam, look);
  const Surroundings around = surroundings_of(exam, look);
  Outline outline = outline_in(exam, look, around);
  Checked parts = check_parts(exam, look, outline);
  Checked edges = check_outline(exam, look, outline);
  const double gap = edges.finding.verdict.value / edges.finding.verdict.limit;
  std::array<Checked, 6> spots{check_tiles(exam, look),
                               check_added(exam, look),
                               check_sharp_as_before(exam, look),
                               check_complete(exam, look, around, gap),
                               std::move(edges),
                               std::move(parts)};
  for (Checked& checked : spots) {
    if (look.found.worst.empty() && !checked.spot.empty()) {
      look.found.worst = in_rendering(exam, look, checked.spot);
      const double fx =
          static_cast<double>(exam.reference.box.width) / exam.reference.product.width();
      const double fy =
          static_cast<double>(exam.reference.box.height) / exam.reference.product.height();
      look.found.worst_in_cutout = {exam.reference.box.x + static_cast<int>(checked.spot.x * fx),
                                    exam.reference.box.y + static_cast<int>(checked.spot.y * fy),
                                    static_cast<int>(checked.spot.width * fx),
                                    static_cast<int>(checked.spot.height * fy)};
    }
    report.findings.push_back(std::move(checked.finding));
  }
  for (Finding& finding : check_zone_colors(exam, look, around))
    report.findings.push_back(std::move(finding));
  report.found = look.found;
  return report;
}

}  // namespace vitrine::quality

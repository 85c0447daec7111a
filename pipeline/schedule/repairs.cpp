#include "pipeline/schedule/repairs.hpp"

#include "pipeline/finish/mending.hpp"
#include "pipeline/imaging/color.hpp"
#include "pipeline/imaging/measure.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace vitrine::schedule {
namespace {

using domain::Repair;
using domain::RepairKind;
using domain::VerdictOutcome;

constexpr double kMostShift = 12;

bool is_rejected(const RepairQuestion& question, std::string_view check) {
  return std::any_of(question.verdicts.begin(), question.verdicts.end(),
                     [&](const domain::Verdict& verdict) {
                       return verdict.outcome == VerdictOutcome::reject && verdict.check == check;
                     });
}

/// A mesh fine enough for a curved label: a cell for every sixteenth of the product.
cv::Size cells_for(const cv::Rect& area, const cv::Rect& product) {
  const double cell = std::max(1.0, std::max(product.width, product.height) / 16.0);
  const auto count = [cell](int side) {
    return std::clamp(static_cast<int>(std::ceil(side / cell)), 2, 24);
  };
  return {count(area.width), count(area.height)};
}

/// Around all lettering, a letter's height further; the failing spot where there is none.
cv::Rect label_area(const RepairQuestion& question) {
  cv::Rect area;
  for (const quality::ReferenceLine& line : question.text.lines) {
    const double turn = line.angle * CV_PI / 180, across = std::cos(turn), down = std::sin(turn);
    const auto corner = [&](double x, double y) {
      return cv::Point(static_cast<int>(line.corner.x + x * across - y * down),
                       static_cast<int>(line.corner.y + x * down + y * across));
    };
    const double far = line.size.width, low = line.size.height;
    const std::vector<cv::Point> corners{corner(0, 0), corner(far, 0), corner(far, low),
                                         corner(0, low)};
    cv::Rect box(corners[0], cv::Size(1, 1));
    for (const cv::Point& at : corners) box |= cv::Rect(at, cv::Size(1, 1));
    const int margin = static_cast<int>(line.x_height) + 2;
    box += cv::Point(-margin, -margin);
    box += cv::Size(2 * margin, 2 * margin);
    area = area.empty() ? box : area | box;
  }
  if (!question.found->worst_in_cutout.empty()) {
    cv::Rect spot = question.found->worst_in_cutout;
    const int margin = std::max(spot.width, spot.height) / 2;
    spot += cv::Point(-margin, -margin);
    spot += cv::Size(2 * margin, 2 * margin);
    area = area.empty() ? spot : area | spot;
  }
  const cv::Mat& alpha = question.product.cutout.alpha;
  return area & imaging::bounding_box(imaging::product_area(alpha));
}

std::optional<Repair> label_repair(const RepairQuestion& question) {
  const cv::Rect area = label_area(question);
  if (area.width < 8 || area.height < 8) return std::nullopt;
  const imaging::Mesh mesh =
      mesh_over(question.identity, *question.found, area, cells_for(area, question.identity.box));
  if (!imaging::is_sound(mesh)) return std::nullopt;
  Repair repair;
  repair.kind = RepairKind::restore_label;
  repair.source = question.product.pixels;
  repair.place = finish::place_of(mesh);
  return repair;
}

const util::Digest* stored_mask(const GateProduct& product, const std::string& zone) {
  for (const domain::Source& source : product.request.sources)
    if (source.name == zone &&
        (source.role == domain::SourceRole::zone || source.role == domain::SourceRole::protect))
      return &source.digest;
  return nullptr;
}

std::optional<Repair> color_repair(const RepairQuestion& question,
                                   const quality::ColorTarget& zone) {
  const util::Digest* mask = stored_mask(question.product, zone.zone);
  if (mask == nullptr) return std::nullopt;
  const imaging::Mesh mesh =
      mesh_over(question.identity, *question.found, cv::Rect({}, zone.mask.size()), {16, 16});
  if (!imaging::is_sound(mesh)) return std::nullopt;
  const imaging::Carried seen =
      imaging::carry({question.product.cutout.bgr, zone.mask}, mesh, question.rendering.size());
  const auto is = imaging::dominant_color(question.rendering, seen.weight > 200);
  const auto should_be = imaging::dominant_color(question.product.cutout.bgr, zone.mask > 200);
  if (is.pixels < 50 || should_be.pixels < 50) return std::nullopt;
  // Chroma falls with the light: the wish is that of the cut-out as it would look this bright.
  const double light =
      std::clamp(is.median.lightness / std::max(should_be.median.lightness, 1.0), 0.3, 1.3);
  const double a = should_be.median.a * light - is.median.a;
  const double b = should_be.median.b * light - is.median.b;
  if (std::hypot(a, b) > kMostShift) return std::nullopt;
  Repair repair;
  repair.kind = RepairKind::match_color;
  repair.source = *mask;
  repair.place = finish::place_of(mesh);
  repair.shift = {0, static_cast<int>(std::lround(100 * a)),
                  static_cast<int>(std::lround(100 * b))};
  return repair;
}

}  // namespace

imaging::Mesh mesh_over(const quality::IdentityReference& reference,
                        const quality::FoundProduct& found,
                        const cv::Rect& area,
                        cv::Size cells) {
  imaging::Mesh mesh{area, cells, {}};
  const cv::Size frame = found.alignment.frame;
  for (int j = 0; j <= cells.height; ++j)
    for (int i = 0; i <= cells.width; ++i) {
      const double x = area.x + static_cast<double>(area.width) * i / cells.width;
      const double y = area.y + static_cast<double>(area.height) * j / cells.height;
      // The gate counts from the middle of a pixel, a mesh from its corner.
      const cv::Point2d at((x - reference.box.x) * frame.width / reference.box.width - 0.5,
                           (y - reference.box.y) * frame.height / reference.box.height - 0.5);
      const cv::Point2d seen = found.alignment(at);
      if (!std::isfinite(seen.x) || !std::isfinite(seen.y)) return {area, cells, {}};
      const auto unit = [](double place) {
        return static_cast<int>(
            std::lround((std::clamp(place, -1e6, 1e6) + 0.5) * imaging::Mesh::kUnit));
      };
      mesh.points.emplace_back(unit(seen.x), unit(seen.y));
    }
  return mesh;
}

std::vector<std::vector<Repair>> repairs_for(const RepairQuestion& question) {
  std::vector<std::vector<Repair>> ways;
  if (!question.found || question.product.pixels.is_zero()) return ways;
  std::vector<Repair> colors;
  for (const quality::ColorTarget& zone : question.zones)
    if (is_rejected(question, "identity.color." + zone.zone))
      if (std::optional<Repair> repair = color_repair(question, zone))
        colors.push_back(*std::move(repair));
  std::optional<Repair> label;
  // Restoring is for lettering and print; a missing handle or a second product is not mended.
  if (is_rejected(question, "text.brand") || is_rejected(question, "text.label") ||
      is_rejected(question, "identity.tiles") || is_rejected(question, "identity.sharpness"))
    label = label_repair(question);
  if (!colors.empty()) ways.push_back(colors);
  if (label) ways.push_back({*label});
  if (label && !colors.empty()) {
    colors.push_back(*label);
    ways.push_back(std::move(colors));
  }
  return ways;
}

}  // namespace vitrine::schedule

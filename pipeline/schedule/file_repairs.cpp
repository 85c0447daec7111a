#include "pipeline/schedule/file_repairs.hpp"

#include "pipeline/finish/mending.hpp"
#include "pipeline/imaging/border.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/mesh.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace vitrine::schedule {
namespace {

using domain::Repair;
using domain::RepairKind;
using domain::VerdictOutcome;

VerdictOutcome outcome_of(const std::vector<quality::Finding>& findings, std::string_view check) {
  for (const quality::Finding& finding : findings)
    if (finding.verdict.check == check) return finding.verdict.outcome;
  return VerdictOutcome::not_measured;
}

bool has_plain_border(const std::string& rendering) {
  constexpr int kLeastSide = 32;  // that read_border can read
  const util::Result<imaging::Picture> picture = imaging::decode(rendering);
  return picture && std::min(picture->width(), picture->height()) >= kLeastSide &&
         imaging::read_border(picture->bgr).is_plain;
}

/// By the rendering's own mask of the product, which lies where it lies.
std::optional<Repair> halo_repair(const FinishingInput& input, const std::string& rendering) {
  const auto info = imaging::inspect(rendering);
  if (!input.rendered.mask || !info) return std::nullopt;
  Repair repair;
  repair.kind = RepairKind::clean_halo;
  repair.source = *input.rendered.mask;
  repair.place = finish::place_of(
      imaging::mesh_of_plane(cv::Matx33d::eye(), {0, 0, info->width, info->height}, {1, 1}));
  return repair;
}

std::pair<int, int> against(const std::vector<quality::Finding>& findings) {
  std::pair<int, int> count{0, 0};
  for (const quality::Finding& finding : findings) {
    if (finding.verdict.outcome == VerdictOutcome::reject) ++count.first;
    if (finding.verdict.outcome == VerdictOutcome::warn) ++count.second;
  }
  return count;
}

}  // namespace

std::vector<Repair> repairs_of_file(const FinishingInput& input,
                                    const std::vector<quality::Finding>& findings,
                                    const std::string& rendering) {
  std::vector<Repair> repairs;
  if (input.recipe.framing != domain::Framing::crop) return repairs;
  const auto may = [&](RepairKind kind) {
    const auto& allowed = input.profile.repairs;
    return std::find(allowed.begin(), allowed.end(), kind) != allowed.end();
  };
  const VerdictOutcome halo = outcome_of(findings, "halo");
  const bool has_halo = halo == VerdictOutcome::warn || halo == VerdictOutcome::reject;
  if (has_halo && may(RepairKind::clean_halo))
    if (std::optional<Repair> repair = halo_repair(input, rendering))
      repairs.push_back(*std::move(repair));
  const auto is_rejected = [&](std::string_view check) {
    return outcome_of(findings, check) == VerdictOutcome::reject;
  };
  if (is_rejected("margins") && may(RepairKind::pad) && has_plain_border(rendering))
    repairs.push_back({RepairKind::pad, {}, {}, {}});
  if (is_rejected("whiteness") && may(RepairKind::white_snap))
    repairs.push_back({RepairKind::white_snap, {}, {}, {}});
  return repairs;
}

bool is_less_wrong(const std::vector<quality::Finding>& one,
                   const std::vector<quality::Finding>& other) {
  return against(one) < against(other);
}

}  // namespace vitrine::schedule

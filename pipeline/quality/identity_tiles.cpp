#include "pipeline/quality/evidence.hpp"
#include "pipeline/quality/identity_checks.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>

namespace vitrine::quality {
namespace {

// How much worse than its self-test a tile may be.
constexpr float kLikenessMargin = 0.15F, kLowestLimit = 0.2F, kHighestLimit = 0.8F;
constexpr float kAddedFactor = 1.6F, kAddedMargin = 8, kAddedShare = 0.35F;
constexpr float kSharpnessShare = 0.25F, kSharpDetail = 5;
constexpr float kLaidWell = 0.5F;
constexpr std::size_t kGivenTiles = 60;
// Further than this from what was surely found again, other sides of a solid thing are seen.
constexpr float kReach = 0.07F;

const TileLimits* limits_of(const IdentityExam& exam, const Look& look) {
  for (const TileLimits& limits : exam.reference.limits)
    if (limits.side == look.side && limits.likeness.size() == look.tiles.tiles.size())
      return &limits;
  return nullptr;
}

/// A tile's square in the pixels of the prepared product.
cv::Rect spot_of(const IdentityExam& exam, const Look& look, cv::Point middle) {
  const imaging::Picture& product = exam.reference.product;
  const double f = static_cast<double>(std::max(product.width(), product.height())) / look.side;
  const int half = static_cast<int>(std::lround(kTile * f / 2));
  const cv::Point at(static_cast<int>(middle.x * f), static_cast<int>(middle.y * f));
  return cv::Rect(at.x - half, at.y - half, 2 * half, 2 * half) &
         cv::Rect(0, 0, product.width(), product.height());
}

/// Whether a tile is near enough to what was surely found again.
bool counts(const Look& look, std::size_t tile) {
  return look.lone[tile] <= kReach * static_cast<float>(look.side);
}

float likeness_limit(const TileLimits& limits, std::size_t tile) {
  return std::clamp(limits.likeness[tile] - kLikenessMargin, kLowestLimit, kHighestLimit);
}

float added_limit(const TileLimits& limits, const TileLikeness& tile, std::size_t i) {
  return limits.added[i] * kAddedFactor + kAddedMargin + kAddedShare * tile.texture;
}

}  // namespace

void look_again(const IdentityExam& exam, Look& look) {
  const TileLimits* limits = limits_of(exam, look);
  if (limits == nullptr) return;
  std::vector<std::pair<float, std::size_t>> doubts;
  for (std::size_t i = 0; i < look.tiles.tiles.size(); ++i) {
    const TileLikeness& tile = look.tiles.tiles[i];
    if (!counts(look, i)) continue;
    const float unlike = likeness_limit(*limits, i) - tile.likeness;
    const float more = tile.added / added_limit(*limits, tile, i) - 1;
    const float doubt = std::max(tile.texture < kLeastTexture ? -1 : unlike, more);
    if (doubt > 0) doubts.emplace_back(doubt, i);
  }
  std::sort(doubts.rbegin(), doubts.rend());
  // With give a tile can only become more alike, so those without doubt need no second look.
  if (doubts.size() > kGivenTiles) doubts.resize(kGivenTiles);
  for (const auto& [doubt, i] : doubts) {
    const int reach = 2 + static_cast<int>(std::min(0.2F * look.lone[i], 12.0F));
    look.tiles.tiles[i] = with_give(look.tiles, look.tiles.tiles[i], reach);
  }
}

Checked check_tiles(const IdentityExam& exam, const Look& look) {
  const Rule rule = identity_rule(exam, "tiles");
  const TileLimits* limits = limits_of(exam, look);
  if (limits == nullptr)
    return {not_measured(rule, "the product is too small here to compare"), {}};
  float lack = -1e9F;
  std::size_t worst = 0;
  for (std::size_t i = 0; i < look.tiles.tiles.size(); ++i) {
    const TileLikeness& tile = look.tiles.tiles[i];
    if (tile.texture < kLeastTexture || !counts(look, i)) continue;
    const float own = likeness_limit(*limits, i) - tile.likeness;
    if (own > lack) lack = own, worst = i;
  }
  if (lack < -1e8F)
    return {not_measured(rule, "the product has no print or texture to compare"), {}};
  const TileLikeness& tile = look.tiles.tiles[worst];
  Measured measured{tile.likeness, likeness_limit(*limits, worst), {}};
  const cv::Rect spot = spot_of(exam, look, tile.middle);
  if (lack <= 0) {
    measured.detail = "print and structure are the packshot's everywhere";
    return {passed(rule, std::move(measured)), {}};
  }
  measured.detail = "a spot differs from the packshot: letters, print or a seam are not the same";
  return {failed(rule, std::move(measured), show_both(exam, look, spot)), spot};
}

Checked check_added(const IdentityExam& exam, const Look& look) {
  const Rule rule = identity_rule(exam, "added", "levels");
  const TileLimits* limits = limits_of(exam, look);
  if (limits == nullptr)
    return {not_measured(rule, "the product is too small here to compare"), {}};
  float most = -1e9F, value = 0, limit = 0;
  cv::Point at;
  for (std::size_t i = 0; i < look.tiles.tiles.size(); ++i) {
    const TileLikeness& tile = look.tiles.tiles[i];
    if (!counts(look, i)) continue;
    const float own = added_limit(*limits, tile, i);
    if (tile.added / own <= most) continue;
    most = tile.added / own, value = tile.added, limit = own;
    at = tile.middle;
  }
  Measured measured{value, limit, {}};
  if (most <= 1) {
    measured.detail = "nothing is drawn on the product that the packshot does not have";
    return {passed(rule, std::move(measured)), {}};
  }
  const cv::Rect spot = spot_of(exam, look, at);
  measured.detail = "something is on the product that the packshot does not have";
  return {failed(rule, std::move(measured), show_both(exam, look, spot)), spot};
}

Checked check_sharp_as_before(const IdentityExam& exam, const Look& look) {
  const Rule rule = identity_rule(exam, "sharpness");
  const TileLimits* limits = limits_of(exam, look);
  if (limits == nullptr)
    return {not_measured(rule, "the product is too small here to compare"), {}};
  float least = 1e9F, value = 0, limit = 0;
  cv::Point at;
  for (std::size_t i = 0; i < look.tiles.tiles.size(); ++i) {
    const TileLikeness& tile = look.tiles.tiles[i];
    // Where the pictures do not lie on each other, detail cannot be compared; that is for `tiles`.
    if (tile.detail < kSharpDetail || tile.likeness < kLaidWell || !counts(look, i)) continue;
    const float own = limits->sharpness[i] * kSharpnessShare;
    const float share = tile.sharpness / std::max(own, 1e-3F);
    if (share >= least) continue;
    least = share, value = tile.sharpness, limit = own;
    at = tile.middle;
  }
  if (least > 1e8F) return {not_measured(rule, "the product has no fine detail to compare"), {}};
  Measured measured{value, limit, {}};
  if (least >= 1) {
    measured.detail = "fine detail is as sharp as it can be at this size";
    return {passed(rule, std::move(measured)), {}};
  }
  const cv::Rect spot = spot_of(exam, look, at);
  measured.detail = "fine detail is smeared";
  return {failed(rule, std::move(measured), show_both(exam, look, spot)), spot};
}

}  // namespace vitrine::quality

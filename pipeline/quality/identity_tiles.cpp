#include "pipeline/quality/evidence.hpp"
#include "pipeline/quality/identity_checks.hpp"
#include "pipeline/quality/tile_pieces.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace vitrine::quality {
namespace {

// How much worse than its self-test a tile may be: print hardly, faint structure (an edge, a fold,
// shading) more, as light and pose draw it anew; so they do at the silhouette (share of the side).
constexpr float kPrintMargin = 0.12F, kFaintMargin = 0.45F, kRimMargin = 0.1F, kRim = 0.025F;
constexpr float kFaint = 10, kClear = 30;  // texture, levels
constexpr float kLowestLimit = 0.1F, kHighestLimit = 0.8F;
constexpr float kAddedFactor = 1.6F, kAddedMargin = 8, kAddedShare = 0.35F;
// Where nothing was found again near, only what is plain to see counts.
constexpr float kPrint = 14, kGoneShare = 0.2F, kPlain = 5, kInside = 0.03F, kLeastAdded = 24;
// The product's edge, as a share of that distance; where the mask begins, as one of the side.
constexpr float kEdgeShift = 0.4F, kCompared = 0.05F;
// Fainter structure is as much of the light as of the product.
constexpr float kJudgedTexture = 8;
constexpr float kSharpnessShare = 0.25F, kSharpDetail = 5;
constexpr float kLaidWell = 0.5F, kMoved = 0.1F;
constexpr std::size_t kGivenTiles = 60;
// Pieces of a tile are looked for so far (share of the side; further for what stands on plain
// ground), and have to be so much more alike.
constexpr float kPiecesReach = 0.012F, kPlainReach = 0.02F, kPiecesMargin = 0.05F;
constexpr int kContinued = 300;  // tiles that are looked at from their neighbours
constexpr float kSureNeighbour = 0.75F, kBetter = 0.003F;
// Further than this from what was surely found again, other sides of a solid thing are seen.
constexpr float kReach = 0.07F;
// And from this share of it on, a solid thing's tiles are seen the more from another side.
constexpr float kNear = 0.55F, kLoneMargin = 0.15F;

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

/// How far a tile is from what was surely found again, share of how far that tells.
float lone_share(const Look& look, std::size_t tile) {
  return look.lone[tile] / (kReach * static_cast<float>(look.side));
}

/// Whether a tile is near enough to what was surely found again.
bool counts(const Look& look, std::size_t tile) { return lone_share(look, tile) <= 1; }

/// For what is there too much on plain ground, print found again near is as good. Where the
/// packshot has structure of its own, what is there beyond it may be that structure, seen from
/// another side.
bool counts_for_marks(const Look& look, std::size_t tile) {
  if (counts(look, tile)) return true;
  return !look.from_print.empty() && look.tiles.tiles[tile].texture < kLeastTexture &&
         look.from_print[tile] <= kReach * static_cast<float>(look.side);
}

/// Whether the picture shows nothing at all where the packshot has print, wherever near: that is
/// sure even where nothing was found again. Not at the silhouette, where a packshot's lamps mirror.
bool is_gone(const Look& look, const TileLikeness& tile) {
  return tile.texture >= kPrint && tile.its_around < kGoneShare * tile.texture &&
         tile.depth >= kInside * static_cast<float>(look.side);
}

/// Whether the packshot is plain here and all around, so that what stands here is no print that
/// lies a little otherwise; and so far inside that it is not the product's own edge either, which
/// lies elsewhere the more, the further it is from what was found again.
bool is_plain(const Look& look, std::size_t i) {
  const TileLikeness& tile = look.tiles.tiles[i];
  const auto side = static_cast<float>(look.side);
  const float edge = std::max(kInside * side, kEdgeShift * look.lone[i] - kCompared * side);
  return tile.own_around < kPlain && tile.depth >= edge;
}

/// `lone`: how far the tile is from what was surely found again, share of `kReach`.
float likeness_limit(const TileLimits& limits,
                     const TileLikeness& tile,
                     std::size_t i,
                     float lone) {
  const float clear = std::clamp((tile.texture - kFaint) / (kClear - kFaint), 0.0F, 1.0F);
  float margin = kFaintMargin + clear * (kPrintMargin - kFaintMargin);
  if (tile.depth < kRim * static_cast<float>(limits.side)) margin += kRimMargin;
  margin += kLoneMargin * std::clamp((lone - kNear) / (1 - kNear), 0.0F, 1.0F);
  return std::clamp(limits.likeness[i] - margin, kLowestLimit, kHighestLimit);
}

/// Of each tile, the tiles that touch its middle's square: the eight around it, if they are there.
std::vector<std::vector<std::size_t>> neighbours(const std::vector<TileLikeness>& tiles) {
  std::map<std::pair<int, int>, std::size_t> at;
  for (std::size_t i = 0; i < tiles.size(); ++i) at[{tiles[i].middle.x, tiles[i].middle.y}] = i;
  std::vector<std::vector<std::size_t>> beside(tiles.size());
  for (std::size_t i = 0; i < tiles.size(); ++i)
    for (const int dy : {-kTileStep, 0, kTileStep})
      for (const int dx : {-kTileStep, 0, kTileStep}) {
        const auto other = at.find({tiles[i].middle.x + dx, tiles[i].middle.y + dy});
        if (other != at.end() && other->second != i) beside[i].push_back(other->second);
      }
  return beside;
}

float added_limit(const TileLimits& limits, const TileLikeness& tile, std::size_t i) {
  return limits.added[i] * kAddedFactor + kAddedMargin + kAddedShare * tile.texture;
}

/// The same comparison with what lies beyond the mask, made when it is first asked for.
class Near {
 public:
  explicit Near(const Look& look) : look_(look) {}
  const TileComparison& all() {
    if (!all_)
      all_ = all_near(look_.tiles, look_.view.grey, look_.laid, look_.view.mask, look_.view.near);
    return *all_;
  }
  const TileComparison& beyond() {
    if (!beyond_) beyond_ = beyond_mask(all(), look_.view.mask);
    return *beyond_;
  }

 private:
  const Look& look_;
  std::optional<TileComparison> all_, beyond_;
};

/// Takes what small pieces explain of these tiles, where they explain all.
void look_in_pieces(const TileLimits& limits,
                    Look& look,
                    Near& near,
                    const std::vector<std::size_t>& doubts) {
  const auto side = static_cast<float>(look.side);
  for (const std::size_t i : doubts) {
    TileLikeness& tile = look.tiles.tiles[i];
    const float least = likeness_limit(limits, tile, i, lone_share(look, i));
    const bool unlike = counts(look, i) && tile.texture >= kJudgedTexture && tile.likeness < least;
    const float reach = tile.texture < kLeastTexture ? kPlainReach : kPiecesReach;
    const TileInPieces pieces = in_pieces(look.tiles, near.all(), tile, cvRound(reach * side));
    if (unlike && pieces.likeness < least + kPiecesMargin) continue;
    if (pieces.added > added_limit(limits, tile, i)) continue;
    tile.likeness = pieces.likeness;
    tile.added = pieces.added;
  }
}

/// `marks`: of the tiles near print that was found again, for what is on them too much; else of
/// those that count.
void look_at_doubtful(const TileLimits* limits, Look& look, Near& near, bool marks) {
  std::vector<TileLikeness>& tiles = look.tiles.tiles;
  const auto doubt_of = [&](std::size_t i) {
    const TileLikeness& tile = tiles[i];
    const float unlike = likeness_limit(*limits, tile, i, lone_share(look, i)) - tile.likeness;
    const float more = tile.added / added_limit(*limits, tile, i) - 1;
    return std::max(marks || tile.texture < kLeastTexture ? -1 : unlike, more);
  };
  const std::vector<TileLikeness> before = tiles;
  std::vector<std::pair<float, std::size_t>> doubts;
  for (std::size_t i = 0; i < tiles.size(); ++i)
    if ((marks ? counts_for_marks(look, i) : counts(look, i)) && doubt_of(i) > 0)
      doubts.emplace_back(doubt_of(i), i);
  // With give a tile can only become more alike, so those without doubt need no second look. The
  // least doubtful first: where a surface turns away, its tiles can only be found from their
  // neighbours.
  std::sort(doubts.begin(), doubts.end());
  const std::vector<std::vector<std::size_t>> beside = neighbours(tiles);
  std::map<std::size_t, Give> gives;
  const auto look_at_one = [&](const TileComparison& comparison, std::size_t i, int reach,
                               const std::vector<Give>& starts) {
    const float was = tiles[i].likeness;
    const GivenTile given = with_give(comparison, tiles[i], reach, starts);
    if (given.tile.likeness <= was + kBetter) return false;
    tiles[i] = given.tile;
    gives[i] = given.give;
    return true;
  };
  int left = kContinued;
  for (bool moved = true; moved && left > 0;) {
    moved = false;
    for (const auto& [doubt, i] : doubts) {
      if (left <= 0 || doubt_of(i) <= 0) continue;
      std::vector<Give> starts;
      for (const std::size_t other : beside[i]) {
        if (tiles[other].likeness < kSureNeighbour || tiles[other].texture < kLeastTexture)
          continue;
        const auto known = gives.find(other);
        const Give give = known == gives.end() ? Give{} : known->second;
        starts.push_back(continued(give, tiles[other].middle, tiles[i].middle));
        if (starts.size() == 2) break;
      }
      if (starts.empty()) continue;
      --left;
      moved |= look_at_one(look.tiles, i, 0, starts);
    }
  }
  const auto still_doubtful = [&] {
    std::vector<std::size_t> all;
    for (const auto& [doubt, i] : doubts)
      if (doubt_of(i) > 0) all.push_back(i);
    return all;
  };
  // What is still doubtful is looked for around its place, and where the nearest anchor would have
  // it; over the edge of what is compared last, since what lies there is seen then, too.
  const auto look_around = [&](const TileComparison& comparison) {
    std::size_t given = 0;
    bool doubtful = false;
    for (auto each = doubts.rbegin(); each != doubts.rend() && given < kGivenTiles; ++each) {
      const std::size_t i = each->second;
      if (doubt_of(i) <= 0) continue;
      ++given;
      const int reach = 2 + static_cast<int>(std::min(0.2F * look.lone[i], 12.0F));
      Give drift;
      drift.x = look.drift[i].x, drift.y = look.drift[i].y;
      look_at_one(comparison, i, reach, {drift});
      doubtful |= doubt_of(i) > 0;
    }
    return doubtful;
  };
  if (look_around(look.tiles)) look_around(near.beyond());
  look_in_pieces(*limits, look, near, still_doubtful());
  // Their sharpness was measured where the tiles were not.
  for (std::size_t i = 0; i < tiles.size(); ++i)
    if (tiles[i].likeness > before[i].likeness + kMoved) tiles[i].detail = 0;
}

/// Print that lies where it should says as much as keypoints do of what is drawn beside it: a mark
/// over the one leaf that had any takes its keypoints along.
void reach_further(Look& look) {
  const std::vector<TileLikeness>& tiles = look.tiles.tiles;
  std::vector<cv::Point2d> sure;
  for (std::size_t i = 0; i < tiles.size(); ++i)
    if (counts(look, i) && tiles[i].texture >= kPrint && tiles[i].likeness >= kSureNeighbour)
      sure.emplace_back(tiles[i].middle);
  look.from_print = third_nearest(look.tiles, sure);
}

}  // namespace

void look_again(const IdentityExam& exam, Look& look) {
  const TileLimits* limits = limits_of(exam, look);
  if (limits == nullptr) return;
  Near near(look);
  look_at_doubtful(limits, look, near, false);
  reach_further(look);
  look_at_doubtful(limits, look, near, true);
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
    const bool judged = counts(look, i) ? tile.texture >= kJudgedTexture : is_gone(look, tile);
    if (!judged) continue;
    const float own = likeness_limit(*limits, tile, i, lone_share(look, i)) - tile.likeness;
    if (own > lack) lack = own, worst = i;
  }
  if (lack < -1e8F)
    return {not_measured(rule, "the product has no print or texture to compare"), {}};
  const TileLikeness& tile = look.tiles.tiles[worst];
  Measured measured{
      tile.likeness, likeness_limit(*limits, tile, worst, lone_share(look, worst)), {}};
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
    if (!counts_for_marks(look, i) && !is_plain(look, i)) continue;
    const float own = counts_for_marks(look, i)
                          ? added_limit(*limits, tile, i)
                          : std::max(kLeastAdded, limits->added[i] * kAddedFactor);
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
  // Only a doubt: of the tuning half's honest pictures it holds back 17 of 192, and what it finds
  // of smeared labels the tiles find too.
  return {doubtful(rule, std::move(measured), show_both(exam, look, spot)), spot};
}

}  // namespace vitrine::quality

#include "pipeline/quality/tile_pieces.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace vitrine::quality {
namespace {

// Pixels. Smaller pieces would be found by chance; larger ones show two things again.
constexpr int kPiece = 13, kPieceStep = 5, kPiecesSide = kPiece + 3 * kPieceStep;
static_assert(kPiecesSide >= kTile);

/// The part `place` of `wanted`, put together of pieces of `from`.
cv::Mat put_together(const cv::Mat& wanted, const cv::Mat& from, const cv::Rect& place, int reach) {
  const cv::Rect frame({}, wanted.size());
  cv::Mat sum = cv::Mat::zeros(place.size(), CV_32F), count = sum.clone(), off;
  for (int y = 0; y + kPiece <= place.height; y += kPieceStep)
    for (int x = 0; x + kPiece <= place.width; x += kPieceStep) {
      const cv::Rect here(place.x + x, place.y + y, kPiece, kPiece);
      const cv::Rect around =
          cv::Rect(here.x - reach, here.y - reach, kPiece + 2 * reach, kPiece + 2 * reach) & frame;
      cv::matchTemplate(from(around), wanted(here), off, cv::TM_SQDIFF);
      double least = 0;
      cv::Point best;
      cv::minMaxLoc(off, &least, nullptr, &best, nullptr);
      // No better than by noise: it stays.
      const cv::Point stays = here.tl() - around.tl();
      if (off.at<float>(stays) <= least + kPiece * kPiece * kTileNoise * kTileNoise) best = stays;
      const cv::Rect part(x, y, kPiece, kPiece);
      sum(part) += from(cv::Rect(around.tl() + best, part.size()));
      count(part) += 1;
    }
  return sum / count;
}

}  // namespace

TileInPieces in_pieces(const TileComparison& comparison,
                       const TileComparison& near,
                       const TileLikeness& tile,
                       int reach) {
  const cv::Rect place(tile.middle.x - kPiecesSide / 2, tile.middle.y - kPiecesSide / 2,
                       kPiecesSide, kPiecesSide);
  if ((place & cv::Rect({}, comparison.reference.size())) != place)
    return {tile.likeness, tile.added};
  const cv::Mat found = put_together(comparison.reference, comparison.picture, place, reach);
  const cv::Mat known = put_together(near.picture, near.reference, place, reach);
  return {std::max(tile.likeness, alike(comparison.reference(place), found)),
          std::min(tile.added, beyond(known, near.picture(place)))};
}

}  // namespace vitrine::quality

#include "pipeline/quality/tile_pieces.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

using namespace vitrine;

namespace {

constexpr int kReach = 6;
const cv::Point kMiddle(102, 78);  // of a tile, in which two things are seen
const cv::Point kBoard(102, 60);   // its corner

cv::Mat print(std::uint64_t seed) {
  cv::Mat result(160, 200, CV_8U);
  cv::RNG random(seed);
  random.fill(result, cv::RNG::UNIFORM, 0, 256);
  cv::GaussianBlur(result, result, {}, 1.2);
  cv::normalize(result, result, 40, 215, cv::NORM_MINMAX);
  return result;
}
/// A board, printed otherwise, that stands before the print and ends at `at`.
cv::Mat with_board(cv::Point at) {
  cv::Mat result = print(7);
  const cv::Size size(60, 60);
  print(9)(cv::Rect({20, 20}, size)).copyTo(result(cv::Rect(at, size)));
  return result;
}

/// The tile in the middle, as a whole and in pieces.
struct Seen {
  quality::TileLikeness whole;
  quality::TileInPieces pieces;

  Seen(const cv::Mat& reference, const cv::Mat& picture) {
    const cv::Mat mask(reference.size(), CV_8U, cv::Scalar(255));
    const quality::TileComparison compared = quality::compare_tiles(reference, picture, mask);
    const quality::TileComparison near =
        quality::all_near(compared, reference, picture, mask, mask);
    for (const quality::TileLikeness& tile : compared.tiles)
      if (tile.middle == kMiddle) {
        whole = quality::with_give(compared, tile, kReach).tile;
        pieces = quality::in_pieces(compared, near, whole, kReach);
      }
    REQUIRE(whole.middle == kMiddle);
  }
};

}  // namespace

TEST_CASE("what stands before print and is seen from another side is there, in pieces",
          "[quality]") {
  const Seen seen(with_board(kBoard), with_board(kBoard + cv::Point(4, -3)));
  CHECK(seen.whole.likeness < 0.75F);
  CHECK(seen.pieces.likeness > 0.9F);
  CHECK(seen.pieces.added < 0.65F * seen.whole.added);
}

TEST_CASE("what is not there, or further away, is not put together of anything", "[quality]") {
  SECTION("another print") {
    const Seen seen(print(7), print(8));
    CHECK(seen.pieces.likeness < 0.65F);
    CHECK(seen.pieces.added > 15);
  }
  SECTION("a board that is gone") {
    CHECK(Seen(with_board(kBoard), print(7)).pieces.likeness < 0.8F);
  }
  SECTION("a board too much") {
    const Seen seen(print(7), with_board(kBoard));
    CHECK(seen.pieces.added > 0.68F * seen.whole.added);
  }
  SECTION("one that stands elsewhere") {
    const Seen seen(with_board(kBoard), with_board(kBoard + cv::Point(24, 16)));
    CHECK(seen.pieces.likeness < 0.8F);
  }
}

TEST_CASE("a tile at the picture's edge stays as it is", "[quality]") {
  const cv::Mat mask(160, 200, CV_8U, cv::Scalar(255));
  const quality::TileComparison compared = quality::compare_tiles(print(7), print(8), mask);
  quality::TileLikeness tile = compared.tiles.front();
  tile.middle = {13, 13};
  const quality::TileInPieces pieces = quality::in_pieces(compared, compared, tile, kReach);
  CHECK(pieces.likeness == tile.likeness);
  CHECK(pieces.added == tile.added);
}

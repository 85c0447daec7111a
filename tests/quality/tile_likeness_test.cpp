#include "pipeline/quality/tile_likeness.hpp"

#include "pipeline/imaging/alignment.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

using namespace vitrine;

namespace {

constexpr double kSigma = 6;  // of the comparison's own light

/// Print of all widths down to some pixels.
cv::Mat print() {
  cv::Mat result(160, 200, CV_8U);
  cv::RNG random(7);
  random.fill(result, cv::RNG::UNIFORM, 0, 256);
  cv::GaussianBlur(result, result, {}, 1);
  cv::normalize(result, result, 0, 255, cv::NORM_MINMAX);
  return result;
}
cv::Mat everywhere() { return {160, 200, CV_8U, cv::Scalar(255)}; }
cv::Mat structure_of(const cv::Mat& picture) {
  return imaging::structure(picture, everywhere(), kSigma);
}
double most_off(const cv::Mat& one, const cv::Mat& other) {
  return cv::norm(one, other, cv::NORM_INF);
}

}  // namespace

TEST_CASE("a picture is compared with itself as it is, without any blur", "[quality]") {
  const quality::TileComparison same = quality::compare_tiles(print(), print(), everywhere());
  CHECK(same.blur == 0);
  CHECK(most_off(same.reference, structure_of(print())) == 0);
  CHECK(most_off(same.picture, structure_of(print())) < 1e-3);
  REQUIRE_FALSE(same.tiles.empty());
  for (const quality::TileLikeness& tile : same.tiles)
    CHECK(tile.sharpness == Approx(1).margin(0.01));
}

TEST_CASE("a softer picture is compared with the reference at the blur that is told", "[quality]") {
  cv::Mat soft;
  cv::GaussianBlur(print(), soft, {}, 1.4);
  const quality::TileComparison found = quality::compare_tiles(print(), soft, everywhere());
  CHECK(found.blur == Approx(1.4).margin(0.5));
  cv::Mat expected;
  cv::GaussianBlur(structure_of(print()), expected, {}, found.blur);
  CHECK(most_off(found.reference, expected) == 0);
}

TEST_CASE("print that lies across the edge of what is compared is found again there", "[quality]") {
  // Below row 50 everything stands ten pixels lower.
  cv::Mat lower = print();
  print().rowRange(50, 150).copyTo(lower.rowRange(60, 160));
  cv::Mat mask = everywhere();
  mask.rowRange(84, 160).setTo(0);
  const quality::TileComparison seen = quality::compare_tiles(print(), lower, mask);
  const quality::TileComparison near = quality::all_near(seen, print(), lower, mask, everywhere());
  const quality::TileComparison beyond = quality::beyond_mask(near, mask);
  CHECK(most_off(beyond.reference.rowRange(84, 160), near.reference.rowRange(84, 160)) > 10);
  REQUIRE(beyond.tiles.size() == seen.tiles.size());
  int at_the_edge = 0;
  for (std::size_t i = 0; i < seen.tiles.size(); ++i) {
    const cv::Point middle = seen.tiles[i].middle;
    if (middle.y != 78 || middle.x < 30 || middle.x > 170) continue;
    ++at_the_edge;
    CHECK(quality::with_give(seen, seen.tiles[i], 12).tile.likeness < 0.8F);
    CHECK(quality::with_give(beyond, beyond.tiles[i], 12).tile.likeness > 0.9F);
    // Nor is it needed to look everywhere, where something near tells how far it stands.
    quality::Give start;
    start.y = 9.5;
    CHECK(quality::with_give(beyond, beyond.tiles[i], 0, {start}).tile.likeness > 0.9F);
  }
  CHECK(at_the_edge > 10);
}

#include "pipeline/imaging/scene_light.hpp"

#include "pipeline/imaging/exact.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace vitrine::imaging {
namespace {

constexpr int kCells = 64;           // across and down: sources are large, noise is not
constexpr int kStandsOut = 25;       // levels of the brightest twentieth over the middle one
constexpr int kBeside = kCells / 6;  // nearer than that the source is behind the product
constexpr int kUneven = 8;           // per cent between the picture's left and right third

/// Of so many of a thousand values, none is brighter.
int brightness_of(std::vector<std::uint8_t> cells, std::size_t of_a_thousand) {
  const std::size_t at = std::min(cells.size() - 1, cells.size() * of_a_thousand / 1000);
  std::nth_element(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(at), cells.end());
  return cells[at];
}

LightSide brighter_side(const cv::Mat& cells) {
  long long left = 0, right = 0;
  for (int y = 0; y < cells.rows; ++y)
    for (int x = 0; x < kCells / 3; ++x) {
      left += cells.at<std::uint8_t>(y, x);
      right += cells.at<std::uint8_t>(y, kCells - 1 - x);
    }
  if (left * 100 > right * (100 + kUneven)) return LightSide::left;
  if (right * 100 > left * (100 + kUneven)) return LightSide::right;
  return LightSide::above;
}

}  // namespace

SceneLight light_of_scene(const cv::Mat& scene, cv::Point foot) {
  cv::Mat cells;
  cv::resize(exact::luma(scene), cells, {kCells, kCells}, 0, 0, cv::INTER_AREA);
  const int foot_x = foot.x * kCells / scene.cols;
  const int foot_y = std::clamp(foot.y * kCells / scene.rows, 1, kCells);
  // The ground shows what it is made of; walls, windows and sky above it show the light. It reaches
  // up behind the foot, seldom farther than a third of the way.
  const cv::Mat above = cells.rowRange(0, std::max(1, foot_y * 2 / 3)).clone();
  const std::vector<std::uint8_t> all(above.begin<std::uint8_t>(), above.end<std::uint8_t>());
  const int middle = brightness_of(all, 500), brightest = brightness_of(all, 990);
  if (brightness_of(all, 950) - middle < kStandsOut) return {brighter_side(above), false};
  const int limit = middle + (brightest - middle) * 7 / 10;
  int count = 0, sum = 0;
  for (int y = 0; y < above.rows; ++y)
    for (int x = 0; x < kCells; ++x)
      if (above.at<std::uint8_t>(y, x) >= limit) sum += x, ++count;
  const int away = sum / std::max(count, 1) - foot_x;
  if (away > kBeside) return {LightSide::right, true};
  if (away < -kBeside) return {LightSide::left, true};
  return {LightSide::behind, true};
}

}  // namespace vitrine::imaging

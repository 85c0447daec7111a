#include "pipeline/studio/surface.hpp"

#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/curves.hpp"
#include "pipeline/imaging/surface_edge.hpp"
#include "pipeline/studio/placing.hpp"

#include <algorithm>
#include <optional>

namespace vitrine::studio {

cv::Mat surface_in(const cv::Mat& scene,
                   const std::vector<domain::Point>& polygon,
                   cv::Size backdrop,
                   cv::Rect crop,
                   const std::vector<cv::Rect>& boxes) {
  cv::Rect all = boxes.front();
  for (const cv::Rect& box : boxes) all |= box;
  // The last row of the product itself: a foot on the surface's own edge stands on it.
  const cv::Point foot(all.x + all.width / 2,
                       std::clamp(all.y + all.height - 1, 0, scene.rows - 1));
  const int soft = std::max(1, std::max(scene.cols, scene.rows) / 800);
  const cv::Mat told = surface_mask(polygon, backdrop, crop, scene.size());
  const cv::Rect frame({0, 0}, scene.size());
  if (!told.empty() && frame.contains(foot) && told.at<std::uint8_t>(foot) > 0)
    return imaging::box_blur(told, soft);
  const std::optional<imaging::EdgeLine> end =
      imaging::surface_end_below(scene, foot, std::max(all.width, scene.cols / 8));
  return end ? imaging::above_line(scene.size(), foot, *end) : cv::Mat();
}

void keep_on(const cv::Mat& surface, cv::Mat& darkness) {
  if (surface.empty()) return;
  for (int y = 0; y < darkness.rows; ++y) {
    auto* row = darkness.ptr(y);
    const std::uint8_t* share = surface.ptr(y);
    for (int x = 0; x < darkness.cols; ++x)
      row[x] = static_cast<std::uint8_t>(imaging::divide_255(row[x] * share[x]));
  }
}

void change_on(const cv::Mat& surface, const cv::Mat& changed, cv::Mat& scene) {
  if (surface.empty()) {
    changed.copyTo(scene);
    return;
  }
  for (int y = 0; y < scene.rows; ++y) {
    auto* row = scene.ptr<cv::Vec3b>(y);
    const auto* other = changed.ptr<cv::Vec3b>(y);
    const std::uint8_t* share = surface.ptr(y);
    for (int x = 0; x < scene.cols; ++x)
      for (int c = 0; c < 3; ++c)
        row[x][c] = static_cast<std::uint8_t>(
            imaging::divide_255(row[x][c] * (255 - share[x]) + other[x][c] * share[x]));
  }
}

}  // namespace vitrine::studio

#pragma once

#include <opencv2/core/mat.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace vitrine::imaging {

/// Everything in `open` that can be reached from `from`, never to a neighbour that `may_step`
/// forbids. `from` belongs to the result.
template <class MayStep>
cv::Mat reach(const cv::Mat& open, const cv::Mat& from, MayStep may_step) {
  cv::Mat reached = from.clone();
  std::vector<cv::Point> edge;
  for (int y = 0; y < open.rows; ++y)
    for (int x = 0; x < open.cols; ++x)
      if (from.at<std::uint8_t>(y, x)) edge.push_back({x, y});
  while (!edge.empty()) {
    const cv::Point at = edge.back();
    edge.pop_back();
    for (const auto& [dx, dy] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
      const cv::Point to(at.x + dx, at.y + dy);
      if (to.x < 0 || to.y < 0 || to.x >= open.cols || to.y >= open.rows) continue;
      auto& mark = reached.at<std::uint8_t>(to);
      if (mark || !open.at<std::uint8_t>(to) || !may_step(at, to)) continue;
      mark = 255;
      edge.push_back(to);
    }
  }
  return reached;
}

}  // namespace vitrine::imaging

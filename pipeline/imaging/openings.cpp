#include "pipeline/imaging/openings.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <utility>

namespace vitrine::imaging {
namespace {

// Shares are of the picture, distances in CIE 1976 units, at about 1200 pixels a side.
constexpr double kSmallest = 0.0004, kPlain = 0.004;
constexpr double kSmallestShaded = 0.003;  // letters near an edge are no openings
constexpr double kMostlyExact = 0.4;
constexpr float kRimContrast = 10, kFaintRim = 7;  // a highlight fades, a rim ends it
constexpr double kMostlyEdges = 0.85;
constexpr int kMostIslands = 4, kSmallestIsland = 80;  // a letter has more pixels
constexpr double kNearOutside = 0.07;                  // of the product's width and height together
constexpr int kRim = 4;

/// Mean distance from the backdrop just outside a part: high where a rim closes it.
float rim_contrast(const cv::Mat& distance, const cv::Mat& labels, int label, cv::Rect box) {
  constexpr int kReach = 9, kStep = 3;  // past the edge that bounds the part
  float sum = 0;
  int count = 0;
  const auto outside = [&](int x, int y) {
    return cv::Point(std::clamp(x, 0, labels.cols - 1), std::clamp(y, 0, labels.rows - 1));
  };
  for (int y = box.y; y < box.y + box.height; ++y)
    for (int x = box.x; x < box.x + box.width; ++x) {
      if (labels.at<int>(y, x) != label) continue;
      for (const auto& [dx, dy] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
        if (labels.at<int>(outside(x + dx, y + dy)) == label) continue;
        float most = 0;
        for (int reach = kStep; reach <= kReach; reach += kStep)
          most = std::max(most, distance.at<float>(outside(x + dx * reach, y + dy * reach)));
        sum += most;
        ++count;
      }
    }
  return count == 0 ? 0 : sum / static_cast<float>(count);
}

/// Bounded by edges nearly everywhere and empty inside: a pale patch of a label fades into the rest
/// of it, and letters stand in it.
bool is_closed_and_empty(const cv::Mat& part, const cv::Mat& near_edges) {
  cv::Mat inner, islands, stats, centres;
  cv::erode(part, inner, cv::Mat::ones(3, 3, CV_8UC1));
  const cv::Mat outline = part & ~inner;
  if (cv::countNonZero(outline & near_edges) < kMostlyEdges * cv::countNonZero(outline))
    return false;
  const int count = cv::connectedComponentsWithStats(~part, islands, stats, centres, 4, CV_32S);
  int inside = 0;
  for (int i = 1; i < count; ++i) {
    const int* stat = stats.ptr<int>(i);
    inside += stat[cv::CC_STAT_AREA] >= kSmallestIsland && stat[cv::CC_STAT_LEFT] > 0 &&
              stat[cv::CC_STAT_TOP] > 0 &&
              stat[cv::CC_STAT_LEFT] + stat[cv::CC_STAT_WIDTH] < part.cols &&
              stat[cv::CC_STAT_TOP] + stat[cv::CC_STAT_HEIGHT] < part.rows;
  }
  return inside <= kMostIslands;
}

/// Pixels not farther from `found` than a share of the size of what is left.
cv::Mat close_to(const cv::Mat& found) {
  const cv::Rect product = cv::boundingRect(~found);
  const double limit = kNearOutside * (product.width + product.height);
  cv::Mat distance, close;
  cv::distanceTransform(~found, distance, cv::DIST_L1, 3, CV_8U);
  cv::compare(distance, std::min(limit, 254.0), close, cv::CMP_LE);
  return close;
}

}  // namespace

void add_openings(const OpeningClues& clues, cv::Mat& found) {
  cv::Mat near_edges, labels, stats, centres;
  cv::dilate(clues.edges, near_edges, cv::Mat::ones(7, 7, CV_8UC1));
  const cv::Mat near = close_to(found);
  const cv::Mat open = clues.hole_like & ~clues.edges & ~found;
  const int count = cv::connectedComponentsWithStats(open, labels, stats, centres, 4, CV_32S);
  const double all = static_cast<double>(labels.total());
  for (int label = 1; label < count; ++label) {
    const int* stat = stats.ptr<int>(label);
    const int area = stat[cv::CC_STAT_AREA];
    if (area < kSmallest * all) continue;
    // One pixel more all around, so that what bounds the part is seen.
    const cv::Rect box = cv::Rect(stat[cv::CC_STAT_LEFT] - 1, stat[cv::CC_STAT_TOP] - 1,
                                  stat[cv::CC_STAT_WIDTH] + 2, stat[cv::CC_STAT_HEIGHT] + 2) &
                         cv::Rect(0, 0, labels.cols, labels.rows);
    const cv::Mat part = labels(box) == label;
    const bool same = cv::countNonZero(part & clues.exact(box)) >= kMostlyExact * area;
    const bool shaded = clues.may_be_shaded && area >= kSmallestShaded * all &&
                        cv::countNonZero(part & near(box)) > 0;
    if (!same && !shaded) continue;
    const float least = same && area >= kPlain * all ? kFaintRim : kRimContrast;
    if (rim_contrast(clues.distance, labels, label, box) < least) continue;
    if (!is_closed_and_empty(part, near_edges(box))) continue;
    // It grows a little into the edge that bounds it.
    cv::Mat whole(found.size(), CV_8UC1, cv::Scalar(0));
    whole(box).setTo(255, part);
    cv::dilate(whole, whole, cv::Mat::ones(2 * kRim + 1, 2 * kRim + 1, CV_8UC1));
    found |= (whole & clues.hole_like) | (labels == label);
  }
}

}  // namespace vitrine::imaging

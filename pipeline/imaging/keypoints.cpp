#include "pipeline/imaging/keypoints.hpp"

#include "pipeline/imaging/exact.hpp"
#include "pipeline/util/scratch.hpp"

#include <opencv2/features2d.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <utility>

namespace vitrine::imaging {
namespace {

// Lowe's 0.04 finds too little on goods of little contrast (embossed, glazed).
constexpr double kLeastContrast = 0.025;
constexpr double kEdgeRatio = 10;
constexpr double kFirstBlur = 1.6;

/// The scale space that is searched takes `kBytesEach` for each pixel: a picture that is larger
/// than this is searched in parts. They overlap by what is described around all but the largest
/// points, which a smaller picture shows as well, and begin where the halved pictures of a whole
/// one would.
constexpr int kPart = 512, kOverlap = 64, kAligned = 16;
constexpr std::int64_t kBytesEach = 235;

struct Points {
  std::vector<cv::KeyPoint> at;
  cv::Mat descriptors;
};

/// Those of `core`, looked for with what lies around it.
void add_points(
    const cv::Mat& grey, const cv::Mat& mask, const cv::Rect& core, int most, Points& found) {
  const cv::Rect part =
      (core - cv::Point(kOverlap, kOverlap) + cv::Size(2 * kOverlap, 2 * kOverlap)) &
      cv::Rect({}, grey.size());
  std::vector<cv::KeyPoint> points;
  cv::Mat descriptors;
  const util::Scratch::Hold room = util::scratch().take(kBytesEach * part.area());
  cv::SIFT::create(most, 3, kLeastContrast, kEdgeRatio, kFirstBlur, CV_8U)
      ->detectAndCompute(grey(part), mask.empty() ? mask : mask(part), points, descriptors);
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i].pt += cv::Point2f(part.tl());
    if (!cv::Rect2f(core).contains(points[i].pt)) continue;
    found.at.push_back(points[i]);
    found.descriptors.push_back(descriptors.row(static_cast<int>(i)));
  }
}

/// The strongest of all parts.
Points strongest(const Points& all, std::size_t most) {
  std::vector<std::size_t> order(all.at.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return all.at[a].response > all.at[b].response;
  });
  order.resize(std::min(order.size(), most));
  Points best;
  for (const std::size_t i : order) {
    best.at.push_back(all.at[i]);
    best.descriptors.push_back(all.descriptors.row(static_cast<int>(i)));
  }
  return best;
}

/// One side in stretches of at most `kPart` pixels.
std::vector<cv::Range> stretches(int length) {
  const int count = (length + kPart - 1) / kPart;
  const int each = ((length + count - 1) / count + kAligned - 1) / kAligned * kAligned;
  std::vector<cv::Range> all;
  for (int at = 0; at < length; at += each) all.emplace_back(at, std::min(at + each, length));
  return all;
}

Points points_of(const cv::Mat& grey, const cv::Mat& mask, int most) {
  Points found;
  for (const cv::Range& rows : stretches(grey.rows))
    for (const cv::Range& columns : stretches(grey.cols))
      add_points(grey, mask,
                 cv::Rect({columns.start, rows.start}, cv::Point(columns.end, rows.end)), most,
                 found);
  if (grey.rows <= kPart && grey.cols <= kPart) return found;
  return strongest(found, static_cast<std::size_t>(most));
}

}  // namespace

Keypoints find_keypoints(const cv::Mat& bgr, const cv::Mat& mask, int side, int most) {
  const double scale = std::min(1.0, static_cast<double>(side) / std::max(bgr.cols, bgr.rows));
  const cv::Size size(std::max(1, static_cast<int>(std::lround(bgr.cols * scale))),
                      std::max(1, static_cast<int>(std::lround(bgr.rows * scale))));
  cv::Mat small, small_mask;
  cv::resize(exact::luma(bgr), small, size, 0, 0, cv::INTER_AREA);
  if (!mask.empty()) cv::resize(mask, small_mask, size, 0, 0, cv::INTER_NEAREST);

  Keypoints found;
  Points points = points_of(small, small_mask, most);
  found.descriptors = std::move(points.descriptors);
  const double fx = static_cast<double>(bgr.cols) / size.width;
  const double fy = static_cast<double>(bgr.rows) / size.height;
  found.points.reserve(points.at.size());
  for (const cv::KeyPoint& point : points.at)
    found.points.push_back({static_cast<float>((point.pt.x + 0.5) * fx - 0.5),
                            static_cast<float>((point.pt.y + 0.5) * fy - 0.5),
                            static_cast<float>(point.size * std::sqrt(fx * fy)),
                            static_cast<float>(point.angle * std::numbers::pi / 180)});
  return found;
}

}  // namespace vitrine::imaging

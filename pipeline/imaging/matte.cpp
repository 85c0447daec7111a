#include "pipeline/imaging/matte.hpp"

#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/border.hpp"
#include "pipeline/imaging/curves.hpp"
#include "pipeline/imaging/edge.hpp"
#include "pipeline/imaging/flood.hpp"
#include "pipeline/imaging/refine.hpp"
#include "pipeline/imaging/resample.hpp"
#include "pipeline/imaging/segment.hpp"
#include "pipeline/util/scratch.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vitrine::imaging {
namespace {

constexpr int kWorkingSide = 1200;  // larger pictures are judged at this size
constexpr int kSmallestSide = 32;
// Less of the outline on edges: part of it was guessed. Sound cuts measure 1.000, the worst cut of
// a photograph that lost a piece 0.993 (tools/bench/matte_bench.cpp).
constexpr double kClearOutline = 0.998;
// More beside the product that lines close around: a jar's body. It measures 0.35; the most of
// what is none, a bag's mirror image, 0.15 (tools/bench/matte_bench.cpp).
constexpr double kMostGlass = 0.2;
constexpr double kLeastProduct = 0.002, kMostProduct = 0.93;  // shares of the picture
// Parts below this share of the largest are dirt; a segmentation also picks up its surroundings.
constexpr double kSpeck = 0.01, kSegmentedSpeck = 0.15;

cv::Mat disc(int radius) {
  return cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * radius + 1, 2 * radius + 1});
}
/// Nearly nothing is nothing, and nearly all is all.
void settle(cv::Mat& alpha) {
  constexpr std::uint8_t kNothing = 12, kAll = 243;
  alpha.setTo(0, alpha <= kNothing);
  alpha.setTo(255, alpha >= kAll);
}
/// Where the radius grows with the picture: OpenCV takes a square apart into rows and columns, and
/// a disc of hundreds of pixels would cost minutes.
cv::Mat square(int radius) { return cv::Mat::ones(2 * radius + 1, 2 * radius + 1, CV_8UC1); }

void remove_specks(cv::Mat& mask, double speck) {
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(mask, labels, stats, centres, 8, CV_32S);
  int largest = 0;
  for (int i = 1; i < count; ++i) largest = std::max(largest, stats.at<int>(i, cv::CC_STAT_AREA));
  std::vector<std::uint8_t> kept(count, 0);
  for (int i = 1; i < count; ++i)
    kept[i] = stats.at<int>(i, cv::CC_STAT_AREA) >= speck * largest ? 255 : 0;
  for (int y = 0; y < mask.rows; ++y)
    for (int x = 0; x < mask.cols; ++x) mask.at<std::uint8_t>(y, x) = kept[labels.at<int>(y, x)];
}

/// Where a wall meets a shelf a thin line is left of neither: long, low parts that lie just where
/// the backdrop's tone changes downwards.
void remove_horizon(const cv::Mat& backdrop, cv::Mat& product) {
  constexpr int kToneStep = 8;
  const int thickest = std::max(7, product.rows / 36);
  cv::Mat solid;
  cv::morphologyEx(product, solid, cv::MORPH_OPEN, cv::Mat::ones(thickest, 1, CV_8UC1));
  cv::dilate(solid, solid, cv::Mat::ones(3, 3, CV_8UC1));
  cv::Mat labels, stats, centres;
  const int count =
      cv::connectedComponentsWithStats(product & ~solid, labels, stats, centres, 8, CV_32S);
  const int reach = thickest;
  for (int i = 1; i < count; ++i) {
    const int* stat = stats.ptr<int>(i);
    if (stat[cv::CC_STAT_WIDTH] < product.cols / 25) continue;
    const int x = stat[cv::CC_STAT_LEFT] + stat[cv::CC_STAT_WIDTH] / 2;
    const int y = stat[cv::CC_STAT_TOP] + stat[cv::CC_STAT_HEIGHT] / 2;
    const cv::Vec3b& above = backdrop.at<cv::Vec3b>(std::max(0, y - reach), x);
    const cv::Vec3b& below = backdrop.at<cv::Vec3b>(std::min(backdrop.rows - 1, y + reach), x);
    if (std::abs(above[1] - below[1]) > kToneStep) product.setTo(0, labels == i);
  }
}

/// A jar is its lid and its foot with hardly anything to see between them: parts that stand one
/// above the other, close by, are one body and their common hull.
void join_stacked_parts(cv::Mat& product) {
  constexpr double kOverlap = 0.6, kGap = 0.6, kBody = 0.03;
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(product, labels, stats, centres, 8, CV_32S);
  int largest = 0;
  for (int i = 1; i < count; ++i) largest = std::max(largest, stats.at<int>(i, cv::CC_STAT_AREA));
  const auto box_of = [&](int i) {
    const int* stat = stats.ptr<int>(i);
    return cv::Rect(stat[cv::CC_STAT_LEFT], stat[cv::CC_STAT_TOP], stat[cv::CC_STAT_WIDTH],
                    stat[cv::CC_STAT_HEIGHT]);
  };
  for (int i = 1; i < count; ++i)
    for (int j = 1; j < count; ++j) {
      if (i == j || std::min(stats.at<int>(i, cv::CC_STAT_AREA),
                             stats.at<int>(j, cv::CC_STAT_AREA)) < kBody * largest)
        continue;
      const cv::Rect upper = box_of(i), lower = box_of(j);
      const int across = std::min(upper.br().x, lower.br().x) - std::max(upper.x, lower.x);
      const int gap = lower.y - upper.br().y;
      if (across < kOverlap * std::min(upper.width, lower.width) || lower.y <= upper.y || gap < 0 ||
          gap > kGap * std::max(upper.height, lower.height))
        continue;
      std::vector<cv::Point> points, hull;
      cv::findNonZero((labels == i) | (labels == j), points);
      cv::convexHull(points, hull);
      cv::fillConvexPoly(product, hull, cv::Scalar(255));
    }
}

/// Takes the raggedness off an outline that was found pixel by pixel; wires and straps stay.
cv::Mat smoothed(const cv::Mat& product) {
  constexpr int kRadius = 2;
  cv::Mat even, thick;
  cv::threshold(soft_blur(product, kRadius), even, 127, 255, cv::THRESH_BINARY);
  cv::morphologyEx(product, thick, cv::MORPH_OPEN, disc(2 * kRadius));
  cv::dilate(thick, thick, disc(2 * kRadius));
  return even | (product & ~thick);
}

/// What a cut-out takes for each pixel at working size and of the picture as it is, at most.
constexpr std::int64_t kBytesWorking = 60, kBytesWhole = 28;

/// Room for cutting out; one large cut-out at a time, or several small ones.
util::Scratch::Hold room_for(const cv::Mat& bgr, double scale) {
  const auto whole = static_cast<std::int64_t>(bgr.total());
  const auto working = static_cast<std::int64_t>(static_cast<double>(whole) * scale * scale);
  return util::scratch().take(std::max(kBytesWorking * working, kBytesWhole * whole));
}

double share_of(const cv::Mat& mask) {
  return cv::countNonZero(mask) / static_cast<double>(mask.total());
}

struct HardCut {
  cv::Mat product;  ///< 255, at working size; all zero if only backdrop is there
  double outline_on_edges = 1;
  double clear_glass = 0;
};

/// Nothing if the backdrop is not plain enough to trust it.
std::optional<HardCut> cut_from_plain(const cv::Mat& bgr, bool see_through) {
  const BorderReading border = read_border(bgr);
  if (!border.is_plain) return std::nullopt;
  const BackdropFlood flood(bgr, border.noise, see_through);
  // What the first flood reached tells the backdrop better than its border does.
  cv::Mat certain;
  cv::erode(flood.alike(border.backdrop), certain, disc(2));
  if (cv::countNonZero(certain) == 0) return std::nullopt;
  const cv::Mat backdrop = fill_unknown(bgr, certain);
  certain.release();
  cv::Mat product = ~flood.complete(backdrop);
  remove_horizon(border.backdrop, product);
  remove_specks(product, kSpeck);
  if (see_through) join_stacked_parts(product);
  product = smoothed(product);
  if (share_of(product) > kMostProduct) return std::nullopt;
  const int inside = cv::countNonZero(product);
  const int glass = see_through ? 0 : flood.clear_glass(backdrop, product);
  return HardCut{product, flood.outline_on_edges(product),
                 static_cast<double>(glass) / std::max(1, glass + inside)};
}

cv::Mat enlarged(const cv::Mat& mask, cv::Size size) {
  if (mask.size() == size) return mask;
  cv::Mat large, hard;
  cv::resize(mask, large, size, 0, 0, cv::INTER_LINEAR_EXACT);
  cv::threshold(large, hard, 127, 255, cv::THRESH_BINARY);
  return hard;
}

/// The backdrop's colour behind every pixel, from those well outside the cut.
cv::Mat backdrop_behind(const cv::Mat& bgr, const cv::Mat& inside, int reach) {
  cv::Mat taken;
  cv::dilate(inside, taken, disc(reach));
  return fill_unknown(bgr, ~taken);
}

/// Glass shows the backdrop, darker: what a product pixel takes away from it is its share.
void make_see_through(const cv::Mat& bgr, const cv::Mat& backdrop, Picture& cutout) {
  constexpr float kFaintest = 0.16f;  // even clear glass has a body
  constexpr float kTaken = 1.25f;     // what is seen through glass is dimmed twice: in and out
  for (int y = 0; y < bgr.rows; ++y) {
    for (int x = 0; x < bgr.cols; ++x) {
      auto& alpha = cutout.alpha.at<std::uint8_t>(y, x);
      if (alpha == 0) continue;
      const cv::Vec3b& pixel = bgr.at<cv::Vec3b>(y, x);
      const cv::Vec3b& behind = backdrop.at<cv::Vec3b>(y, x);
      float taken = 0;
      for (int c = 0; c < 3; ++c) {
        const float lost = static_cast<float>(behind[c] - pixel[c]) / std::max<float>(behind[c], 1);
        taken = std::max({taken, lost, -lost});
      }
      const float share = std::clamp(kFaintest + kTaken * taken, 0.0f, 1.0f);
      auto& color = cutout.bgr.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c) color[c] = to_byte((pixel[c] - (1 - share) * behind[c]) / share);
      alpha = to_byte(static_cast<float>(alpha) * share);
    }
  }
}

/// Fur and hair reach over a hard cut: near it alpha follows the picture's own edges.
Picture with_soft_outline(const cv::Mat& bgr,
                          const cv::Mat& inside,
                          const cv::Mat& alpha,
                          double scale) {
  constexpr int kNear = 5;
  const int reach = static_cast<int>(kNear * scale + 0.5);
  cv::Mat band;
  cv::morphologyEx(inside, band, cv::MORPH_GRADIENT, square(reach));
  RefineOptions options;
  options.radius = reach;
  cv::Mat soft = refined(bgr, alpha, band, options);
  settle(soft);
  return freed_of_backdrop(bgr, soft);
}

}  // namespace

const char* to_text(CutMethod method) {
  switch (method) {
    case CutMethod::plain_backdrop:
      return "plain backdrop";
    case CutMethod::unclear_outline:
      return "plain backdrop, outline unclear in places";
    case CutMethod::missing_glass:
      return "plain backdrop, what may be clear glass is left out: transparent: true keeps it";
    case CutMethod::network:
      return "matting network";
    case CutMethod::segmented:
      break;
  }
  return "segmented";
}

util::Result<CutOut> product_matte(const cv::Mat& bgr, const MatteOptions& options) {
  if (std::min(bgr.cols, bgr.rows) < kSmallestSide)
    return util::Error{util::ErrorKind::bad_image, "cutting out the product: the picture is only " +
                                                       std::to_string(bgr.cols) + " x " +
                                                       std::to_string(bgr.rows) + " pixels"};
  const double scale =
      std::min(1.0, static_cast<double>(kWorkingSide) / std::max(bgr.cols, bgr.rows));
  const util::Scratch::Hold room = room_for(bgr, scale);
  cv::Mat working = bgr;
  if (scale < 1)
    cv::resize(bgr, working,
               {static_cast<int>(bgr.cols * scale + 0.5), static_cast<int>(bgr.rows * scale + 0.5)},
               0, 0, cv::INTER_AREA);
  CutOut result;
  cv::Mat cut;
  if (std::optional<HardCut> plain = cut_from_plain(working, options.see_through)) {
    cut = std::move(plain->product);
    result.outline_on_edges = plain->outline_on_edges;
    result.clear_glass = plain->clear_glass;
    if (result.outline_on_edges < kClearOutline)
      result.method = CutMethod::unclear_outline;
    else if (result.clear_glass > kMostGlass)
      result.method = CutMethod::missing_glass;
  } else {
    result.method = CutMethod::segmented;
    cut = segment_object(working);
    remove_specks(cut, kSegmentedSpeck);
  }
  if (share_of(cut) < kLeastProduct || share_of(cut) > kMostProduct)
    return util::Error{util::ErrorKind::bad_image,
                       "cutting out the product: no object stands out from the backdrop"};
  const cv::Mat inside = enlarged(cut, bgr.size());
  const int reach =
      (result.method == CutMethod::segmented ? 5 : 2) + static_cast<int>(1 / scale - 0.5);
  const cv::Mat backdrop = backdrop_behind(bgr, inside, reach);
  result.picture = soften_edges(bgr, inside, backdrop, reach);
  if (result.method == CutMethod::segmented)
    result.picture = with_soft_outline(bgr, inside, result.picture.alpha, 1 / scale);
  if (options.see_through) make_see_through(bgr, backdrop, result.picture);
  return result;
}

util::Result<CutOut> matte_from_shares(const cv::Mat& bgr, const cv::Mat& shares) {
  const double scale = std::max({1.0, static_cast<double>(bgr.cols) / shares.cols,
                                 static_cast<double>(bgr.rows) / shares.rows});
  cv::Mat alpha =
      resample(shares, Window(0, 0, shares.cols, shares.rows), bgr.size(), Outside::edge);
  settle(alpha);
  const cv::Mat product = alpha >= 128;
  if (share_of(product) < kLeastProduct || share_of(product) > kMostProduct)
    return util::Error{
        util::ErrorKind::bad_image,
        "cutting out the product: the matting network sees no object that stands out"};
  // The outline is known no better than to a pixel of the shares.
  const int reach = static_cast<int>(scale + 1);
  cv::Mat all, some, band;
  cv::erode(alpha == 255, all, square(reach), {-1, -1}, 1, cv::BORDER_REPLICATE);
  cv::dilate(alpha > 0, some, square(reach));
  band = some & ~all;
  RefineOptions options;
  options.radius = std::max(options.radius, 2 * reach);
  alpha = refined(bgr, alpha, band, options);
  settle(alpha);
  return CutOut{freed_of_backdrop(bgr, alpha), CutMethod::network};
}

CutOut matte_from_mask(const cv::Mat& bgr, const cv::Mat& mask) {
  cv::Mat grey;
  cv::inRange(mask, cv::Scalar(16), cv::Scalar(239), grey);
  cv::Mat inside;
  cv::threshold(mask, inside, 127, 255, cv::THRESH_BINARY);
  cv::Mat outline;
  cv::morphologyEx(inside, outline, cv::MORPH_GRADIENT, disc(1));
  // A drawn mask with hardly any grey along its outline is a hard cut.
  const bool is_hard = cv::countNonZero(grey) * 4 < cv::countNonZero(outline);
  if (!is_hard) return {clean_rim({bgr, mask}), CutMethod::plain_backdrop};
  constexpr int kReach = 2;
  return {soften_edges(bgr, inside, backdrop_behind(bgr, inside, kReach), kReach),
          CutMethod::plain_backdrop};
}

}  // namespace vitrine::imaging

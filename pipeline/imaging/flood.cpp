#include "pipeline/imaging/flood.hpp"

#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/lab.hpp"
#include "pipeline/imaging/openings.hpp"
#include "pipeline/imaging/outline.hpp"
#include "pipeline/imaging/plane_pool.hpp"
#include "pipeline/imaging/reach.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace vitrine::imaging {
namespace {

// Colours in CIE 1976 units, lengths in pixels at about 1200 a side. Found on photographs with true
// alpha (tools/bench/matte_bench.cpp).
constexpr float kAlike = 3, kGlassAlike = 2;  // plus three and two times the noise
constexpr float kExact = 2;                   // plus the noise
constexpr float kShadowTint = 7;              // a shadow keeps the backdrop's hue
constexpr float kDarkestShadow = 0.3f;        // of the backdrop's lightness
constexpr float kOpeningTint = 4, kDarkestOpening = 0.72f;
constexpr float kSurelyProduct = 30, kFarProduct = 55;
constexpr int kSurelyClosed = 12;  // of the 16 ways out
constexpr int kRim = 6, kCorner = 16;

// Glass that nobody named: thin lines around what shows the backdrop.
constexpr float kGlassLine = 0.9f, kGlassLineNoise = 0.4f, kGlassLineAlone = 1.4f;
constexpr float kGlassTint = 12;
constexpr int kLineSides = 8;  // of the 16 ways out: an opening has the product on more
constexpr int kGap = 2;        // from edges: what is nearer is left to the cut

// A product that differs clearly may lend its shadow its colour.
constexpr float kClearProduct = 16, kBorrowedTint = 0.35f, kMostTint = 25;

// Edges: an outline is as strong as the product differs from the backdrop.
constexpr float kFaintestEdge = 0.9f, kClearestEdge = 1.7f, kEdgeShare = 0.09f;
constexpr float kEdgeNoise = 1.6f, kGlassEdge = 0.4f, kGlassEdgeNoise = 0.7f;
constexpr int kSupport = 8;  // pixels of a clear edge that a faint one carries on
constexpr int kShortEdge = 15, kShortOutline = 25;

// What a pixel that could be either leans on, in the units of `divide`.
constexpr int kClosedMiddle = 10, kClosedWeight = 7;
constexpr float kTintFrom = 3, kTintWeight = 2, kTintMost = 20;
constexpr float kHueFrom = 8, kHueWeight = 4, kHueMost = 45;
constexpr int kShadedWeight = 40;

/// How common each colour is among the pixels of a mask, in cells of kCell levels.
class ColorShares {
 public:
  ColorShares(const cv::Mat& bgr, const cv::Mat& mask)
      : bgr_(bgr), seen_(kCells * kCells * kCells) {
    for (int y = 0; y < bgr.rows; ++y)
      for (int x = 0; x < bgr.cols; ++x)
        if (mask.at<std::uint8_t>(y, x)) ++seen_[cell(y, x)], ++total_;
  }
  /// For the product, or against it where it never shows such a colour; 0 if too little is certain.
  int leaning(int y, int x) const {
    constexpr int kEnough = 500;
    if (total_ < kEnough) return 0;
    const double share = static_cast<double>(seen_[cell(y, x)]) / total_;
    return share > 0.004 ? 30 : share > 0.001 ? 15 : share > 0.0002 ? 0 : -10;
  }

 private:
  static constexpr int kCell = 12, kCells = 22;
  std::size_t cell(int y, int x) const {
    const cv::Vec3b& pixel = bgr_.at<cv::Vec3b>(y, x);
    return static_cast<std::size_t>((pixel[0] / kCell * kCells + pixel[1] / kCell) * kCells +
                                    pixel[2] / kCell);
  }
  cv::Mat bgr_;
  std::vector<int> seen_;
  int total_ = 0;
};

cv::Mat widened(const cv::Mat& mask, int radius) {
  cv::Mat wider;
  cv::dilate(mask, wider,
             cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * radius + 1, 2 * radius + 1}));
  return wider;
}

}  // namespace

struct BackdropFlood::Comparison {
  explicit Comparison(cv::Size size)
      : distance(size, CV_32FC1),
        tint(size, CV_32FC1),
        hue(size, CV_32FC1),
        darker(size, CV_8UC1),
        shadow_like(size, CV_8UC1),
        hole_like(size, CV_8UC1) {}

  cv::Mat distance;     ///< from the backdrop's colour
  cv::Mat tint;         ///< distance in hue from the backdrop, however dark
  cv::Mat hue;          ///< chroma of the backdrop itself
  cv::Mat darker;       ///< 255: not lighter than the backdrop, but not black either
  cv::Mat shadow_like;  ///< 255: could be the backdrop in shadow
  cv::Mat hole_like;    ///< 255: its hue, hardly darker
};

/// What is left when the flood has found what it can.
struct BackdropFlood::Undecided {
  cv::Mat product;  ///< 255: certainly
  cv::Mat leaning;  ///< CV_16SC1, of the pixels that could be either: > 0 product
};

BackdropFlood::BackdropFlood(const cv::Mat& bgr, double noise, bool see_through)
    : bgr_(bgr),
      shadows_(bgr),
      smooth_(soft_blur(bgr, see_through ? 2 : 1)),
      unrest_(static_cast<float>(noise)),
      see_through_(see_through) {}

BackdropFlood::Comparison BackdropFlood::compare(const cv::Mat& backdrop, int slack) const {
  const cv::Mat window = cv::Mat::ones(2 * slack + 1, 1, CV_8UC1);
  cv::Mat lowest, highest;
  cv::erode(backdrop, lowest, window);
  cv::dilate(backdrop, highest, window);

  Comparison result(bgr_.size());
  for (int y = 0; y < bgr_.rows; ++y) {
    const auto* pixels = bgr_.ptr<cv::Vec3b>(y);
    const auto* low = lowest.ptr<cv::Vec3b>(y);
    const auto* high = highest.ptr<cv::Vec3b>(y);
    for (int x = 0; x < bgr_.cols; ++x) {
      cv::Vec3b behind_bgr;
      for (int c = 0; c < 3; ++c) behind_bgr[c] = std::clamp(pixels[x][c], low[x][c], high[x][c]);
      const Lab pixel = lab_of(pixels[x]), behind = lab_of(behind_bgr);
      const float dimmed = (pixel.L + 16) / (behind.L + 16);
      const float tint = chroma({0, pixel.a - behind.a * dimmed, pixel.b - behind.b * dimmed});
      const bool not_lighter = pixel.L < behind.L + 2;
      const bool darker = not_lighter && pixel.L > behind.L * kDarkestShadow;
      result.distance.at<float>(y, x) = lab_distance(pixel, behind);
      result.tint.at<float>(y, x) = tint;
      result.hue.at<float>(y, x) = chroma(behind);
      result.darker.at<std::uint8_t>(y, x) = darker ? 255 : 0;
      result.shadow_like.at<std::uint8_t>(y, x) = darker && tint < kShadowTint ? 255 : 0;
      result.hole_like.at<std::uint8_t>(y, x) =
          not_lighter && tint < kOpeningTint && pixel.L > behind.L * kDarkestOpening ? 255 : 0;
    }
  }
  return result;
}

float BackdropFlood::limit_of_alike() const {
  return see_through_ ? kGlassAlike + 2 * unrest_ : kAlike + 3 * unrest_;
}

/// How far the product and its shadow differ from the backdrop: the median over what is not alike.
float BackdropFlood::typical_distance(const Comparison& with) const {
  std::vector<float> distances;
  for (int y = 0; y < bgr_.rows; ++y)
    for (int x = 0; x < bgr_.cols; ++x)
      if (const float distance = with.distance.at<float>(y, x); distance > kAlike + 3 * unrest_)
        distances.push_back(distance);
  if (distances.empty()) return 0;
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  return *middle;
}

/// Faint edges that carry on clear ones. What is clear depends on the picture: an outline is as
/// strong as the product differs from the backdrop, and a shadow's own unrest is not.
cv::Mat BackdropFlood::edges(const Comparison& with, float sharpness) const {
  if (see_through_)
    return without_short(edge_pixels(smooth_, kGlassEdge + kGlassEdgeNoise * unrest_, sharpness),
                         kShortEdge);
  const float step = std::clamp(kEdgeShare * typical_distance(with), kFaintestEdge, kClearestEdge);
  const float clear = step + kEdgeNoise * unrest_;
  const float faint = std::max(kFaintestEdge, 0.7f * clear) + kEdgeNoise * unrest_;
  return without_short(carried_edges(smooth_, faint, clear, sharpness, kSupport), kShortEdge);
}

cv::Mat BackdropFlood::alike(const cv::Mat& backdrop) const {
  // Where a wall meets a shelf the backdrop changes within pixels, and not always where the border
  // says: any colour between its neighbours' counts as backdrop.
  const Comparison with = compare(backdrop, std::max(1, bgr_.rows / 80));
  cv::Mat open = with.distance < limit_of_alike();
  open &= ~edges(with, 0);
  return joined_to_border(open, kGap);
}

cv::Mat BackdropFlood::complete(const cv::Mat& backdrop) const {
  Comparison with = compare(backdrop, 1);
  const cv::Mat all_edges = edges(with, 0);
  cv::Mat open = with.distance < limit_of_alike();
  open &= ~all_edges;
  const cv::Mat joined = joined_to_border(open, kGap);
  open.release();

  // The more a product differs, the sharper its outline, and the less a ramp may pass for one.
  const float contrast = typical_distance(with);
  const float sharpness =
      see_through_ ? 0.3f : std::clamp(0.31f + (contrast - 22) * 0.004f, 0.31f, 0.36f);
  const cv::Mat outlines = without_short(edges(with, sharpness), kShortOutline);
  cv::Mat found = without_product(std::move(with), joined, outlines, all_edges);
  with = compare(backdrop, 1);

  const cv::Mat exact = with.distance < kExact + unrest_;
  const bool may_be_shaded = !see_through_ && contrast > kClearProduct;
  add_openings({with.distance, exact, with.hole_like, all_edges, may_be_shaded}, found);
  if (!see_through_) trim_rim(with, found);
  return found;
}

/// Divides what the flood did not reach between the product and the backdrop in its shadow.
cv::Mat BackdropFlood::without_product(Comparison with,
                                       const cv::Mat& found,
                                       const cv::Mat& outlines,
                                       const cv::Mat& edges) const {
  const float calm = std::clamp(0.022f * typical_distance(with), 0.35f, 1.0f) + 0.6f * unrest_;
  const Undecided left = undecided(with, found, outlines, edges);
  // The minimum cut takes most of all steps; what only told the leanings goes before it, and is
  // compared once more by whoever needs it after.
  with = Comparison({});
  give_back_planes();  // its graph is none, so the pool cannot make room for it
  return ~divide(smooth_, found, left.product, left.leaning, calm);
}

BackdropFlood::Undecided BackdropFlood::undecided(const Comparison& with,
                                                  const cv::Mat& found,
                                                  const cv::Mat& outlines,
                                                  const cv::Mat& edges) const {
  const float contrast = typical_distance(with);
  const cv::Mat closed = enclosure(outlines, found);
  cv::Mat product = with.distance > kFarProduct;
  product |= (with.distance > kSurelyProduct) & (closed >= kSurelyClosed);
  product &= ~with.shadow_like & ~found;

  // Where the product hardly differs, every edge may be its outline.
  cv::Mat shaded;
  if (contrast > kClearProduct) {
    const cv::Mat tinted = with.tint < std::min(kBorrowedTint * contrast, kMostTint);
    shaded = shadows_.joined_to(found, with.shadow_like | (tinted & with.darker), outlines);
  } else {
    shaded = shadows_.joined_to(found, with.shadow_like, edges);
  }

  const ColorShares colors(box_blur(bgr_, 1), product);
  cv::Mat leaning(found.size(), CV_16SC1, cv::Scalar(0));
  for (int y = 0; y < found.rows; ++y)
    for (int x = 0; x < found.cols; ++x) {
      if (found.at<std::uint8_t>(y, x) || product.at<std::uint8_t>(y, x)) continue;
      int lean = (closed.at<std::uint8_t>(y, x) - kClosedMiddle) * kClosedWeight;
      lean += static_cast<int>(
          std::clamp((with.tint.at<float>(y, x) - kTintFrom) * kTintWeight, 0.0f, kTintMost));
      // A coloured backdrop is known by its hue even in shadow.
      if (with.shadow_like.at<std::uint8_t>(y, x))
        lean -= static_cast<int>(
            std::clamp((with.hue.at<float>(y, x) - kHueFrom) * kHueWeight, 0.0f, kHueMost));
      if (shaded.at<std::uint8_t>(y, x)) lean -= kShadedWeight;
      leaning.at<std::int16_t>(y, x) = static_cast<std::int16_t>(lean + colors.leaning(y, x));
    }
  return {product, leaning};
}

/// A shadow's last pixels before a dark edge are too steep to count as shadow, and a blurred edge
/// is paler than the product: what still looks like backdrop close to something that surely is not
/// goes, too.
void BackdropFlood::trim_rim(const Comparison& with, cv::Mat& found) const {
  const cv::Mat sure = with.distance > kSurelyProduct;
  const cv::Mat rim = widened(sure, kRim) & widened(found, kRim) & with.hole_like;
  // Corners between an arm and a body are too narrow for the flood.
  const cv::Mat corners = widened(sure, kCorner) & widened(found, kCorner) &
                          cv::Mat(with.distance < kAlike + 3 * unrest_);
  found = reach(rim | corners, found, [](cv::Point, cv::Point) { return true; });
}

double BackdropFlood::outline_on_edges(const cv::Mat& product) const {
  const float step =
      see_through_ ? kGlassEdge + kGlassEdgeNoise * unrest_ : kFaintestEdge + kEdgeNoise * unrest_;
  const cv::Mat near = widened(edge_pixels(smooth_, step), 3);
  cv::Mat inner;
  // The frame is no outline: a product that leaves the picture ends there by itself.
  cv::erode(product, inner, cv::Mat::ones(3, 3, CV_8UC1), {-1, -1}, 1, cv::BORDER_REPLICATE);
  const cv::Mat outline = product & ~inner;
  const int length = cv::countNonZero(outline);
  return length == 0 ? 1.0 : static_cast<double>(cv::countNonZero(outline & near)) / length;
}

int BackdropFlood::clear_glass(const cv::Mat& backdrop, const cv::Mat& product) const {
  const cv::Mat lines = without_short(
      lone_edges(smooth_, kGlassLine + kGlassLineNoise * unrest_, kGlassLineAlone), kShortOutline);
  const cv::Mat nowhere(product.size(), CV_8UC1, cv::Scalar(0));
  const cv::Mat near = widened(product, kRim);
  const cv::Mat closed = enclosure(lines | near, nowhere) >= kSurelyClosed;
  const cv::Mat by_lines = enclosure(lines & ~widened(product, kCorner), nowhere) >= kLineSides;
  cv::Mat glass = closed & by_lines & ~near;
  glass &= compare(backdrop, 1).distance < kGlassTint + 3 * unrest_;
  const cv::Mat body = cv::getStructuringElement(cv::MORPH_ELLIPSE, {21, 21});
  cv::morphologyEx(glass, glass, cv::MORPH_OPEN, body);
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(glass, labels, stats, centres, 8, CV_32S);
  const cv::Rect inner(kRim, kRim, glass.cols - 2 * kRim, glass.rows - 2 * kRim);
  int largest = 0;
  for (int i = 1; i < count; ++i) {
    const int* stat = stats.ptr<int>(i);
    const cv::Rect box(stat[cv::CC_STAT_LEFT], stat[cv::CC_STAT_TOP], stat[cv::CC_STAT_WIDTH],
                       stat[cv::CC_STAT_HEIGHT]);
    const int area = stat[cv::CC_STAT_AREA];
    if ((box & inner) == box && area * 2 >= box.area()) largest = std::max(largest, area);
  }
  return largest;
}

}  // namespace vitrine::imaging

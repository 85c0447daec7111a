#include "pipeline/studio/placing.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace vitrine::studio {
namespace {

using domain::Placement;

constexpr domain::Point kUsualFoot{0.5, 0.8};
// Of the picture; a channel may yet crop a sixth of its width.
constexpr double kWidest = 0.80, kTallest = 0.94;
constexpr double kGap = 0.06;  // between products, of their whole width

int rounded(double value) { return static_cast<int>(std::floor(value + 0.5)); }

cv::Point2d pixels(domain::Point point, cv::Size size) {
  return {point.x * size.width, point.y * size.height};
}

/// The surface's front edge and the two sides that leave it, in pixels.
struct FrontEdge {
  cv::Point2d left, right, left_next, right_next;

  double length() const {
    const cv::Point2d span = right - left;
    return std::sqrt(span.x * span.x + span.y * span.y);
  }
};

std::optional<FrontEdge> front_edge(const std::vector<domain::Point>& polygon, cv::Size size) {
  if (polygon.size() < 3) return std::nullopt;
  const std::size_t count = polygon.size();
  std::size_t lowest = 0;
  const auto middle = [&](std::size_t i) { return polygon[i].y + polygon[(i + 1) % count].y; };
  for (std::size_t i = 1; i < count; ++i)
    if (middle(i) > middle(lowest)) lowest = i;
  const auto corner = [&](std::size_t i) { return pixels(polygon[i % count], size); };
  FrontEdge edge{corner(lowest), corner(lowest + 1), corner(lowest + count - 1),
                 corner(lowest + 2)};
  if (edge.left.x > edge.right.x) {
    std::swap(edge.left, edge.right);
    std::swap(edge.left_next, edge.right_next);
  }
  return edge;
}

/// Where the line through two points is at a height of the picture.
double x_at(cv::Point2d from, cv::Point2d to, double y) {
  const double rise = to.y - from.y;
  return std::abs(rise) < 1e-9 ? from.x : from.x + (to.x - from.x) * (y - from.y) / rise;
}

/// Pixels per millimetre where something stands at this height of the picture.
double scale_at(const FrontEdge& edge, double front_millimetres, double y) {
  const auto width = [&](double at) {
    return x_at(edge.right, edge.right_next, at) - x_at(edge.left, edge.left_next, at);
  };
  const double front = width((edge.left.y + edge.right.y) / 2);
  const double shrink = front > 0 ? std::clamp(width(y) / front, 0.05, 4.0) : 1.0;
  return edge.length() / front_millimetres * shrink;
}

/// Where the surface's sides meet: the height of its horizon in the picture.
std::optional<double> horizon_of(const FrontEdge& edge) {
  const auto run = [](cv::Point2d from, cv::Point2d to) {
    return (to.x - from.x) / (to.y - from.y);
  };
  if (edge.left.y - edge.left_next.y < 1 || edge.right.y - edge.right_next.y < 1)
    return std::nullopt;
  const double left = run(edge.left, edge.left_next), right = run(edge.right, edge.right_next);
  if (right - left < 1e-3) return std::nullopt;
  // left.x + left (y - left.y) = right.x + right (y - right.y)
  return (edge.left.x - edge.right.x + right * edge.right.y - left * edge.left.y) / (right - left);
}

/// The tangent of the angle between the horizon and the foot, as seen through a lens of usual
/// length whose axis goes through the middle of the picture: tan(a + b), a and b to each side of
/// the axis.
std::optional<double> foreshortening_of(const Placement& placement, cv::Size backdrop, double y) {
  constexpr double kFocalLength = 50.0 / 36;  // of the longer side
  constexpr double kFlattest = 0.12, kSteepest = 0.8;
  const std::optional<FrontEdge> edge = front_edge(placement.polygon, backdrop);
  const std::optional<double> horizon = edge ? horizon_of(*edge) : std::nullopt;
  if (!horizon || *horizon >= y || placement.on == domain::SurfaceKind::wall) return std::nullopt;
  const double focal = kFocalLength * std::max(backdrop.width, backdrop.height);
  const double middle = backdrop.height / 2.0;
  const double above = (middle - *horizon) / focal, below = (y - middle) / focal;
  if (above * below >= 1) return kSteepest;  // seen straight from above
  return std::clamp((above + below) / (1 - above * below), kFlattest, kSteepest);
}

cv::Point2d foot_of(const Placement& placement, cv::Size backdrop, double height) {
  if (placement.at) return pixels(*placement.at, backdrop);
  const bool on_wall = placement.on == domain::SurfaceKind::wall;
  if (placement.polygon.empty()) {
    cv::Point2d foot = pixels(kUsualFoot, backdrop);
    if (on_wall) foot.y = backdrop.height / 2.0 + height / 2;
    return foot;
  }
  cv::Point2d middle(0, 0);
  for (const domain::Point& corner : placement.polygon) middle += pixels(corner, backdrop);
  middle *= 1.0 / static_cast<double>(placement.polygon.size());
  // Things on a wall hang with their middle there; others stand with their foot there.
  if (on_wall) middle.y += height / 2;
  return middle;
}

/// Pixels of the backdrop for one of the first cut-out's, if the true scale is known.
std::optional<double> true_scale(const Placement& placement, cv::Size backdrop, cv::Size product) {
  const std::optional<FrontEdge> edge = front_edge(placement.polygon, backdrop);
  const bool has_size = placement.product_height || placement.product_width;
  if (!edge || !placement.front_edge || placement.front_edge->millimetres <= 0 || !has_size)
    return std::nullopt;
  const double y = foot_of(placement, backdrop, 0).y;
  const double per_millimetre = scale_at(*edge, placement.front_edge->millimetres, y);
  if (placement.product_height)
    return placement.product_height->millimetres * per_millimetre / product.height;
  return placement.product_width->millimetres * per_millimetre / product.width;
}

struct Row {
  double width = 0, tallest = 0, gap = 0;
};
Row measured(const std::vector<cv::Size>& products, double scale) {
  Row row;
  for (const cv::Size& product : products) {
    row.width += product.width * scale;
    row.tallest = std::max(row.tallest, product.height * scale);
  }
  row.gap = kGap * row.width;
  row.width += row.gap * static_cast<double>(products.size() - 1);
  return row;
}

}  // namespace

Arrangement arrange(const Placement& placement,
                    cv::Size backdrop,
                    const std::vector<cv::Size>& products,
                    double usual_height) {
  Arrangement result;
  int tallest = 1;
  for (const cv::Size& product : products) tallest = std::max(tallest, product.height);
  double scale = placement.height.value_or(usual_height) * backdrop.height / tallest;
  if (const std::optional<double> known = true_scale(placement, backdrop, products.front())) {
    scale = *known;
    result.true_scale = true;
  }
  const Row asked = measured(products, scale);
  const double most =
      std::min(kWidest * backdrop.width / asked.width, kTallest * backdrop.height / asked.tallest);
  if (most < 1) {
    scale *= most;
    result.was_fitted = true;
  }
  const Row row = measured(products, scale);
  const cv::Point2d foot = foot_of(placement, backdrop, row.tallest);
  result.foreshortening = foreshortening_of(placement, backdrop, foot.y);
  double left = foot.x - row.width / 2;
  for (const cv::Size& product : products) {
    const int width = std::max(1, rounded(product.width * scale));
    const int height = std::max(1, rounded(product.height * scale));
    result.boxes.push_back({rounded(left), rounded(foot.y) - height, width, height});
    left += product.width * scale + row.gap;
  }
  return result;
}

cv::Rect crop_around(cv::Size backdrop, domain::Aspect aspect, const std::vector<cv::Rect>& boxes) {
  const double ratio = aspect.ratio();
  const int width = std::min(backdrop.width, rounded(backdrop.height * ratio));
  const int height = std::min(backdrop.height, rounded(backdrop.width / ratio));
  cv::Rect products = boxes.empty() ? cv::Rect() : boxes.front();
  for (const cv::Rect& box : boxes) products |= box;
  // As near the middle as possible, but with the products inside and some air beside them.
  const auto start = [](int whole, int part, int from, int length) {
    const int air = std::max(0, std::min(part / 20, (part - length) / 2));
    const int middle = (whole - part) / 2;
    const int lowest = from + length + air - part, highest = from - air;
    return std::clamp(lowest > highest ? middle : std::clamp(middle, lowest, highest), 0,
                      whole - part);
  };
  return {start(backdrop.width, width, products.x, products.width),
          start(backdrop.height, height, products.y, products.height), width, height};
}

cv::Mat surface_mask(const std::vector<domain::Point>& polygon,
                     cv::Size backdrop,
                     cv::Rect crop,
                     cv::Size size) {
  if (polygon.size() < 3) return {};
  cv::Mat mask(size, CV_8UC1, cv::Scalar(0));
  for (int y = 0; y < size.height; ++y) {
    const double v = (crop.y + (y + 0.5) * crop.height / size.height) / backdrop.height;
    std::vector<double> crossings;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
      const domain::Point a = polygon[i], b = polygon[(i + 1) % polygon.size()];
      if ((a.y > v) != (b.y > v)) crossings.push_back(a.x + (b.x - a.x) * (v - a.y) / (b.y - a.y));
    }
    std::sort(crossings.begin(), crossings.end());
    for (int x = 0; x < size.width; ++x) {
      const double u = (crop.x + (x + 0.5) * crop.width / size.width) / backdrop.width;
      const auto left = std::lower_bound(crossings.begin(), crossings.end(), u) - crossings.begin();
      if (left % 2 == 1) mask.at<std::uint8_t>(y, x) = 255;
    }
  }
  return mask;
}

}  // namespace vitrine::studio

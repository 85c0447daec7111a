#include "pipeline/imaging/mesh.hpp"

#include "pipeline/imaging/curves.hpp"
#include "pipeline/imaging/resample.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <stdexcept>

namespace vitrine::imaging {
namespace {

constexpr int kMostCells = 64;
constexpr int kHalf = Mesh::kUnit / 2;

/// A corner of a triangle: where it is seen, and which place of the source is seen there.
struct Corner {
  cv::Point at;  ///< in 1/16 pixel of the frame
  double u = 0, v = 0;
};

/// Twice the signed area of a, b, c.
std::int64_t cross(cv::Point a, cv::Point b, cv::Point c) {
  return static_cast<std::int64_t>(b.x - a.x) * (c.y - a.y) -
         static_cast<std::int64_t>(b.y - a.y) * (c.x - a.x);
}

std::array<float, 4> catmull_rom(float t) {
  return {t * (-0.5f + t * (1.0f - 0.5f * t)), 1.0f + t * t * (-2.5f + 1.5f * t),
          t * (0.5f + t * (2.0f - 1.5f * t)), t * t * (-0.5f + 0.5f * t)};
}

/// The source as it is sampled: colours weighted by alpha, so that none bleeds in from outside.
class Sampler {
 public:
  explicit Sampler(const Picture& source) : source_(source) {}

  /// (b, g, r) and alpha at a place in source pixels, a pixel's middle being at 0.5.
  void at(double u, double v, cv::Vec3b& color, std::uint8_t& alpha) const {
    const double x = u - 0.5, y = v - 0.5;
    const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
    const auto across = catmull_rom(static_cast<float>(x - left));
    const auto down = catmull_rom(static_cast<float>(y - top));
    float sum[3] = {0, 0, 0}, opacity = 0;
    for (int j = 0; j < 4; ++j)
      for (int i = 0; i < 4; ++i) {
        const int sx = std::clamp(left - 1 + i, 0, source_.width() - 1);
        const int sy = std::clamp(top - 1 + j, 0, source_.height() - 1);
        const float share = across[static_cast<std::size_t>(i)] * down[static_cast<std::size_t>(j)];
        const float opaque =
            source_.has_alpha() ? share * static_cast<float>(source_.alpha.at<std::uint8_t>(sy, sx))
                                : share * 255.0f;
        const auto& pixel = source_.bgr.at<cv::Vec3b>(sy, sx);
        for (int c = 0; c < 3; ++c) sum[c] += opaque * static_cast<float>(pixel[c]);
        opacity += opaque;
      }
    alpha = to_byte(opacity);
    for (int c = 0; c < 3; ++c) color[c] = opacity > 0.5f ? to_byte(sum[c] / opacity) : 0;
  }

 private:
  const Picture& source_;
};

void draw(const std::array<Corner, 3>& triangle, const Sampler& sampler, Carried& onto) {
  const auto& [a, b, c] = triangle;
  const std::int64_t area = cross(a.at, b.at, c.at);
  if (area == 0) return;
  const std::int64_t sign = area > 0 ? 1 : -1;
  const auto [least_x, most_x] = std::minmax({a.at.x, b.at.x, c.at.x});
  const auto [least_y, most_y] = std::minmax({a.at.y, b.at.y, c.at.y});
  const int x0 = std::max(0, least_x / Mesh::kUnit - 1);
  const int x1 = std::min(onto.bgr.cols - 1, most_x / Mesh::kUnit + 1);
  const int y0 = std::max(0, least_y / Mesh::kUnit - 1);
  const int y1 = std::min(onto.bgr.rows - 1, most_y / Mesh::kUnit + 1);
  for (int y = y0; y <= y1; ++y)
    for (int x = x0; x <= x1; ++x) {
      const cv::Point middle(x * Mesh::kUnit + kHalf, y * Mesh::kUnit + kHalf);
      const std::int64_t wa = sign * cross(b.at, c.at, middle);
      const std::int64_t wb = sign * cross(c.at, a.at, middle);
      const std::int64_t wc = sign * cross(a.at, b.at, middle);
      if (wa < 0 || wb < 0 || wc < 0) continue;
      const double whole = static_cast<double>(sign * area);
      const double sa = static_cast<double>(wa) / whole, sb = static_cast<double>(wb) / whole;
      const double sc = static_cast<double>(wc) / whole;
      sampler.at(sa * a.u + sb * b.u + sc * c.u, sa * a.v + sb * b.v + sc * c.v,
                 onto.bgr.at<cv::Vec3b>(y, x), onto.weight.at<std::uint8_t>(y, x));
    }
}

/// The mesh's size against its area's, each as a length.
double scale_of(const Mesh& mesh) {
  const int across = mesh.cells.width + 1;
  double seen = 0;
  for (int j = 0; j < mesh.cells.height; ++j)
    for (int i = 0; i < mesh.cells.width; ++i) {
      const auto at = [&](int column, int row) {
        return mesh.points[static_cast<std::size_t>(row * across + column)];
      };
      seen += std::abs(static_cast<double>(cross(at(i, j), at(i + 1, j), at(i + 1, j + 1)))) / 2;
      seen += std::abs(static_cast<double>(cross(at(i, j), at(i + 1, j + 1), at(i, j + 1)))) / 2;
    }
  return std::sqrt(seen / mesh.area.area()) / Mesh::kUnit;
}

}  // namespace

bool is_sound(const Mesh& mesh) {
  const auto [columns, rows] = mesh.cells;
  // Further out nothing is seen, and products of coordinates would not fit.
  constexpr int kFarthest = 1 << 25;
  for (const cv::Point& point : mesh.points)
    if (point.x < -kFarthest || point.x > kFarthest || point.y < -kFarthest || point.y > kFarthest)
      return false;
  return !mesh.area.empty() && columns >= 1 && rows >= 1 && columns <= kMostCells &&
         rows <= kMostCells &&
         mesh.points.size() == static_cast<std::size_t>((columns + 1) * (rows + 1));
}

Mesh mesh_of_plane(const cv::Matx33d& placing, const cv::Rect& area, cv::Size cells) {
  Mesh mesh{area, cells, {}};
  for (int j = 0; j <= cells.height; ++j)
    for (int i = 0; i <= cells.width; ++i) {
      const double x = area.x + static_cast<double>(area.width) * i / cells.width;
      const double y = area.y + static_cast<double>(area.height) * j / cells.height;
      const double w = placing(2, 0) * x + placing(2, 1) * y + placing(2, 2);
      if (w <= 1e-9) return {area, cells, {}};
      const auto unit = [&](int row) {
        const double place = (placing(row, 0) * x + placing(row, 1) * y + placing(row, 2)) / w;
        return static_cast<int>(std::lround(std::clamp(place, -1e6, 1e6) * Mesh::kUnit));
      };
      mesh.points.emplace_back(unit(0), unit(1));
    }
  return mesh;
}

Carried carry(const Picture& picture, const Mesh& mesh, cv::Size frame) {
  const cv::Rect whole(0, 0, picture.width(), picture.height());
  if (!is_sound(mesh) || (mesh.area & whole) != mesh.area)
    throw std::invalid_argument("carry: the mesh is not one of this picture");
  const double scale = std::min(1.0, scale_of(mesh));
  const cv::Size reduced(std::max(1, static_cast<int>(std::lround(mesh.area.width * scale))),
                         std::max(1, static_cast<int>(std::lround(mesh.area.height * scale))));
  const Picture source = resample(picture, cv::Rect2d(mesh.area), reduced);

  Carried carried{
      cv::Mat(frame, CV_8UC3, cv::Scalar::all(0)), cv::Mat(frame, CV_8UC1, cv::Scalar(0)), {}};
  const Sampler sampler(source);
  const int across = mesh.cells.width + 1;
  const auto corner = [&](int i, int j) {
    return Corner{mesh.points[static_cast<std::size_t>(j * across + i)],
                  static_cast<double>(reduced.width) * i / mesh.cells.width,
                  static_cast<double>(reduced.height) * j / mesh.cells.height};
  };
  for (int j = 0; j < mesh.cells.height; ++j)
    for (int i = 0; i < mesh.cells.width; ++i) {
      const Corner a = corner(i, j), b = corner(i + 1, j), c = corner(i + 1, j + 1),
                   d = corner(i, j + 1);
      draw({a, b, c}, sampler, carried);
      draw({a, c, d}, sampler, carried);
    }
  const cv::Rect around = cv::boundingRect(mesh.points);
  const cv::Rect seen(around.x / Mesh::kUnit - 1, around.y / Mesh::kUnit - 1,
                      around.width / Mesh::kUnit + 3, around.height / Mesh::kUnit + 3);
  carried.box = seen & cv::Rect({}, frame);
  return carried;
}

}  // namespace vitrine::imaging

#include "pipeline/imaging/shadow.hpp"

#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/curves.hpp"
#include "pipeline/imaging/measure.hpp"
#include "pipeline/imaging/resample.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace vitrine::imaging {
namespace {

constexpr float kGlassContact = 0.15f;
constexpr int kWorkingSide = 260;  // of the product: shadows are soft, so they are drawn small

/// A copy of the scene's plane, reduced, with the product's alpha in it.
struct Canvas {
  double scale = 1;  // canvas pixels for one of the scene
  cv::Point margin;  // of the canvas around the scene, so that shadows come in from outside
  cv::Mat alpha;     // CV_8UC1, canvas size
  cv::Mat area;      // CV_8UC1, 255: the product's pixels
  cv::Rect product;  // the box around them

  float foot() const { return static_cast<float>(product.y + product.height); }
};

Canvas canvas_for(const Placed& product, cv::Size scene) {
  const int longer = std::max(product.picture.width(), product.picture.height());
  Canvas canvas;
  canvas.scale = std::min(1.0, static_cast<double>(kWorkingSide) / longer);
  const int margin = 16;
  canvas.margin = {margin, margin};
  const cv::Size size(static_cast<int>(scene.width * canvas.scale) + 2 * margin,
                      static_cast<int>(scene.height * canvas.scale) + 2 * margin);
  const Window window(-product.origin.x - margin / canvas.scale,
                      -product.origin.y - margin / canvas.scale, size.width / canvas.scale,
                      size.height / canvas.scale);
  canvas.alpha = resample(product.picture.alpha, window, size, Outside::nothing);
  canvas.area = product_area(canvas.alpha);
  canvas.product = bounding_box(canvas.area);
  return canvas;
}

cv::Mat on_scene(const Canvas& canvas, const cv::Mat& darkness, cv::Size scene) {
  const Window window(canvas.margin.x, canvas.margin.y, scene.width * canvas.scale,
                      scene.height * canvas.scale);
  return resample(darkness, window, scene, Outside::edge);
}

/// Lowest opaque row of each column; -1 where there is none.
std::vector<int> lower_outline(const Canvas& canvas) {
  std::vector<int> lowest(canvas.alpha.cols, -1);
  for (int y = 0; y < canvas.alpha.rows; ++y)
    for (int x = 0; x < canvas.alpha.cols; ++x)
      if (canvas.area.at<std::uint8_t>(y, x)) lowest[x] = y;
  return lowest;
}

/// A band along the lower outline, fading where the outline rises from the ground.
cv::Mat band_below(const Canvas& canvas, float above, float below, float darkness) {
  cv::Mat band(canvas.alpha.size(), CV_8UC1, cv::Scalar(0));
  const std::vector<int> outline = lower_outline(canvas);
  // A round base seen from above rises at its sides by a part of its width.
  const float lifted = 0.05f * static_cast<float>(canvas.product.height) +
                       0.12f * static_cast<float>(canvas.product.width);
  for (int x = 0; x < band.cols; ++x) {
    if (outline[x] < 0) continue;
    const float rise = canvas.foot() - 1 - static_cast<float>(outline[x]);
    // Glass lets light through to the ground it stands on.
    const float body = static_cast<float>(canvas.alpha.at<std::uint8_t>(outline[x], x)) / 255.0f;
    const float touch = smooth_step(lifted, lifted * 0.35f, rise) * mix(kGlassContact, 1, body);
    if (touch <= 0) continue;
    const int from = std::max(0, static_cast<int>(static_cast<float>(outline[x]) - above));
    const int to =
        std::min(band.rows - 1, static_cast<int>(static_cast<float>(outline[x]) + below));
    for (int y = from; y <= to; ++y) band.at<std::uint8_t>(y, x) = to_byte(255 * darkness * touch);
  }
  return band;
}

cv::Mat contact_shadow(const Canvas& canvas, bool hard) {
  const float size = static_cast<float>(std::max(canvas.product.width, canvas.product.height));
  const cv::Mat line = soft_blur(band_below(canvas, 0.03f * size, 0.010f * size, 0.50f),
                                 std::max(1, static_cast<int>(0.006f * size)));
  const cv::Mat pool = soft_blur(band_below(canvas, 0.09f * size, 0.048f * size, 0.56f),
                                 std::max(2, static_cast<int>((hard ? 0.020f : 0.030f) * size)));
  return joined_shadows(line, pool);
}

/// How the ground carries a point of the silhouette away: per unit of its height above the foot.
struct Throw {
  float across, down;  // down < 0: away from the viewer, up in the picture
  float darkness;
};
Throw throw_of(const ShadowStyle& style) {
  const float reach = style.hard ? 1.25f : 1.0f;
  const float depth = reach * style.foreshortening;
  const float darkness = style.hard ? 0.62f : 0.42f;
  const float aside = style.source_seen ? 0.4f * depth : -0.5f * depth;
  switch (style.light) {
    case LightSide::left:
      return {0.62f * reach, aside, darkness};
    case LightSide::right:
      return {-0.62f * reach, aside, darkness};
    case LightSide::behind:
      return {0.10f * reach, depth, darkness * 1.1f};
    case LightSide::front:
      return {0.16f * reach, -0.7f * depth, darkness * 0.9f};
    case LightSide::above:
      break;
  }
  return {0.06f, -0.3f * style.foreshortening, darkness * 0.8f};
}

/// The silhouette as soft as its half-shadow is at a height above the foot, a share of the whole.
struct Softened {
  float height;
  cv::Mat alpha;
};

/// Laid on the ground; between two softened silhouettes by how high a point is. Softened before it
/// is laid down, as the ground foreshortens the half-shadow with the shape.
cv::Mat thrown(const Canvas& canvas, const Throw& path, const std::array<Softened, 4>& shapes) {
  constexpr float kAboveTop = 1.12f;  // the half-shadow reaches over the shape
  cv::Mat shadow(canvas.alpha.size(), CV_8UC1, cv::Scalar(0));
  const float height = static_cast<float>(canvas.product.height);
  for (int y = 0; y < shadow.rows; ++y) {
    const float above = (static_cast<float>(y) + 0.5f - canvas.foot()) / path.down;
    if (above < 0 || above > kAboveTop * height) continue;
    const int source_y = static_cast<int>(canvas.foot() - above);
    if (source_y < 0 || source_y >= shadow.rows) continue;
    const float share = above / height;
    std::size_t next = 1;
    while (next + 1 < shapes.size() && shapes[next].height < share) ++next;
    const Softened &low = shapes[next - 1], &high = shapes[next];
    const float soft = std::clamp((share - low.height) / (high.height - low.height), 0.0f, 1.0f);
    const float darkness = path.darkness * (1.0f - 0.55f * std::min(share, 1.0f));
    for (int x = 0; x < shadow.cols; ++x) {
      const float source_x = static_cast<float>(x) - path.across * above;
      const int at = static_cast<int>(source_x);
      if (source_x < 0 || at >= shadow.cols) continue;
      shadow.at<std::uint8_t>(y, x) = to_byte(
          darkness * mix(static_cast<float>(low.alpha.at<std::uint8_t>(source_y, at)),
                         static_cast<float>(high.alpha.at<std::uint8_t>(source_y, at)), soft));
    }
  }
  return shadow;
}

/// The farther from the foot, the wider the half-shadow.
cv::Mat cast_shadow(const Canvas& canvas, const ShadowStyle& style) {
  const float size = static_cast<float>(std::max(canvas.product.width, canvas.product.height));
  const float softness = style.hard ? 0.4f : 1.0f;
  const auto softened = [&](float height, float blur) {
    const int radius = std::max(1, static_cast<int>(blur * size * softness));
    return Softened{height, soft_blur(canvas.alpha, radius)};
  };
  const std::array<Softened, 4> shapes{softened(0.0f, 0.008f), softened(0.25f, 0.024f),
                                       softened(0.55f, 0.045f), softened(1.0f, 0.075f)};
  return soft_blur(thrown(canvas, throw_of(style), shapes), style.hard ? 1 : 2);
}

cv::Mat shifted(const cv::Mat& alpha, int dx, int dy, float darkness) {
  cv::Mat result(alpha.size(), CV_8UC1, cv::Scalar(0));
  for (int y = std::max(0, dy); y < std::min(alpha.rows, alpha.rows + dy); ++y)
    for (int x = std::max(0, dx); x < std::min(alpha.cols, alpha.cols + dx); ++x)
      result.at<std::uint8_t>(y, x) =
          to_byte(static_cast<float>(alpha.at<std::uint8_t>(y - dy, x - dx)) * darkness);
  return result;
}

}  // namespace

cv::Mat ground_shadow(const Placed& product, cv::Size scene, const ShadowStyle& style) {
  const Canvas canvas = canvas_for(product, scene);
  cv::Mat darkness(canvas.alpha.size(), CV_8UC1, cv::Scalar(0));
  if (canvas.product.empty()) return on_scene(canvas, darkness, scene);
  if (style.cast) darkness = cast_shadow(canvas, style);
  if (style.contact) darkness = joined_shadows(darkness, contact_shadow(canvas, style.hard));
  return on_scene(canvas, darkness, scene);
}

cv::Mat wall_shadow(const Placed& product, cv::Size scene, const ShadowStyle& style) {
  const Canvas canvas = canvas_for(product, scene);
  const float size = static_cast<float>(std::max(canvas.product.width, canvas.product.height));
  const Throw path = throw_of(style);
  const int side = path.across > 0.3f ? 1 : path.across < -0.3f ? -1 : 0;
  cv::Mat darkness(canvas.alpha.size(), CV_8UC1, cv::Scalar(0));
  if (style.contact)
    darkness = soft_blur(shifted(canvas.alpha, 0, static_cast<int>(0.006f * size), 0.45f),
                         std::max(1, static_cast<int>(0.008f * size)));
  if (style.cast) {
    const int across = side * static_cast<int>(0.04f * size);
    const int down = static_cast<int>(0.035f * size);
    const int radius = std::max(1, static_cast<int>((style.hard ? 0.008f : 0.024f) * size));
    darkness = joined_shadows(
        darkness, soft_blur(shifted(canvas.alpha, across, down, path.darkness), radius));
  }
  return on_scene(canvas, darkness, scene);
}

cv::Mat joined_shadows(const cv::Mat& one, const cv::Mat& other) {
  cv::Mat result(one.size(), CV_8UC1);
  for (int y = 0; y < one.rows; ++y)
    for (int x = 0; x < one.cols; ++x)
      result.at<std::uint8_t>(y, x) =
          static_cast<std::uint8_t>(255 - divide_255((255 - one.at<std::uint8_t>(y, x)) *
                                                     (255 - other.at<std::uint8_t>(y, x))));
  return result;
}

void cast_on(cv::Mat& scene, const cv::Mat& darkness) {
  for (int y = 0; y < scene.rows; ++y) {
    auto* row = scene.ptr<cv::Vec3b>(y);
    const std::uint8_t* dark = darkness.ptr(y);
    for (int x = 0; x < scene.cols; ++x)
      if (dark[x] > 0)
        for (int c = 0; c < 3; ++c)
          row[x][c] = static_cast<std::uint8_t>(divide_255(row[x][c] * (255 - dark[x])));
  }
}

}  // namespace vitrine::imaging

#include "pipeline/imaging/refine.hpp"

#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/curves.hpp"
#include "pipeline/imaging/edge.hpp"
#include "pipeline/imaging/planes.hpp"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace vitrine::imaging {
namespace {

constexpr int kWorkingSide = 1200;
constexpr std::uint8_t kOpaque = 250, kClear = 5;

/// Solves the symmetric 3 x 3 system by Cramer's rule; `m` = xx, xy, xz, yy, yz, zz.
std::array<float, 3> solved(const std::array<float, 6>& m, const std::array<float, 3>& right) {
  const double xx = m[0], xy = m[1], xz = m[2], yy = m[3], yz = m[4], zz = m[5];
  const double cxx = yy * zz - yz * yz, cxy = xz * yz - xy * zz, cxz = xy * yz - xz * yy;
  const double cyy = xx * zz - xz * xz, cyz = xy * xz - xx * yz, czz = xx * yy - xy * xy;
  const double determinant = xx * cxx + xy * cxy + xz * cxz;
  if (determinant <= 0) return {0, 0, 0};
  const double r = right[0], g = right[1], b = right[2];
  return {static_cast<float>((cxx * r + cxy * g + cxz * b) / determinant),
          static_cast<float>((cxy * r + cyy * g + cyz * b) / determinant),
          static_cast<float>((cxz * r + cyz * g + czz * b) / determinant)};
}

/// Each value over that of `by`.
Plane shared(Plane plane, const Plane& by) {
  for (std::size_t i = 0; i < plane.values.size(); ++i) plane.values[i] /= by.values[i];
  return plane;
}

/// How much a pixel is trusted: half-tones of a rough outline are what is to be found out, and
/// would otherwise be taken for the truth.
Plane trust_in(const cv::Mat& alpha) {
  constexpr float kLeast = 0.02f;
  Plane trust(alpha.cols, alpha.rows);
  for (int y = 0; y < alpha.rows; ++y)
    for (int x = 0; x < alpha.cols; ++x) {
      const float sure = static_cast<float>(alpha.at<std::uint8_t>(y, x)) / 127.5f - 1.0f;
      trust.at(x, y) = std::max(kLeast, sure * sure);
    }
  return trust;
}

/// In each window alpha is taken for a linear function of colour, by the pixels that are trusted;
/// the means of their coefficients: three for the channels and an offset.
std::array<Plane, 4> coefficients(const cv::Mat& bgr,
                                  const cv::Mat& alpha,
                                  int radius,
                                  float calm) {
  const int w = bgr.cols, h = bgr.rows;
  const Plane trust = trust_in(alpha), all_trust = box_mean(trust, radius);
  const auto mean_of = [&](auto value) {
    Plane plane(w, h);
    for (int y = 0; y < h; ++y)
      for (int x = 0; x < w; ++x)
        plane.at(x, y) = trust.at(x, y) * value(bgr.at<cv::Vec3b>(y, x),
                                                static_cast<float>(alpha.at<std::uint8_t>(y, x)));
    return shared(box_mean(plane, radius), all_trust);
  };
  const Plane share = mean_of([](const cv::Vec3b&, float a) { return a; });
  std::vector<Plane> color, with_alpha, pairs;
  for (int c = 0; c < 3; ++c) {
    color.push_back(mean_of([c](const cv::Vec3b& p, float) { return static_cast<float>(p[c]); }));
    with_alpha.push_back(mean_of([c](const cv::Vec3b& p, float a) { return p[c] * a; }));
  }
  constexpr std::array<std::array<int, 2>, 6> kPairs{
      {{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 2}}};
  for (const auto& [one, other] : kPairs)
    pairs.push_back(mean_of([one = one, other = other](const cv::Vec3b& p, float) {
      return static_cast<float>(p[one] * p[other]);
    }));
  std::array<Plane, 4> result{Plane(w, h), Plane(w, h), Plane(w, h), Plane(w, h)};
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      std::array<float, 6> spread;
      for (std::size_t i = 0; i < 6; ++i) {
        const auto [one, other] = kPairs[i];
        spread[i] = pairs[i].at(x, y) - color[one].at(x, y) * color[other].at(x, y);
        if (one == other) spread[i] += calm;
      }
      std::array<float, 3> moved;
      for (std::size_t c = 0; c < 3; ++c)
        moved[c] = with_alpha[c].at(x, y) - color[c].at(x, y) * share.at(x, y);
      const std::array<float, 3> slope = solved(spread, moved);
      float offset = share.at(x, y);
      for (std::size_t c = 0; c < 3; ++c) {
        result[c].at(x, y) = slope[c];
        offset -= slope[c] * color[c].at(x, y);
      }
      result[3].at(x, y) = offset;
    }
  // A window with little to go by says little about the pixels it covers.
  const Plane windows = box_mean(all_trust, radius);
  for (Plane& plane : result) {
    for (std::size_t i = 0; i < plane.values.size(); ++i) plane.values[i] *= all_trust.values[i];
    plane = shared(box_mean(plane, radius), windows);
  }
  return result;
}

/// Between the four nearest values; `x` and `y` count from the first value's middle.
float between(const Plane& plane, float x, float y) {
  x = std::clamp(x, 0.0f, static_cast<float>(plane.width - 1));
  y = std::clamp(y, 0.0f, static_cast<float>(plane.height - 1));
  const int left = static_cast<int>(x), top = static_cast<int>(y);
  const int right = std::min(left + 1, plane.width - 1),
            below = std::min(top + 1, plane.height - 1);
  const float u = x - static_cast<float>(left), v = y - static_cast<float>(top);
  return mix(mix(plane.at(left, top), plane.at(right, top), u),
             mix(plane.at(left, below), plane.at(right, below), u), v);
}

}  // namespace

cv::Mat refined(const cv::Mat& bgr,
                const cv::Mat& alpha,
                const cv::Mat& band,
                const RefineOptions& options) {
  cv::Mat result = alpha.clone();
  const cv::Rect touched = cv::boundingRect(band);
  if (touched.empty()) return result;
  // Only what windows over the band can see is looked at.
  const int reach = 2 * options.radius + 1;
  const cv::Rect box = cv::Rect(touched.x - reach, touched.y - reach, touched.width + 2 * reach,
                                touched.height + 2 * reach) &
                       cv::Rect(0, 0, bgr.cols, bgr.rows);
  const float scale =
      std::min(1.0f, kWorkingSide / static_cast<float>(std::max(box.width, box.height)));
  cv::Mat small = bgr(box), small_alpha = alpha(box);
  if (scale < 1) {
    const cv::Size size(std::max(1, static_cast<int>(static_cast<float>(box.width) * scale)),
                        std::max(1, static_cast<int>(static_cast<float>(box.height) * scale)));
    cv::resize(bgr(box), small, size, 0, 0, cv::INTER_AREA);
    cv::resize(alpha(box), small_alpha, size, 0, 0, cv::INTER_AREA);
  }
  const int radius =
      std::max(1, static_cast<int>(static_cast<float>(options.radius) * scale + 0.5f));
  const std::array<Plane, 4> linear =
      coefficients(small, small_alpha, radius, options.tolerance * options.tolerance);
  const float to_x = static_cast<float>(small.cols) / static_cast<float>(box.width);
  const float to_y = static_cast<float>(small.rows) / static_cast<float>(box.height);
  for (int y = box.y; y < box.y + box.height; ++y)
    for (int x = box.x; x < box.x + box.width; ++x) {
      if (band.at<std::uint8_t>(y, x) == 0) continue;
      const float u = (static_cast<float>(x - box.x) + 0.5f) * to_x - 0.5f;
      const float v = (static_cast<float>(y - box.y) + 0.5f) * to_y - 0.5f;
      const cv::Vec3b& pixel = bgr.at<cv::Vec3b>(y, x);
      float share = between(linear[3], u, v);
      for (int c = 0; c < 3; ++c)
        share += between(linear[static_cast<std::size_t>(c)], u, v) * pixel[c];
      result.at<std::uint8_t>(y, x) = to_byte(share);
    }
  return result;
}

Picture freed_of_backdrop(const cv::Mat& bgr, const cv::Mat& alpha) {
  constexpr int kRim = 24;  // farther from what is opaque, a part is see-through for itself
  cv::Mat opaque, clear, near_opaque;
  cv::threshold(alpha, opaque, kOpaque - 1, 255, cv::THRESH_BINARY);
  cv::threshold(alpha, clear, kClear, 255, cv::THRESH_BINARY_INV);
  Picture result{bgr.clone(), alpha.clone()};
  if (cv::countNonZero(opaque) == 0 || cv::countNonZero(clear) == 0) return result;
  cv::Mat distance;
  cv::distanceTransform(~opaque, distance, cv::DIST_L1, 3, CV_8U);
  cv::threshold(distance, near_opaque, kRim, 255, cv::THRESH_BINARY_INV);
  const cv::Mat product = fill_unknown(bgr, opaque), backdrop = fill_unknown(bgr, clear);
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x) {
      const std::uint8_t share = alpha.at<std::uint8_t>(y, x);
      if (share == 255) continue;
      auto& color = result.bgr.at<cv::Vec3b>(y, x);
      const cv::Vec3b& within = product.at<cv::Vec3b>(y, x);
      if (share == 0) {
        color = within;
        continue;
      }
      const float part = static_cast<float>(share) / 255.0f;
      const cv::Vec3b& behind = backdrop.at<cv::Vec3b>(y, x);
      color = near_opaque.at<std::uint8_t>(y, x) ? without_backdrop(color, within, behind, part)
                                                 : without_backdrop(color, color, behind, part);
    }
  return result;
}

}  // namespace vitrine::imaging

#include "pipeline/imaging/mend.hpp"

#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/curves.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cstdlib>

namespace vitrine::imaging {
namespace {

cv::Rect grown(const cv::Rect& box, int by, cv::Size frame) {
  return cv::Rect(box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by) &
         cv::Rect({}, frame);
}

/// Light and colour of large areas: what is left when letters and seams are smoothed away.
cv::Mat broad(const cv::Mat& bgr, const cv::Mat& known, int radius) {
  return soft_blur(fill_unknown(bgr, known), radius);
}

/// The light on a surface: how the picture shows large areas of it, and how the packshot does.
struct Relighting {
  cv::Mat picture, label;

  /// By how much linear light of channel `c` grows. Half a level more on both sides, so that black
  /// stays black instead of dividing by it.
  float gain(int y, int x, int c) const {
    constexpr float kFloor = 0.002f;
    return (linear_of(picture.at<cv::Vec3b>(y, x)[c]) + kFloor) /
           (linear_of(label.at<cv::Vec3b>(y, x)[c]) + kFloor);
  }
};

/// Where the packshot, lit like the picture, looks as the picture does. A wrong letter does not.
cv::Mat agreeing(const cv::Mat& bgr,
                 const cv::Mat& label,
                 const cv::Mat& known,
                 const Relighting& light) {
  constexpr int kMostLevels = 22;
  cv::Mat same(known.size(), CV_8UC1, cv::Scalar(0));
  for (int y = 0; y < known.rows; ++y)
    for (int x = 0; x < known.cols; ++x) {
      if (known.at<std::uint8_t>(y, x) == 0) continue;
      int worst = 0;
      for (int c = 0; c < 3; ++c) {
        const int lit = level_of(linear_of(label.at<cv::Vec3b>(y, x)[c]) * light.gain(y, x, c));
        worst = std::max(worst, std::abs(lit - bgr.at<cv::Vec3b>(y, x)[c]));
      }
      if (worst <= kMostLevels) same.at<std::uint8_t>(y, x) = 255;
    }
  return same;
}

/// Found twice: the second time without what is not the same thing, whose colour would otherwise
/// be taken for light.
Relighting relighting(const cv::Mat& bgr, const cv::Mat& label, const cv::Mat& known, int radius) {
  const Relighting first{broad(bgr, known, radius), broad(label, known, radius)};
  const cv::Mat same = agreeing(bgr, label, known, first);
  if (cv::countNonZero(same) * 3 < cv::countNonZero(known)) return first;
  return {broad(bgr, same, radius), broad(label, same, radius)};
}

/// How much of the label is laid over each pixel: all of it inside, fading at its border.
cv::Mat feathered(const cv::Mat& weight, int by) {
  cv::Mat inner;
  cv::erode(weight, inner, cv::Mat::ones(2 * by + 1, 2 * by + 1, CV_8UC1), {-1, -1}, 1,
            cv::BORDER_CONSTANT, cv::Scalar(0));
  return cv::min(soft_blur(inner, by), weight);
}

/// 1 where a surface is seen in other light, 0 where that would take a change of more than the
/// ordinary: two stops are shade, four are another thing.
float likeness(float gain) {
  const float stops_off = gain < 1.0f ? 1.0f / std::max(gain, 1e-3f) : gain;
  return smooth_step(8.0f, 4.0f, stops_off);
}

/// A grey mask as a picture that can be carried.
Picture as_picture(const cv::Mat& mask) {
  cv::Mat bgr;
  cv::merge(std::vector<cv::Mat>{mask, mask, mask}, bgr);
  return {bgr, {}};
}

/// The mask as it is seen through the mesh.
cv::Mat carried_mask(const cv::Mat& mask, const Mesh& place, cv::Size frame) {
  const Carried carried = carry(as_picture(mask), place, frame);
  cv::Mat seen;
  cv::extractChannel(carried.bgr, seen, 0);
  return cv::min(seen, carried.weight);
}

}  // namespace

cv::Mat with_label_restored(const cv::Mat& bgr, const Picture& packshot, const Mesh& place) {
  cv::Mat result = bgr.clone();
  const Carried carried = carry(packshot, place, bgr.size());
  if (carried.box.empty()) return result;
  const int radius = std::max(6, std::min(carried.box.width, carried.box.height) / 8);
  const cv::Rect area = grown(carried.box, radius, bgr.size());
  const cv::Mat label = carried.bgr(area);
  const cv::Mat known = carried.weight(area) > 250;
  const Relighting light = relighting(bgr(area), label, known, radius);
  const int feather = std::max(1, std::min(carried.box.width, carried.box.height) / 60);
  const cv::Mat share = feathered(carried.weight(area), feather);

  for (int y = 0; y < area.height; ++y) {
    auto* row = result.ptr<cv::Vec3b>(area.y + y) + area.x;
    for (int x = 0; x < area.width; ++x) {
      const std::uint8_t over = share.at<std::uint8_t>(y, x);
      if (over == 0) continue;
      const auto& pixel = label.at<cv::Vec3b>(y, x);
      cv::Vec3b lit;
      float like = 1;
      for (int c = 0; c < 3; ++c) {
        const float gain = light.gain(y, x, c);
        like = std::min(like, likeness(gain));
        lit[c] = level_of(linear_of(pixel[c]) * gain);
      }
      const int laid = static_cast<int>(like * static_cast<float>(over));
      for (int c = 0; c < 3; ++c)
        row[x][c] = static_cast<std::uint8_t>(divide_255(row[x][c] * (255 - laid) + lit[c] * laid));
    }
  }
  return result;
}

cv::Mat with_color_shifted(const cv::Mat& bgr, const cv::Mat& zone, const Mesh& place, Lab shift) {
  cv::Mat result = bgr.clone();
  const cv::Mat share = carried_mask(zone, place, bgr.size());
  for (int y = 0; y < bgr.rows; ++y) {
    auto* row = result.ptr<cv::Vec3b>(y);
    for (int x = 0; x < bgr.cols; ++x) {
      const std::uint8_t part = share.at<std::uint8_t>(y, x);
      if (part == 0) continue;
      Lab color = lab_of(row[x]);
      const float full = smooth_step(0, 12, color.L) * smooth_step(100, 92, color.L) *
                         static_cast<float>(part) / 255.0f;
      color.L += full * shift.L;
      color.a += full * shift.a;
      color.b += full * shift.b;
      row[x] = bgr_of(color);
    }
  }
  return result;
}

cv::Mat with_halo_cleaned(const cv::Mat& bgr,
                          const cv::Mat& outline,
                          const Mesh& place,
                          int reach) {
  const cv::Mat product = carried_mask(outline, place, bgr.size());
  cv::Mat result = bgr.clone();
  if (cv::countNonZero(product) == 0) return result;
  cv::Mat near;
  const cv::Mat solid = product > 127;
  cv::dilate(solid, near, cv::Mat::ones(2 * reach + 1, 2 * reach + 1, CV_8UC1), {-1, -1}, 1,
             cv::BORDER_CONSTANT, cv::Scalar(0));
  // Colours further out, carried in; the soft edge takes as much of them as it is not product.
  const cv::Mat around = fill_unknown(bgr, ~near);
  for (int y = 0; y < bgr.rows; ++y) {
    auto* row = result.ptr<cv::Vec3b>(y);
    const auto* outside = around.ptr<cv::Vec3b>(y);
    for (int x = 0; x < bgr.cols; ++x) {
      if (near.at<std::uint8_t>(y, x) == 0) continue;
      const int open = 255 - product.at<std::uint8_t>(y, x);
      for (int c = 0; c < 3; ++c)
        row[x][c] =
            static_cast<std::uint8_t>(divide_255(row[x][c] * (255 - open) + outside[x][c] * open));
    }
  }
  return result;
}

}  // namespace vitrine::imaging

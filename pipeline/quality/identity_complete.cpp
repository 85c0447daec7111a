#include "pipeline/imaging/exact.hpp"
#include "pipeline/imaging/lab.hpp"
#include "pipeline/quality/identity_checks.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace vitrine::quality {
namespace {

constexpr double kAround = 0.12;     // what is looked at beside the product, share of its side
constexpr float kOtherColor = 13;    // CIE 1976 from the expected colour, at least
constexpr float kMuchNearer = 0.5F;  // to what stands around than to the expected colour
constexpr int kShift = 4;            // pixels, at that side
// And more, the further a pixel is from what was surely found again: share of that distance.
constexpr double kShiftGrowth = 0.15;
constexpr int kMostShift = 24;
// Per cent of the product; the latter where its outline has no gap of this share of the limit.
constexpr double kMissing = 1.5, kMuchMissing = 3.75, kGap = 0.5;

/// Brightness of a channel under another light: exp(c0 + c1 u + c2 v) times the packshot's.
using Light = std::array<std::array<double, 3>, 3>;

/// One pixel of the product and how much brighter it is seen.
struct LitPixel {
  std::array<double, 3> place;      ///< 1, u, v
  std::array<double, 3> own, gain;  ///< of each channel: of the packshot in linear light, logarithm
};

std::vector<LitPixel> lit_pixels(const Surroundings& around) {
  const cv::Mat& mask = around.mask;
  std::vector<LitPixel> pixels;
  for (int y = 0; y < mask.rows; y += 2)
    for (int x = 0; x < mask.cols; x += 2) {
      if (mask.at<uchar>(y, x) == 0) continue;
      LitPixel pixel{{1, 2.0 * x / mask.cols - 1, 2.0 * y / mask.rows - 1}, {}, {}};
      for (std::size_t k = 0; k < 3; ++k) {
        const auto c = static_cast<int>(k);
        const double own = imaging::linear_of(around.product.at<cv::Vec3b>(y, x)[c]) + 0.01;
        const double its = imaging::linear_of(around.seen.at<cv::Vec3b>(y, x)[c]) + 0.01;
        pixel.own[k] = own, pixel.gain[k] = std::log(its / own);
      }
      pixels.push_back(pixel);
    }
  return pixels;
}

Light light_of(const Surroundings& around) {
  const std::vector<LitPixel> pixels = lit_pixels(around);
  Light light{};
  for (std::size_t k = 0; k < 3; ++k) {
    for (int round = 0; round < 5; ++round) {
      cv::Matx33d left;
      cv::Vec3d right;
      for (const LitPixel& pixel : pixels) {
        const auto& t = pixel.place;
        const double off = pixel.gain[k] - light[k][0] - light[k][1] * t[1] - light[k][2] * t[2];
        const double d = round == 0 ? 0 : off * off / 0.04;
        const double w = pixel.own[k] / ((1 + d) * (1 + d));
        for (int r = 0; r < 3; ++r) {
          const double weighted = w * t[static_cast<std::size_t>(r)];
          for (int q = 0; q < 3; ++q) left(r, q) += weighted * t[static_cast<std::size_t>(q)];
          right[r] += weighted * pixel.gain[k];
        }
      }
      const double ridge = 0.02 * left(0, 0) + 1e-6;
      left(1, 1) += ridge, left(2, 2) += ridge;
      left(0, 0) += 1e-6;
      cv::Vec3d solved;
      if (!cv::solve(left, right, solved, cv::DECOMP_CHOLESKY)) break;
      for (int r = 0; r < 3; ++r) light[k][static_cast<std::size_t>(r)] = solved[r];
    }
  }
  return light;
}

cv::Mat relit(const cv::Mat& product, const Light& light) {
  // The gain is a product of one along the row and one down the column.
  using Gains = std::array<double, 3>;
  const auto gains = [&light](int length, std::size_t term) {
    std::vector<Gains> all(static_cast<std::size_t>(length));
    for (int i = 0; i < length; ++i)
      for (std::size_t k = 0; k < 3; ++k)
        all[static_cast<std::size_t>(i)][k] =
            std::exp(light[k][0] / 2 + light[k][term] * (2.0 * i / length - 1));
    return all;
  };
  const std::vector<Gains> across = gains(product.cols, 1), down = gains(product.rows, 2);
  cv::Mat result(product.size(), CV_8UC3);
  for (int y = 0; y < product.rows; ++y)
    for (int x = 0; x < product.cols; ++x)
      for (int k = 0; k < 3; ++k) {
        const auto c = static_cast<std::size_t>(k);
        const double gain =
            across[static_cast<std::size_t>(x)][c] * down[static_cast<std::size_t>(y)][c];
        const float own = imaging::linear_of(product.at<cv::Vec3b>(y, x)[k]);
        result.at<cv::Vec3b>(y, x)[k] = imaging::level_of(static_cast<float>(own * gain));
      }
  return result;
}

/// The colour of what is outside of the mask, near each pixel: CV_32FC3 Lab, and how much of it
/// there is (CV_32FC1, 0..1).
std::pair<cv::Mat, cv::Mat> outside_of(const cv::Mat& lab, const cv::Mat& mask) {
  cv::Mat away, weight, cover, color;
  cv::dilate(mask, away, cv::Mat::ones(5, 5, CV_8U));
  cv::Mat(away == 0).convertTo(weight, CV_32F, 1.0 / 255);
  std::vector<cv::Mat> parts;
  cv::split(lab, parts);
  const cv::Size near(25, 25);
  cv::boxFilter(weight, cover, CV_32F, near);
  const cv::Mat safe = cv::max(cover, 1e-4F);
  for (cv::Mat& part : parts) {
    cv::boxFilter(part.mul(weight), part, CV_32F, near);
    cv::divide(part, safe, part);
  }
  cv::merge(parts, color);
  return {color, cover};
}

cv::Mat distance(const cv::Mat& one, const cv::Mat& other) {
  cv::Mat off = one - other, squares;
  off = off.mul(off);
  cv::transform(off, squares, cv::Matx13f(1, 1, 1));
  cv::sqrt(squares, squares);
  return squares;
}

/// From the expected colour to the most similar one around each place: a solid thing in another
/// pose is not quite where it was.
cv::Mat nearest_distance(const cv::Mat& seen, const cv::Mat& expected) {
  cv::Mat padded, least = distance(seen, expected);
  constexpr int r = kShift;
  cv::copyMakeBorder(seen, padded, r, r, r, r, cv::BORDER_REPLICATE);
  for (int y = -r; y <= r; y += 2)
    for (int x = -r; x <= r; x += 2) {
      const cv::Mat there = padded(cv::Rect(r + x, r + y, seen.cols, seen.rows));
      least = cv::min(least, distance(there, expected));
    }
  return least;
}

/// Clears pixels of `missing` that are only elsewhere: further from what was surely found again, a
/// solid thing in another pose is shifted more.
void excuse_shifted(const IdentityExam& exam,
                    const Look& look,
                    const Surroundings& around,
                    const cv::Mat& seen,
                    const cv::Mat& expected,
                    cv::Mat& missing) {
  const std::vector<cv::Point2d> anchors = anchors_in(exam, look, around);
  if (anchors.empty()) return;
  const auto is_shifted = [&](cv::Point at) {
    double nearest = 1e18;
    for (const cv::Point2d& anchor : anchors) {
      const cv::Point2d off = anchor - cv::Point2d(at);
      nearest = std::min(nearest, off.dot(off));
    }
    const int reach =
        std::min(kMostShift, kShift + static_cast<int>(kShiftGrowth * std::sqrt(nearest)));
    const cv::Vec3f own = expected.at<cv::Vec3f>(at);
    const cv::Rect window = cv::Rect(at.x - reach, at.y - reach, 2 * reach + 1, 2 * reach + 1) &
                            cv::Rect({}, seen.size());
    for (int y = window.y; y < window.br().y; y += 2)
      for (int x = window.x; x < window.br().x; x += 2)
        if (cv::norm(seen.at<cv::Vec3f>(y, x) - own) <= kOtherColor) return true;
    return false;
  };
  for (int y = 0; y < missing.rows; ++y)
    for (int x = 0; x < missing.cols; ++x)
      if (missing.at<uchar>(y, x) != 0 && is_shifted({x, y})) missing.at<uchar>(y, x) = 0;
}

}  // namespace

cv::Mat relit(const Surroundings& around, const Surroundings& other) {
  return relit(around.product, light_of(other));
}

std::vector<cv::Point2d> anchors_in(const IdentityExam& exam,
                                    const Look& look,
                                    const Surroundings& around) {
  const cv::Rect& box = exam.reference.box;
  const imaging::Picture& product = exam.reference.product;
  const double fx = static_cast<double>(product.width()) / box.width;
  const double fy = static_cast<double>(product.height()) / box.height;
  std::vector<cv::Point2d> anchors;
  for (const cv::Point2d& each : look.anchors)
    anchors.emplace_back(
        ((each.x - box.x) * fx - around.window.x) * around.mask.cols / around.window.width,
        ((each.y - box.y) * fy - around.window.y) * around.mask.rows / around.window.height);
  return anchors;
}

cv::Rect on_product(const IdentityExam& exam, const Surroundings& around, const cv::Rect& spot) {
  const double fx = around.window.width / around.mask.cols,
               fy = around.window.height / around.mask.rows;
  const cv::Rect frame(0, 0, exam.reference.product.width(), exam.reference.product.height());
  return cv::Rect(static_cast<int>(spot.x * fx + around.window.x),
                  static_cast<int>(spot.y * fy + around.window.y),
                  static_cast<int>(spot.width * fx) + 1, static_cast<int>(spot.height * fy) + 1) &
         frame;
}

Surroundings surroundings_of(const IdentityExam& exam, const Look& look, int side) {
  const imaging::Picture& product = exam.reference.product;
  const double f = static_cast<double>(side) / std::max(product.width(), product.height());
  const int margin = static_cast<int>(side * kAround);
  const cv::Size inside(std::max(4, cvRound(product.width() * f)),
                        std::max(4, cvRound(product.height() * f)));
  const cv::Size size(inside.width + 2 * margin, inside.height + 2 * margin);
  const cv::Rect place({margin, margin}, inside);
  const double fx = static_cast<double>(product.width()) / inside.width;
  const double fy = static_cast<double>(product.height()) / inside.height;
  Surroundings around;
  around.window = {-margin * fx, -margin * fy, size.width * fx, size.height * fy};
  around.seen = imaging::laid_on_frame(exam.rendering, look.found.alignment, around.window, size);
  const auto framed = [&](const cv::Mat& from) {
    cv::Mat whole(size, from.type(), cv::Scalar::all(0)), small;
    cv::resize(from, small, inside, 0, 0, cv::INTER_AREA);
    small.copyTo(whole(place));
    return whole;
  };
  around.product = framed(product.bgr);
  around.mask = framed(product.alpha) > 200;
  for (const ColorTarget& zone : exam.reference.zones)
    around.zones.push_back(zone.mask.empty() ? around.mask.clone()
                                             : cv::Mat((framed(zone.mask) > 200) & around.mask));
  return around;
}

Checked check_complete(const IdentityExam& exam,
                       const Look& look,
                       const Surroundings& around,
                       double outline) {
  const Rule rule = identity_rule(exam, "complete", "%");
  const cv::Mat seen = imaging::lab_picture(around.seen);
  const cv::Mat expected = imaging::lab_picture(relit(around.product, light_of(around)));
  const auto [outside, cover] = outside_of(seen, around.mask);
  const cv::Mat off = nearest_distance(seen, expected), near = distance(seen, outside);
  cv::Mat missing =
      around.mask & (off > kOtherColor) & (near < kMuchNearer * off) & (cover > 0.04F);
  excuse_shifted(exam, look, around, seen, expected, missing);
  const imaging::exact::Components found = imaging::exact::components(missing);
  const imaging::exact::Component* largest = nullptr;
  for (const auto& each : found.all)
    if (largest == nullptr || each.pixels > largest->pixels) largest = &each;
  const double share =
      largest == nullptr ? 0 : 100.0 * largest->pixels / std::max(1, cv::countNonZero(around.mask));
  const double limit = outline > kGap ? kMissing : kMuchMissing;
  Measured measured{share, limit, {}};
  if (share <= limit) {
    measured.detail = "all parts of the product are there";
    return {passed(rule, std::move(measured)), {}};
  }
  const cv::Rect spot = on_product(exam, around, largest->box);
  measured.detail = "a part of the product is missing: " + util::fixed_text(share, 1) +
                    " % of it shows what stands around";
  return {failed(rule, std::move(measured), show_both(exam, look, spot)), spot};
}

}  // namespace vitrine::quality

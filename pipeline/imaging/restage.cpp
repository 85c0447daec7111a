#include "pipeline/imaging/restage.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/registration.hpp"
#include "pipeline/util/scratch.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace vitrine::imaging {
namespace {

/// Marsaglia's xorshift: the same numbers everywhere.
class Dice {
 public:
  explicit Dice(unsigned seed) : state_(seed * 2654435769U + 1) {}
  double unit() {
    state_ ^= state_ << 13, state_ ^= state_ >> 17, state_ ^= state_ << 5;
    return state_ / 4294967296.0;
  }
  double bell() { return (unit() + unit() + unit() + unit() - 2) * std::sqrt(3.0); }

 private:
  std::uint32_t state_;
};

cv::Mat random_field(cv::Size size, Dice& dice) {
  cv::Mat field(size, CV_32FC1);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) field.at<float>(y, x) = static_cast<float>(dice.bell());
  return field;
}

cv::Mat backdrop(cv::Size size, Dice& dice) {
  cv::Mat sum(size, CV_32FC1, cv::Scalar(140));
  for (const int cells : {4, 16, 64}) {
    cv::Mat octave;
    cv::resize(random_field({cells, cells}, dice), octave, size, 0, 0, cv::INTER_CUBIC);
    sum += octave * (80.0 / std::sqrt(cells));
  }
  cv::Mat bgr;
  cv::merge(std::vector<cv::Mat>{sum * 0.9, sum, sum * 1.05}, bgr);
  return bgr;
}

cv::Matx33d placing(const cv::Rect& box, const Restaging& how) {
  const double s =
      how.height * std::max(how.frame.width, how.frame.height) / std::max(box.width, box.height);
  const double c = std::cos(how.turn), n = std::sin(how.turn);
  const cv::Matx33d centre(1, 0, -(box.x + box.width / 2.0), 0, 1, -(box.y + box.height / 2.0), 0,
                           0, 1);
  const cv::Matx33d tilt(1, 0, 0, 0, 1, 0, how.keystone.x / box.width, how.keystone.y / box.height,
                         1);
  const cv::Matx33d place(s * c * how.stretch, -s * n, how.at.x * how.frame.width,
                          s * n * how.stretch, s * c, how.at.y * how.frame.height, 0, 0, 1);
  const cv::Matx33d whole = place * tilt * centre;
  return whole * (1 / whole(2, 2));
}

/// Where a point of the rolled cylinder's picture was before it rolled; outside: nowhere.
cv::Point2d unrolled(cv::Point2d point, const cv::Rect& box, double roll) {
  if (roll == 0) return point;
  const double radius = box.width / 2.0, middle = box.x + radius;
  const double across = (point.x - middle) / radius;
  if (std::abs(across) >= 1) return point;
  const double angle = std::asin(across) - roll;
  if (std::abs(angle) >= 1.5) return {-1e6, -1e6};
  return {middle + radius * std::sin(angle), point.y};
}

constexpr std::int64_t kBytesEach = 33;  // of the frame's pixels, at most: making the backdrop
constexpr int kStrip = 64;               // rows that are laid at once

/// What stands in the frame.
struct Standing {
  const Picture& product;
  double scale;         ///< of its pixels, against those of `box`
  const cv::Rect& box;  ///< of the product in the cut-out
  cv::Matx33d to_cutout;
};

/// The product and its light, on rows `from` to `to` of the backdrop.
void lay_on(cv::Mat& whole, int from, int to, const Standing& standing, const Restaging& how) {
  const cv::Rect& box = standing.box;
  const cv::Size strip(whole.cols, to - from);
  cv::Mat map(strip, CV_32FC2), light(strip, CV_32FC1), product, cover;
  for (int y = from; y < to; ++y)
    for (int x = 0; x < whole.cols; ++x) {
      const cv::Point2d flat = project(standing.to_cutout, {x + 0.0, y + 0.0});
      const cv::Point2d p = unrolled(flat, box, how.roll);
      map.at<cv::Vec2f>(y - from, x) = {static_cast<float>((p.x + 0.5) * standing.scale - 0.5),
                                        static_cast<float>((p.y + 0.5) * standing.scale - 0.5)};
      const double u = (flat.x - box.x) / box.width - 0.5, v = (flat.y - box.y) / box.height - 0.5;
      const double edge = 1 / (1 + std::exp(-(u + 0.6 * v) * 14));
      light.at<float>(y - from, x) = static_cast<float>(
          std::max(0.05, (1 + how.slope.x * u + how.slope.y * v) * (1 - how.shadow * edge)));
    }
  cv::remap(standing.product.bgr, product, map, cv::noArray(), cv::INTER_LINEAR,
            cv::BORDER_REPLICATE);
  cv::remap(standing.product.alpha, cover, map, cv::noArray(), cv::INTER_LINEAR,
            cv::BORDER_CONSTANT, 0);
  for (int y = from; y < to; ++y)
    for (int x = 0; x < whole.cols; ++x) {
      const float alpha = cover.at<uchar>(y - from, x) / 255.0F;
      if (alpha == 0) continue;
      cv::Vec3f& pixel = whole.at<cv::Vec3f>(y, x);
      const cv::Vec3b own = product.at<cv::Vec3b>(y - from, x);
      for (int k = 0; k < 3; ++k) {
        const auto lit = static_cast<float>(own[k] * light.at<float>(y - from, x) * how.gain[k]);
        pixel[k] += alpha * (lit - pixel[k]);
      }
    }
}

}  // namespace

Restaged restage(const Picture& cutout, const cv::Rect& box, const Restaging& how) {
  const util::Scratch::Hold room = util::scratch().take(kBytesEach * how.frame.area());
  Dice dice(how.seed);
  Restaged made;
  made.to_picture = placing(box, how);
  Picture source = cutout;
  // Reduced first, so that small copies do not alias.
  double f = 1;
  const double finer =
      std::max(box.width, box.height) / (how.height * std::max(how.frame.width, how.frame.height));
  if (finer > 1.2) {
    cv::resize(cutout.bgr, source.bgr, {}, 1 / finer, 1 / finer, cv::INTER_AREA);
    cv::resize(cutout.alpha, source.alpha, source.bgr.size(), 0, 0, cv::INTER_AREA);
    f = static_cast<double>(source.bgr.cols) / cutout.bgr.cols;
  }
  cv::Mat whole = backdrop(how.frame, dice);
  for (int y = 0; y < how.frame.height; y += kStrip)
    lay_on(whole, y, std::min(y + kStrip, how.frame.height),
           {source, f, box, made.to_picture.inv()}, how);
  if (how.blur > 0) cv::GaussianBlur(whole, whole, {}, how.blur);
  if (how.grain > 0) {
    cv::Mat grain;
    cv::cvtColor(random_field(how.frame, dice) * how.grain, grain, cv::COLOR_GRAY2BGR);
    whole += grain;
  }
  whole.convertTo(made.bgr, CV_8UC3);
  if (how.jpeg > 0) made.bgr = decode(encode_jpeg(made.bgr, how.jpeg, false)).value().bgr;
  return made;
}

}  // namespace vitrine::imaging

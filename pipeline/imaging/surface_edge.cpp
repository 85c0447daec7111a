#include "pipeline/imaging/surface_edge.hpp"

#include "pipeline/imaging/curves.hpp"
#include "pipeline/imaging/lab.hpp"
#include "pipeline/imaging/resample.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace vitrine::imaging {
namespace {

constexpr int kWorkingSide = 320;
constexpr int kBlocks = 12;  // along the line
constexpr int kSlopes = 5;   // to each side of level
constexpr double kSteepest = 0.10;
constexpr double kStrip = 0.03;     // of the picture's height, above and below the line
constexpr float kStep = 7;          // of Lab: less is grain, or light that fades
constexpr float kAgreeing = 0.45f;  // share of the step that a block shows at least
constexpr int kDissenting = 2;      // blocks that may not: things stand on surfaces

using Color = cv::Vec3f;

/// Mean colours left, above and below a line, block by block.
struct Step {
  std::array<Color, kBlocks> blocks{};  // below minus above
  Color whole{};
  float size() const { return std::sqrt(whole.dot(whole)); }
  bool is_edge() const {
    if (size() < kStep) return false;
    const auto dissents = [this](const Color& block) {
      return block.dot(whole) < kAgreeing * whole.dot(whole);
    };
    return std::count_if(blocks.begin(), blocks.end(), dissents) <= kDissenting;
  }
};

class Strips {
 public:
  Strips(const cv::Mat& lab, int left, int right)
      : lab_(lab),
        left_(left),
        right_(right),
        thickness_(std::max(2, static_cast<int>(kStrip * lab.rows))) {}

  int thickness() const { return thickness_; }

  /// Along y = middle + slope (x - center).
  Step across(double middle, double slope, double center) const {
    std::array<Color, kBlocks> above{}, below{};
    std::array<float, kBlocks> counts{};
    for (int x = left_; x < right_; ++x) {
      const int y = static_cast<int>(std::floor(middle + slope * (x - center) + 0.5));
      const std::size_t block = static_cast<std::size_t>((x - left_) * kBlocks / (right_ - left_));
      for (int k = 1; k <= thickness_; ++k) {
        // The line itself is blurred: one row on each side is left out.
        above[block] += row(y - 1 - k, x);
        below[block] += row(y + k, x);
      }
      counts[block] += static_cast<float>(thickness_);
    }
    Step step;
    for (std::size_t i = 0; i < kBlocks; ++i) {
      step.blocks[i] = (below[i] - above[i]) * (1 / std::max(counts[i], 1.0f));
      step.whole += step.blocks[i] * (1.0f / kBlocks);
    }
    return step;
  }

 private:
  const Color& row(int y, int x) const {
    return lab_.at<Color>(std::clamp(y, 0, lab_.rows - 1), x);
  }

  const cv::Mat& lab_;
  int left_, right_, thickness_;
};

}  // namespace

std::optional<EdgeLine> surface_end_below(const cv::Mat& bgr, cv::Point foot, int span) {
  const double scale =
      std::min(1.0, static_cast<double>(kWorkingSide) / std::max(bgr.cols, bgr.rows));
  const cv::Size size(std::max(1, static_cast<int>(bgr.cols * scale)),
                      std::max(1, static_cast<int>(bgr.rows * scale)));
  const cv::Mat lab =
      lab_picture(resample(bgr, Window(0, 0, bgr.cols, bgr.rows), size, Outside::edge));
  const double center = foot.x * scale;
  const int left = std::max(0, static_cast<int>(center - span * scale));
  const int right = std::min(size.width, static_cast<int>(center + span * scale) + 1);
  if (right - left < 2 * kBlocks) return std::nullopt;
  const Strips strips(lab, left, right);
  const int first = static_cast<int>(foot.y * scale) + 2,
            last = size.height - 1 - strips.thickness();
  std::optional<EdgeLine> found;
  float strongest = 0;
  int since = 0;
  for (int y = first; y <= last; ++y) {
    // The nearest edge, where it is strongest.
    if (found && ++since > strips.thickness()) break;
    for (int i = -kSlopes; i <= kSlopes; ++i) {
      const double slope = kSteepest * i / kSlopes;
      const Step step = strips.across(y, slope, center);
      if (step.size() <= strongest || !step.is_edge()) continue;
      strongest = step.size();
      since = 0;
      found = EdgeLine{y / scale, slope};
    }
  }
  return found;
}

cv::Mat above_line(cv::Size size, cv::Point foot, EdgeLine line) {
  const float soft = std::max(1.0f, static_cast<float>(std::max(size.width, size.height)) / 500);
  cv::Mat mask(size, CV_8UC1);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const float below = static_cast<float>(y - line.at_foot - line.slope * (x - foot.x));
      mask.at<std::uint8_t>(y, x) = to_byte(255 * smooth_step(soft, -soft, below));
    }
  return mask;
}

}  // namespace vitrine::imaging

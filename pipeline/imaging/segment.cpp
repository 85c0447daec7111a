#include "pipeline/imaging/segment.hpp"

#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/curves.hpp"
#include "pipeline/imaging/lab.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/imgproc/detail/gcgraph.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace vitrine::imaging {
namespace {

constexpr int kWorkingSide = 400;
constexpr int kRounds = 5;
constexpr int kBins = 16;  // a channel
constexpr int kTextures = 4;
constexpr int kUnit = 64;          // fixed point of all weights
constexpr int kStandingOut = 300;  // weight of the outline all around
constexpr int kSmoothness = 24;    // cost of a cut through equal colours, in units
constexpr int kCertain = 1 << 20;  // more than any other weight can sum up to

/// 64 log2(x), by halving and squaring.
int log2_fixed(std::uint32_t x) {
  int whole = 0;
  std::uint64_t mantissa = static_cast<std::uint64_t>(std::max(x, 1u)) << 16;
  while (mantissa >= (2u << 16)) {
    mantissa >>= 1;
    ++whole;
  }
  int result = whole * kUnit;
  for (int bit = kUnit / 2; bit > 0; bit /= 2) {
    mantissa = (mantissa * mantissa) >> 16;
    if (mantissa >= (2u << 16)) {
      mantissa >>= 1;
      result += bit;
    }
  }
  return result;
}

/// How restless each pixel's neighbourhood is, in kTextures steps (CV_8UC1): a smooth sole and the
/// asphalt under it may share a colour.
cv::Mat texture_steps(const cv::Mat& bgr) {
  constexpr std::array<int, kTextures - 1> kLimits = {12, 50, 180};  // squared levels
  constexpr int kReach = 2;
  cv::Mat steps(bgr.size(), CV_8UC1);
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x) {
      std::int64_t sum = 0, squares = 0, count = 0;
      for (int v = std::max(0, y - kReach); v <= std::min(bgr.rows - 1, y + kReach); ++v)
        for (int u = std::max(0, x - kReach); u <= std::min(bgr.cols - 1, x + kReach); ++u) {
          const int level = bgr.at<cv::Vec3b>(v, u)[1];
          sum += level;
          squares += level * level;
          ++count;
        }
      const std::int64_t spread = (squares * count - sum * sum) / (count * count);
      std::uint8_t step = 0;
      while (step < kLimits.size() && spread > kLimits[step]) ++step;
      steps.at<std::uint8_t>(y, x) = step;
    }
  return steps;
}

/// How often each colour occurs with each texture, smoothed over neighbouring bins.
class Histogram {
 public:
  Histogram() : counts_(kBins * kBins * kBins * kTextures, 0) {}

  void add(const cv::Vec3b& pixel, int texture) {
    // A pixel counts for its bin and, less, for the eight around it: colours vary a little.
    const int b = pixel[0] / kBins, g = pixel[1] / kBins, r = pixel[2] / kBins;
    raise(b, g, r, texture, 8);
    raise(b - 1, g, r, texture, 2), raise(b + 1, g, r, texture, 2);
    raise(b, g - 1, r, texture, 2), raise(b, g + 1, r, texture, 2);
    raise(b, g, r - 1, texture, 2), raise(b, g, r + 1, texture, 2);
    raise(b, g, r, texture - 1, 2), raise(b, g, r, texture + 1, 2);
    total_ += 24;
  }
  /// log2 of the share, in units; never minus infinity.
  int log_share(const cv::Vec3b& pixel, int texture) const {
    const std::uint32_t count =
        counts_[index(pixel[0] / kBins, pixel[1] / kBins, pixel[2] / kBins, texture)];
    return log2_fixed(16 * count + total_ / 4096 + 1) - log2_fixed(16 * total_ + 1);
  }

 private:
  static std::size_t index(int b, int g, int r, int texture) {
    return static_cast<std::size_t>(((b * kBins + g) * kBins + r) * kTextures + texture);
  }
  void raise(int b, int g, int r, int texture, std::uint32_t by) {
    if (std::min({b, g, r, texture}) >= 0 && std::max({b, g, r}) < kBins && texture < kTextures)
      counts_[index(b, g, r, texture)] += by;
  }
  std::vector<std::uint32_t> counts_;
  std::uint32_t total_ = 0;
};

int squared_distance(const cv::Vec3b& one, const cv::Vec3b& other) {
  int sum = 0;
  for (int c = 0; c < 3; ++c) sum += (one[c] - other[c]) * (one[c] - other[c]);
  return sum;
}

/// Cutting is cheap where neighbours differ more than they do on average.
class EdgeCost {
 public:
  explicit EdgeCost(const cv::Mat& bgr) {
    std::int64_t sum = 0, count = 0;
    for (int y = 0; y + 1 < bgr.rows; ++y)
      for (int x = 0; x + 1 < bgr.cols; ++x, count += 2)
        sum += squared_distance(bgr.at<cv::Vec3b>(y, x), bgr.at<cv::Vec3b>(y, x + 1)) +
               squared_distance(bgr.at<cv::Vec3b>(y, x), bgr.at<cv::Vec3b>(y + 1, x));
    const float mean =
        static_cast<float>(sum) / static_cast<float>(std::max<std::int64_t>(count, 1));
    for (int i = 0; i < kSteps; ++i)
      costs_[i] = static_cast<int>(kSmoothness * kUnit *
                                   decay(static_cast<float>(i * kStep) / (2 * mean + 1.0f)));
  }
  int operator()(const cv::Vec3b& one, const cv::Vec3b& other, bool diagonal) const {
    const int cost = costs_[std::min(squared_distance(one, other) / kStep, kSteps - 1)];
    return diagonal ? cost * 181 / 256 : cost;
  }

 private:
  static constexpr int kStep = 16, kSteps = 1024;
  std::array<int, kSteps> costs_;
};

/// Where a product may be expected before any colour is known: 0 at the frame, 255 in the middle.
int expectation(int x, int y, cv::Size size) {
  const float u = 2.0f * (static_cast<float>(x) + 0.5f) / static_cast<float>(size.width) - 1;
  const float v = 2.0f * (static_cast<float>(y) + 0.5f) / static_cast<float>(size.height) - 1;
  return static_cast<int>(255 * smooth_step(1.0f, 0.25f, u * u + v * v * 0.9f));
}

/// Never object: the frame, but for the middle of its lower side, where many things go on.
bool is_frame(int x, int y, cv::Size size) {
  const int margin = std::max(2, size.width / 50);
  const bool outer_third = x < size.width / 3 || x >= size.width * 2 / 3;
  return x < margin || x >= size.width - margin || y < margin ||
         (outer_third && y >= size.height - margin);
}

/// How much must at least be climbed and descended on the way from the frame to each pixel, summed
/// over the channels (CV_16UC1). What reaches the frame, however it is coloured, is low; an object
/// with an outline all around is high.
/// Source: Zhang et al. 2015, Minimum Barrier Salient Object Detection at 80 FPS (raster scans).
cv::Mat barrier_distance(const cv::Mat& bgr) {
  constexpr int kPasses = 6;
  cv::Mat total(bgr.size(), CV_16UC1, cv::Scalar(0));
  for (int channel = 0; channel < 3; ++channel) {
    cv::Mat distance(bgr.size(), CV_16UC1, cv::Scalar(9999));
    cv::Mat low(bgr.size(), CV_8UC1), high(bgr.size(), CV_8UC1);
    for (int y = 0; y < bgr.rows; ++y)
      for (int x = 0; x < bgr.cols; ++x) {
        low.at<std::uint8_t>(y, x) = high.at<std::uint8_t>(y, x) = bgr.at<cv::Vec3b>(y, x)[channel];
        if (is_frame(x, y, bgr.size())) distance.at<std::uint16_t>(y, x) = 0;
      }
    const auto improve = [&](int y, int x, int v, int u) {
      if (u < 0 || v < 0 || u >= bgr.cols || v >= bgr.rows) return;
      const std::uint8_t own = bgr.at<cv::Vec3b>(y, x)[channel];
      const std::uint8_t lowest = std::min(own, low.at<std::uint8_t>(v, u));
      const std::uint8_t highest = std::max(own, high.at<std::uint8_t>(v, u));
      if (distance.at<std::uint16_t>(v, u) == 9999 ||
          highest - lowest >= distance.at<std::uint16_t>(y, x))
        return;
      distance.at<std::uint16_t>(y, x) = static_cast<std::uint16_t>(highest - lowest);
      low.at<std::uint8_t>(y, x) = lowest;
      high.at<std::uint8_t>(y, x) = highest;
    };
    for (int pass = 0; pass < kPasses; ++pass) {
      const int step = pass % 2 == 0 ? -1 : 1;  // where the pixels seen before lie
      for (int i = 0; i < bgr.rows; ++i)
        for (int j = 0; j < bgr.cols; ++j) {
          const int y = step < 0 ? i : bgr.rows - 1 - i, x = step < 0 ? j : bgr.cols - 1 - j;
          improve(y, x, y, x + step);
          improve(y, x, y + step, x);
        }
    }
    for (int y = 0; y < bgr.rows; ++y)
      for (int x = 0; x < bgr.cols; ++x)
        total.at<std::uint16_t>(y, x) = static_cast<std::uint16_t>(
            total.at<std::uint16_t>(y, x) + distance.at<std::uint16_t>(y, x));
  }
  return total;
}

/// The level that divides the values best into two groups (Otsu 1979).
int dividing_level(const cv::Mat& values) {
  std::array<std::int64_t, 766> counts{};
  std::int64_t count = 0, sum = 0;
  for (int y = 0; y < values.rows; ++y)
    for (int x = 0; x < values.cols; ++x) {
      const int value = std::min<int>(values.at<std::uint16_t>(y, x), 765);
      ++counts[static_cast<std::size_t>(value)];
      ++count;
      sum += value;
    }
  std::int64_t below = 0, sum_below = 0;
  double best = -1;
  int level = 0;
  for (int i = 0; i < 766; ++i) {
    below += counts[static_cast<std::size_t>(i)];
    sum_below += i * counts[static_cast<std::size_t>(i)];
    if (below == 0 || below == count) continue;
    const double mean_below = static_cast<double>(sum_below) / static_cast<double>(below);
    const double mean_above =
        static_cast<double>(sum - sum_below) / static_cast<double>(count - below);
    const double apart = static_cast<double>(below) * static_cast<double>(count - below) *
                         (mean_above - mean_below) * (mean_above - mean_below);
    if (apart > best) best = apart, level = i;
  }
  return level;
}

/// How far a pixel's barrier lies above (object) or below the dividing level, in the units of the
/// graph's weights (CV_16SC1).
cv::Mat standing_out(const cv::Mat& barrier, int level) {
  cv::Mat result(barrier.size(), CV_16SC1);
  for (int y = 0; y < barrier.rows; ++y)
    for (int x = 0; x < barrier.cols; ++x) {
      const int above = barrier.at<std::uint16_t>(y, x) - level;
      result.at<std::int16_t>(y, x) = static_cast<std::int16_t>(
          std::clamp(kStandingOut * above / std::max(level, 1), -kStandingOut, kStandingOut));
    }
  return result;
}

cv::Mat first_guess(const cv::Mat& standing) {
  cv::Mat guess(standing.size(), CV_8UC1);
  for (int y = 0; y < guess.rows; ++y)
    for (int x = 0; x < guess.cols; ++x) {
      const int place = expectation(x, y, guess.size()) - 100;
      guess.at<std::uint8_t>(y, x) = standing.at<std::int16_t>(y, x) + place > 0 ? 255 : 0;
    }
  return guess;
}

cv::Mat cut(const cv::Mat& bgr,
            const cv::Mat& texture,
            const cv::Mat& guess,
            const cv::Mat& standing,
            const EdgeCost& edge_cost,
            int round) {
  Histogram object, backdrop;
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x)
      (guess.at<std::uint8_t>(y, x) ? object : backdrop)
          .add(bgr.at<cv::Vec3b>(y, x), texture.at<std::uint8_t>(y, x));

  const int count = bgr.rows * bgr.cols;
  cv::detail::GCGraph<int> graph(static_cast<unsigned>(count), static_cast<unsigned>(8 * count));
  const auto link = [&](int from, int y, int x, int v, int u) {
    if (u < 0 || u >= bgr.cols || v < 0) return;
    const int cost = edge_cost(bgr.at<cv::Vec3b>(y, x), bgr.at<cv::Vec3b>(v, u), u != x && v != y);
    graph.addEdges(from, v * bgr.cols + u, cost, cost);
  };
  for (int y = 0; y < bgr.rows; ++y) {
    for (int x = 0; x < bgr.cols; ++x) {
      const int vertex = graph.addVtx();
      const cv::Vec3b& pixel = bgr.at<cv::Vec3b>(y, x);
      const int restless = texture.at<std::uint8_t>(y, x);
      const int likelier = object.log_share(pixel, restless) - backdrop.log_share(pixel, restless);
      const int place = 2 * (expectation(x, y, bgr.size()) - 100) / (1 + 2 * round);
      const int weight = is_frame(x, y, bgr.size())
                             ? -kCertain
                             : 3 * likelier + place + standing.at<std::int16_t>(y, x);
      graph.addTermWeights(vertex, std::max(weight, 0), std::max(-weight, 0));
      link(vertex, y, x, y, x - 1);
      link(vertex, y, x, y - 1, x - 1);
      link(vertex, y, x, y - 1, x);
      link(vertex, y, x, y - 1, x + 1);
    }
  }
  graph.maxFlow();
  cv::Mat result(bgr.size(), CV_8UC1);
  for (int i = 0; i < count; ++i)
    result.at<std::uint8_t>(i / bgr.cols, i % bgr.cols) = graph.inSourceSegment(i) ? 255 : 0;
  return result;
}

/// Drops what lies aside: parts that weigh less than `kAside` of the heaviest, pixels near the
/// middle weighing most. Otherwise a strip of sky would teach the next round its colours.
cv::Mat central_parts(const cv::Mat& object) {
  constexpr std::int64_t kAside = 3;  // tenths
  cv::Mat labels;
  const int count = cv::connectedComponents(object, labels, 8, CV_32S);
  std::vector<std::int64_t> weights(static_cast<std::size_t>(count), 0);
  for (int y = 0; y < object.rows; ++y)
    for (int x = 0; x < object.cols; ++x) {
      const std::int64_t near = expectation(x, y, object.size());
      weights[static_cast<std::size_t>(labels.at<int>(y, x))] += near * near;
    }
  weights[0] = 0;  // what is no object
  const std::int64_t heaviest = *std::max_element(weights.begin(), weights.end());
  cv::Mat kept(object.size(), CV_8UC1, cv::Scalar(0));
  for (int y = 0; y < object.rows; ++y)
    for (int x = 0; x < object.cols; ++x) {
      const int label = labels.at<int>(y, x);
      if (label > 0 && weights[static_cast<std::size_t>(label)] * 10 >= heaviest * kAside)
        kept.at<std::uint8_t>(y, x) = 255;
    }
  return kept;
}

/// What the backdrop just outside the cut says against pixels inside it: those of its colour, and
/// at the object's foot those of its hue in shadow, lean away from the object (<= 0, CV_16SC1).
cv::Mat likeness_around(const cv::Mat& bgr, const cv::Mat& texture, const cv::Mat& object) {
  constexpr float kAlike = 16, kPerUnit = 14, kTint = 9, kDarkest = 0.12f, kLightest = 0.88f;
  constexpr int kTextureScale = 64;
  constexpr int kShaded = 400;
  const cv::Rect box = cv::boundingRect(object);
  const int foot = box.y + box.height * 11 / 20;
  cv::Mat taken;
  cv::dilate(object, taken, cv::Mat::ones(5, 5, CV_8UC1));
  const cv::Mat around = fill_unknown(bgr, ~taken);
  const cv::Mat texture_around = fill_unknown(texture * kTextureScale, ~taken);
  cv::Mat result(bgr.size(), CV_16SC1, cv::Scalar(0));
  for (int y = box.y; y < box.y + box.height; ++y)
    for (int x = box.x; x < box.x + box.width; ++x) {
      if (!object.at<std::uint8_t>(y, x)) continue;
      const int smoother =
          texture_around.at<std::uint8_t>(y, x) - kTextureScale * texture.at<std::uint8_t>(y, x);
      if (smoother > kTextureScale) continue;
      const Lab pixel = lab_of(bgr.at<cv::Vec3b>(y, x)),
                behind = lab_of(around.at<cv::Vec3b>(y, x));
      int against = static_cast<int>(kPerUnit * (kAlike - lab_distance(pixel, behind)));
      const float dimmed = (pixel.L + 4) / (behind.L + 4);
      const float tint = chroma({0, pixel.a - behind.a * dimmed, pixel.b - behind.b * dimmed});
      if (y >= foot && dimmed > kDarkest && dimmed < kLightest && tint < kTint)
        against = std::max(against, kShaded);
      result.at<std::int16_t>(y, x) = static_cast<std::int16_t>(-std::max(against, 0));
    }
  return result;
}

/// Without thin lines that lead away from the object: a horizon, a ledge's rim.
cv::Mat without_lines(const cv::Mat& object) {
  constexpr int kRadius = 3;
  const cv::Mat disc =
      cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * kRadius + 1, 2 * kRadius + 1});
  cv::Mat opened, near;
  cv::morphologyEx(object, opened, cv::MORPH_OPEN, disc);
  cv::dilate(opened, near, disc);
  return object & near;
}

}  // namespace

cv::Mat segment_object(const cv::Mat& bgr) {
  const double scale =
      std::min(1.0, static_cast<double>(kWorkingSide) / std::max(bgr.cols, bgr.rows));
  const cv::Size size(std::max(1, static_cast<int>(bgr.cols * scale)),
                      std::max(1, static_cast<int>(bgr.rows * scale)));
  cv::Mat small;
  cv::resize(bgr, small, size, 0, 0, cv::INTER_AREA);
  const cv::Mat texture = texture_steps(small);
  small = box_blur(small, 1);  // the grain of asphalt or grass is no edge
  const EdgeCost edge_cost(small);
  const cv::Mat barrier = barrier_distance(small);
  const cv::Mat standing = standing_out(barrier, dividing_level(barrier));
  cv::Mat object = first_guess(standing);
  for (int round = 0; round < kRounds; ++round) {
    const cv::Mat leaning =
        round == 0 ? standing : cv::Mat(standing + likeness_around(small, texture, object));
    const cv::Mat next =
        central_parts(without_lines(cut(small, texture, object, leaning, edge_cost, round)));
    if (cv::countNonZero(next) == 0) break;
    object = next;
  }
  cv::Mat large, result;
  cv::resize(object, large, bgr.size(), 0, 0, cv::INTER_LINEAR_EXACT);
  cv::threshold(soft_blur(large, static_cast<int>(0.5 / scale)), result, 127, 255,
                cv::THRESH_BINARY);
  return result;
}

}  // namespace vitrine::imaging

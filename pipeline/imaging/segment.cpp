#include "pipeline/imaging/segment.hpp"

#include "pipeline/imaging/blur.hpp"
#include "pipeline/imaging/curves.hpp"

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
constexpr int kBins = 16;          // a channel
constexpr int kUnit = 64;          // fixed point of all weights
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

/// How often each colour occurs, smoothed over neighbouring bins.
class Histogram {
 public:
  Histogram() : counts_(kBins * kBins * kBins, 0) {}

  void add(const cv::Vec3b& pixel) {
    // A pixel counts for its bin and, less, for the six around it: colours vary a little.
    const int b = pixel[0] / kBins, g = pixel[1] / kBins, r = pixel[2] / kBins;
    raise(b, g, r, 8);
    raise(b - 1, g, r, 2), raise(b + 1, g, r, 2);
    raise(b, g - 1, r, 2), raise(b, g + 1, r, 2);
    raise(b, g, r - 1, 2), raise(b, g, r + 1, 2);
    total_ += 20;
  }
  /// log2 of the colour's share, in units; never minus infinity.
  int log_share(const cv::Vec3b& pixel) const {
    const std::uint32_t count =
        counts_[index(pixel[0] / kBins, pixel[1] / kBins, pixel[2] / kBins)];
    return log2_fixed(16 * count + total_ / 4096 + 1) - log2_fixed(16 * total_ + 1);
  }

 private:
  static int index(int b, int g, int r) { return (b * kBins + g) * kBins + r; }
  void raise(int b, int g, int r, std::uint32_t by) {
    if (std::min({b, g, r}) >= 0 && std::max({b, g, r}) < kBins) counts_[index(b, g, r)] += by;
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

cv::Mat first_guess(const cv::Mat& bgr) {
  Histogram border;
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x)
      if (expectation(x, y, bgr.size()) < 90) border.add(bgr.at<cv::Vec3b>(y, x));
  cv::Mat guess(bgr.size(), CV_8UC1);
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x) {
      const int strangeness = -border.log_share(bgr.at<cv::Vec3b>(y, x)) / 4;
      guess.at<std::uint8_t>(y, x) = strangeness + expectation(x, y, bgr.size()) > 320 ? 255 : 0;
    }
  return guess;
}

cv::Mat cut(const cv::Mat& bgr, const cv::Mat& guess, const EdgeCost& edge_cost, int round) {
  Histogram object, backdrop;
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x)
      (guess.at<std::uint8_t>(y, x) ? object : backdrop).add(bgr.at<cv::Vec3b>(y, x));

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
      const int likelier = object.log_share(pixel) - backdrop.log_share(pixel);
      const int place = 2 * (expectation(x, y, bgr.size()) - 100) / (1 + 2 * round);
      const int weight = is_frame(x, y, bgr.size()) ? -kCertain : 3 * likelier + place;
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

}  // namespace

cv::Mat segment_object(const cv::Mat& bgr) {
  const double scale =
      std::min(1.0, static_cast<double>(kWorkingSide) / std::max(bgr.cols, bgr.rows));
  const cv::Size size(std::max(1, static_cast<int>(bgr.cols * scale)),
                      std::max(1, static_cast<int>(bgr.rows * scale)));
  cv::Mat small;
  cv::resize(bgr, small, size, 0, 0, cv::INTER_AREA);
  small = box_blur(small, 1);  // the grain of asphalt or grass is no edge
  const EdgeCost edge_cost(small);
  cv::Mat object = first_guess(small);
  for (int round = 0; round < kRounds; ++round) {
    const cv::Mat next = central_parts(cut(small, object, edge_cost, round));
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

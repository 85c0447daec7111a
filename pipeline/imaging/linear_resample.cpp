#include "pipeline/imaging/linear_resample.hpp"

#include "pipeline/imaging/lab.hpp"
#include "pipeline/imaging/taps.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

namespace vitrine::imaging {
namespace {

/// Full light and full coverage. The darkest step of sRGB is five units, so that a level there and
/// back is itself, and a cubic's overshoot still fits into 16 bits.
constexpr int kFull = 16383;

struct Curve {
  std::array<std::int16_t, 256> light{};
  std::array<std::int16_t, 256> coverage{};
  std::array<uchar, kFull + 1> level{};

  Curve() {
    for (int i = 0; i < 256; ++i) {
      light[i] = static_cast<std::int16_t>(linear_of(static_cast<std::uint8_t>(i)) * kFull + 0.5f);
      coverage[i] = static_cast<std::int16_t>((i * kFull + 127) / 255);
    }
    for (int i = 0; i <= kFull; ++i) level[i] = level_of(static_cast<float>(i) / kFull);
  }
};

const Curve& curve() {
  static const Curve built;
  return built;
}

using Row = std::vector<std::int16_t>;

/// One source row as light: three values a pixel, or four where there is alpha, whose coverage
/// weights the light.
void lighten(const Picture& picture, int y, Row& out) {
  const Curve& table = curve();
  const uchar* bgr = picture.bgr.ptr(y);
  if (!picture.has_alpha()) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = table.light[bgr[i]];
    return;
  }
  const uchar* alpha = picture.alpha.ptr(y);
  for (int x = 0; x < picture.width(); ++x) {
    std::int16_t* pixel = &out[static_cast<std::size_t>(4 * x)];
    for (int c = 0; c < 3; ++c)
      pixel[c] = static_cast<std::int16_t>((table.light[bgr[3 * x + c]] * alpha[x] + 127) / 255);
    pixel[3] = table.coverage[alpha[x]];
  }
}

constexpr int kHalf = 1 << (kWeightBits - 1);

template <int channels>
void squeeze_across(const Row& source, const Taps& across, Row& out) {
  const auto size = static_cast<int>(across.first.size());
  for (int i = 0; i < size; ++i) {
    const std::int16_t* weights = across.of(i);
    const std::int16_t* pixel =
        &source[static_cast<std::size_t>(across.first[static_cast<std::size_t>(i)] * channels)];
    std::array<int, channels> sum{};
    for (int k = 0; k < across.count; ++k)
      for (int c = 0; c < channels; ++c) sum[c] += weights[k] * pixel[k * channels + c];
    for (int c = 0; c < channels; ++c)
      out[static_cast<std::size_t>(i * channels + c)] =
          static_cast<std::int16_t>((sum[c] + kHalf) >> kWeightBits);
  }
}

/// The source rows that one result row needs, each squeezed once: result rows take them in order.
class Band {
 public:
  Band(const Picture& picture, const Taps& across, int count)
      : picture_(picture),
        across_(across),
        channels_(picture.has_alpha() ? 4 : 3),
        source_(static_cast<std::size_t>(picture.width() * channels_)),
        rows_(static_cast<std::size_t>(count), Row(across.first.size() * channels())) {}

  std::size_t channels() const { return static_cast<std::size_t>(channels_); }

  void reach(int end) {
    for (next_ = std::max(next_, end - static_cast<int>(rows_.size())); next_ < end; ++next_) {
      lighten(picture_, next_, source_);
      Row& out = rows_[static_cast<std::size_t>(next_) % rows_.size()];
      channels_ == 4 ? squeeze_across<4>(source_, across_, out)
                     : squeeze_across<3>(source_, across_, out);
    }
  }
  const Row& row(int y) const { return rows_[static_cast<std::size_t>(y) % rows_.size()]; }

 private:
  const Picture& picture_;
  const Taps& across_;
  int channels_;
  int next_ = 0;
  Row source_;
  std::vector<Row> rows_;
};

int full_at_most(int sum) { return std::clamp((sum + kHalf) >> kWeightBits, 0, kFull); }

void write_opaque(const std::vector<int>& sums, uchar* bgr) {
  const Curve& table = curve();
  for (std::size_t i = 0; i < sums.size(); ++i) bgr[i] = table.level[full_at_most(sums[i])];
}

void write_weighted(const std::vector<int>& sums, uchar* bgr, uchar* alpha) {
  const Curve& table = curve();
  for (std::size_t x = 0; 4 * x < sums.size(); ++x) {
    // Not cut at full coverage: where taps fall off the edge light has the same share too much.
    const int coverage = std::max((sums[4 * x + 3] + kHalf) >> kWeightBits, 0);
    alpha[x] = static_cast<uchar>((std::min(coverage, kFull) * 255 + kFull / 2) / kFull);
    for (std::size_t c = 0; c < 3; ++c) {
      const int light = std::max((sums[4 * x + c] + kHalf) >> kWeightBits, 0);
      bgr[3 * x + c] =
          alpha[x] == 0 ? uchar{0}
                        : table.level[std::min((light * kFull + coverage / 2) / coverage, kFull)];
    }
  }
}

}  // namespace

Picture resample_in_light(const Picture& picture, const Window& window, cv::Size size) {
  if (picture.bgr.empty() || !(window.width > 0) || !(window.height > 0) || size.width < 1 ||
      size.height < 1)
    throw std::invalid_argument("an empty window cannot be resampled");
  const Outside outside = picture.has_alpha() ? Outside::nothing : Outside::edge;
  const Taps across = make_taps(window.x, window.width, size.width, picture.width(), outside);
  const Taps down = make_taps(window.y, window.height, size.height, picture.height(), outside);
  Picture result;
  result.bgr.create(size, CV_8UC3);
  if (picture.has_alpha()) result.alpha.create(size, CV_8UC1);
  Band band(picture, across, down.count);
  std::vector<int> sums(across.first.size() * band.channels());
  for (int y = 0; y < size.height; ++y) {
    const int first = down.first[static_cast<std::size_t>(y)];
    band.reach(first + down.count);
    std::fill(sums.begin(), sums.end(), 0);
    for (int k = 0; k < down.count; ++k) {
      const int weight = down.of(y)[k];
      if (weight == 0) continue;
      const std::int16_t* row = band.row(first + k).data();
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += weight * row[i];
    }
    if (picture.has_alpha())
      write_weighted(sums, result.bgr.ptr(y), result.alpha.ptr(y));
    else
      write_opaque(sums, result.bgr.ptr(y));
  }
  return result;
}

}  // namespace vitrine::imaging

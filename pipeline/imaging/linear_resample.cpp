#include "pipeline/imaging/linear_resample.hpp"

#include "pipeline/imaging/lab.hpp"
#include "pipeline/imaging/taps.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <array>
#include <emmintrin.h>
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
using Sums = std::vector<int>;

// SSE2 is part of amd64, so nothing is dispatched. Pixels are four numbers wide, the fourth is
// coverage or nothing: two pixels, or two rows, are multiplied by two weights and added in one
// instruction. The sums are exact, so their order is nobody's concern.
constexpr int kLanes = 4;
constexpr int kHalf = 1 << (kWeightBits - 1);

/// One source row as light, weighted by its coverage where there is alpha.
void lighten(const Picture& picture, int y, Row& out) {
  const Curve& table = curve();
  const uchar* bgr = picture.bgr.ptr(y);
  std::int16_t* pixel = out.data();
  if (!picture.has_alpha()) {
    for (int x = 0; x < picture.width(); ++x, pixel += kLanes, bgr += 3)
      for (int c = 0; c < 3; ++c) pixel[c] = table.light[bgr[c]];
    return;
  }
  const uchar* alpha = picture.alpha.ptr(y);
  for (int x = 0; x < picture.width(); ++x, pixel += kLanes) {
    for (int c = 0; c < 3; ++c)
      pixel[c] = static_cast<std::int16_t>((table.light[bgr[3 * x + c]] * alpha[x] + 127) / 255);
    pixel[3] = table.coverage[alpha[x]];
  }
}

/// Two weights as one number of 32 bits.
std::int32_t both(std::int16_t one, std::int16_t other) {
  const std::uint32_t low = static_cast<std::uint16_t>(one);
  const std::uint32_t high = static_cast<std::uint16_t>(other);
  return static_cast<std::int32_t>(low | high << 16);
}

__m128i vector_at(const std::int16_t* at) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}

/// `source` has one pixel more than the row, for the second of a last pair.
void squeeze_across(const Row& source, const Taps& across, Row& out) {
  const auto size = static_cast<int>(across.first.size());
  for (int i = 0; i < size; ++i) {
    const std::int16_t* weights = across.of(i);
    const std::int16_t* pixel =
        &source[static_cast<std::size_t>(across.first[static_cast<std::size_t>(i)] * kLanes)];
    __m128i sum = _mm_set1_epi32(kHalf);
    for (int k = 0; k < across.count; k += 2) {
      const __m128i two = vector_at(pixel + k * kLanes);
      const __m128i mixed = _mm_unpacklo_epi16(two, _mm_srli_si128(two, 8));
      const std::int16_t second = k + 1 < across.count ? weights[k + 1] : std::int16_t{0};
      sum = _mm_add_epi32(sum, _mm_madd_epi16(mixed, _mm_set1_epi32(both(weights[k], second))));
    }
    sum = _mm_srai_epi32(sum, kWeightBits);
    _mm_storel_epi64(reinterpret_cast<__m128i*>(&out[static_cast<std::size_t>(i * kLanes)]),
                     _mm_packs_epi32(sum, sum));
  }
}

/// The source rows that one result row needs, each squeezed once: result rows take them in order.
class Band {
 public:
  Band(const Picture& picture, const Taps& across, int count)
      : picture_(picture),
        across_(across),
        source_(static_cast<std::size_t>((picture.width() + 1) * kLanes)),
        rows_(static_cast<std::size_t>(count), Row(across.first.size() * kLanes + kLanes)) {}

  void reach(int end) {
    for (next_ = std::max(next_, end - static_cast<int>(rows_.size())); next_ < end; ++next_) {
      lighten(picture_, next_, source_);
      squeeze_across(source_, across_, rows_[static_cast<std::size_t>(next_) % rows_.size()]);
    }
  }
  const Row& row(int y) const { return rows_[static_cast<std::size_t>(y) % rows_.size()]; }

 private:
  const Picture& picture_;
  const Taps& across_;
  int next_ = 0;
  Row source_;
  std::vector<Row> rows_;
};

/// Rows from `first` on by their weights, two at a time. Rows and `sums` are padded to eights.
void squeeze_down(const Band& band, int first, const std::int16_t* weights, int count, Sums& sums) {
  std::vector<const std::int16_t*> rows;
  std::vector<std::int32_t> pairs;
  for (int k = 0; k < count; k += 2) {
    const bool is_pair = k + 1 < count;
    if (weights[k] == 0 && (!is_pair || weights[k + 1] == 0)) continue;
    rows.push_back(band.row(first + k).data());
    rows.push_back(band.row(first + (is_pair ? k + 1 : k)).data());
    pairs.push_back(both(weights[k], is_pair ? weights[k + 1] : std::int16_t{0}));
  }
  for (std::size_t i = 0; i + 8 <= sums.size(); i += 8) {
    __m128i low = _mm_set1_epi32(kHalf), high = low;
    for (std::size_t k = 0; k < pairs.size(); ++k) {
      const __m128i one = vector_at(rows[2 * k] + i), other = vector_at(rows[2 * k + 1] + i);
      const __m128i pair = _mm_set1_epi32(pairs[k]);
      low = _mm_add_epi32(low, _mm_madd_epi16(_mm_unpacklo_epi16(one, other), pair));
      high = _mm_add_epi32(high, _mm_madd_epi16(_mm_unpackhi_epi16(one, other), pair));
    }
    _mm_storeu_si128(reinterpret_cast<__m128i*>(&sums[i]), _mm_srai_epi32(low, kWeightBits));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(&sums[i + 4]), _mm_srai_epi32(high, kWeightBits));
  }
}

void write_opaque(const Sums& sums, int width, uchar* bgr) {
  const Curve& table = curve();
  const int* sum = sums.data();
  for (int x = 0; x < width; ++x, sum += kLanes, bgr += 3)
    for (int c = 0; c < 3; ++c)
      bgr[c] = table.level[static_cast<std::size_t>(std::clamp(sum[c], 0, kFull))];
}

void write_weighted(const Sums& sums, int width, uchar* bgr, uchar* alpha) {
  const Curve& table = curve();
  const int* sum = sums.data();
  for (int x = 0; x < width; ++x, sum += kLanes) {
    // Not cut at full coverage: where taps fall off the edge light has the same share too much.
    const int coverage = std::max(sum[3], 0);
    alpha[x] = static_cast<uchar>((std::min(coverage, kFull) * 255 + kFull / 2) / kFull);
    for (int c = 0; c < 3; ++c)
      bgr[3 * x + c] = alpha[x] == 0
                           ? uchar{0}
                           : table.level[std::min(
                                 (std::max(sum[c], 0) * kFull + coverage / 2) / coverage, kFull)];
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
  Sums sums((across.first.size() * kLanes + kLanes) / 8 * 8);
  for (int y = 0; y < size.height; ++y) {
    const int first = down.first[static_cast<std::size_t>(y)];
    band.reach(first + down.count);
    squeeze_down(band, first, down.of(y), down.count, sums);
    if (picture.has_alpha())
      write_weighted(sums, size.width, result.bgr.ptr(y), result.alpha.ptr(y));
    else
      write_opaque(sums, size.width, result.bgr.ptr(y));
  }
  return result;
}

}  // namespace vitrine::imaging

#include "pipeline/imaging/squeeze.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cstring>
#include <emmintrin.h>

// SSE2 is part of amd64, so nothing is dispatched. Its one instruction that matters here multiplies
// eight 16-bit numbers and adds neighbouring products to four of 32 bits: taps are taken in pairs.
namespace vitrine::imaging {
namespace {

/// Taps in pairs from the first that weighs anything. What a pair reaches beyond the axis weighs 0.
struct PairedTaps {
  int pairs = 0;
  std::vector<int> first;
  std::vector<std::int16_t> weights;  ///< 2 * pairs for each result pixel

  const std::int16_t* of(int i) const { return &weights[static_cast<std::size_t>(i * 2 * pairs)]; }
};

PairedTaps paired(const Taps& taps) {
  const auto size = static_cast<int>(taps.first.size());
  std::vector<int> skipped;
  int longest = 1;
  for (int i = 0; i < size; ++i) {
    const std::int16_t* weights = taps.of(i);
    int begin = 0, end = taps.count;
    while (begin < end && weights[begin] == 0) ++begin;
    while (begin < end && weights[end - 1] == 0) --end;
    skipped.push_back(begin < end ? begin : 0);
    longest = std::max(longest, end - begin);
  }
  PairedTaps result;
  result.pairs = (longest + 1) / 2;
  const int room = 2 * result.pairs;
  result.weights.resize(static_cast<std::size_t>(size * room), 0);
  for (int i = 0; i < size; ++i) {
    const int skip = skipped[static_cast<std::size_t>(i)];
    result.first.push_back(taps.first[static_cast<std::size_t>(i)] + skip);
    std::copy_n(taps.of(i) + skip, std::min(room, taps.count - skip),
                &result.weights[static_cast<std::size_t>(i * room)]);
  }
  return result;
}

__m128i both_weights(const std::int16_t* pair) {
  std::int32_t both;
  std::memcpy(&both, pair, sizeof both);
  return _mm_set1_epi32(both);
}

__m128i rounded_down_to(__m128i sums, int shift) {
  return _mm_srai_epi32(_mm_add_epi32(sums, _mm_set1_epi32(1 << (shift - 1))), shift);
}

/// A pixel's four bytes (of which a pixel of three has one too many).
__m128i pixel_at(const uchar* at) {
  std::int32_t bytes;
  std::memcpy(&bytes, at, sizeof bytes);
  return _mm_cvtsi32_si128(bytes);
}

/// Brings rows to the result's width. Rows of the result hold 4 values more than are wanted.
class Across {
 public:
  Across(const cv::Mat& picture, const Taps& taps)
      : picture_(picture), channels_(picture.channels()), taps_(paired(taps)) {
    const std::size_t width = static_cast<std::size_t>(picture.cols) + 2 * taps_.pairs + 1;
    if (channels_ == 1)
      grey_.resize(width, 0);
    else
      neighbours_.resize(8 * width, 0);
    bytes_.resize(static_cast<std::size_t>(picture.cols + 1) * channels_ + 1, 0);
  }

  std::size_t room() const { return taps_.first.size() * channels_ + 4; }

  void squeeze_row(int y, std::int16_t* result) {
    if (channels_ == 1) return squeeze_grey(picture_.ptr(y), result);
    std::memcpy(bytes_.data(), picture_.ptr(y),
                static_cast<std::size_t>(picture_.cols) * channels_);
    pair_neighbours();
    constexpr int shift = kWeightBits - kBetweenBits;
    const auto size = static_cast<int>(taps_.first.size());
    for (int i = 0; i < size; ++i) {
      const std::int16_t* weights = taps_.of(i);
      const std::int16_t* pixel = &neighbours_[8 * static_cast<std::size_t>(taps_.first[i])];
      __m128i sums = _mm_setzero_si128();
      for (int k = 0; k < taps_.pairs; ++k) {
        const __m128i two = _mm_loadu_si128(reinterpret_cast<const __m128i*>(pixel + 16 * k));
        sums = _mm_add_epi32(sums, _mm_madd_epi16(two, both_weights(weights + 2 * k)));
      }
      sums = rounded_down_to(sums, shift);
      // The fourth of three channels is written over by the next pixel.
      _mm_storel_epi64(reinterpret_cast<__m128i*>(result + i * channels_),
                       _mm_packs_epi32(sums, sums));
    }
  }

 private:
  /// For each pixel eight numbers: its first channel and its right neighbour's, its second, ...
  void pair_neighbours() {
    const __m128i zero = _mm_setzero_si128();
    const uchar* at = bytes_.data();
    auto* out = reinterpret_cast<__m128i*>(neighbours_.data());
    for (int x = 0; x < picture_.cols; ++x, at += channels_, ++out) {
      const __m128i two = _mm_unpacklo_epi8(pixel_at(at), pixel_at(at + channels_));
      _mm_storeu_si128(out, _mm_unpacklo_epi8(two, zero));
    }
  }

  void squeeze_grey(const uchar* row, std::int16_t* result) {
    std::copy_n(row, picture_.cols, grey_.begin());
    constexpr int shift = kWeightBits - kBetweenBits;
    const auto size = static_cast<int>(taps_.first.size());
    for (int i = 0; i < size; ++i) {
      const std::int16_t* weights = taps_.of(i);
      const std::int16_t* pixel = &grey_[static_cast<std::size_t>(taps_.first[i])];
      int sum = 1 << (shift - 1);
      for (int k = 0; k < 2 * taps_.pairs; ++k) sum += weights[k] * pixel[k];
      result[i] = static_cast<std::int16_t>(sum >> shift);
    }
  }

  const cv::Mat& picture_;
  const int channels_;
  const PairedTaps taps_;
  std::vector<std::int16_t> grey_, neighbours_;
  std::vector<uchar>
      bytes_;  ///< one row with room to read four bytes at its last pixel's neighbour
};

/// The rows last brought to the result's width: as many as one row of the result is made of.
class RowWindow {
 public:
  RowWindow(Across& across, int source_rows, int rows)
      : across_(across), source_rows_(source_rows), held_(static_cast<std::size_t>(rows), -1) {
    for (int i = 0; i < rows; ++i) rows_.emplace_back(across.room(), std::int16_t{0});
  }

  const std::int16_t* row(int y) {
    y = std::min(y, source_rows_ - 1);  // beyond weighs nothing
    const std::size_t slot = static_cast<std::size_t>(y) % held_.size();
    if (held_[slot] != y) across_.squeeze_row(y, rows_[slot].data());
    held_[slot] = y;
    return rows_[slot].data();
  }

 private:
  Across& across_;
  const int source_rows_;
  std::vector<int> held_;
  std::vector<std::vector<std::int16_t>> rows_;
};

/// Eight values of the sums of `pairs` pairs of rows, rounded, not yet cut to 0..255.
__m128i eight_sums(const std::int16_t* const* rows,
                   const std::int16_t* weights,
                   int pairs,
                   int at) {
  const auto eight = [at](const std::int16_t* row) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(row + at));
  };
  __m128i low = _mm_setzero_si128(), high = low;
  for (int k = 0; k < pairs; ++k) {
    const __m128i upper = eight(rows[2 * k]), lower = eight(rows[2 * k + 1]);
    const __m128i both = both_weights(weights + 2 * k);
    low = _mm_add_epi32(low, _mm_madd_epi16(_mm_unpacklo_epi16(upper, lower), both));
    high = _mm_add_epi32(high, _mm_madd_epi16(_mm_unpackhi_epi16(upper, lower), both));
  }
  constexpr int shift = kWeightBits + kBetweenBits;
  return _mm_packs_epi32(rounded_down_to(low, shift), rounded_down_to(high, shift));
}

void squeeze_column(const std::int16_t* const* rows,
                    const std::int16_t* weights,
                    int pairs,
                    uchar* result,
                    int values) {
  int at = 0;
  for (; at + 16 <= values; at += 16)
    _mm_storeu_si128(reinterpret_cast<__m128i*>(result + at),
                     _mm_packus_epi16(eight_sums(rows, weights, pairs, at),
                                      eight_sums(rows, weights, pairs, at + 8)));
  constexpr int shift = kWeightBits + kBetweenBits;
  for (; at < values; ++at) {
    int sum = 1 << (shift - 1);
    for (int k = 0; k < 2 * pairs; ++k) sum += weights[k] * rows[k][at];
    result[at] = static_cast<uchar>(std::clamp(sum >> shift, 0, 255));
  }
}

}  // namespace

cv::Mat squeeze(const cv::Mat& picture, const Taps& across_taps, const Taps& down_taps) {
  Across across(picture, across_taps);
  const PairedTaps down = paired(down_taps);
  const int taps = 2 * down.pairs;
  RowWindow window(across, picture.rows, taps);
  const auto width = static_cast<int>(across_taps.first.size());
  cv::Mat result(static_cast<int>(down.first.size()), width, picture.type());
  std::vector<const std::int16_t*> rows(static_cast<std::size_t>(taps));
  for (int y = 0; y < result.rows; ++y) {
    for (int k = 0; k < taps; ++k) rows[k] = window.row(down.first[y] + k);
    squeeze_column(rows.data(), down.of(y), down.pairs, result.ptr(y), width * result.channels());
  }
  return result;
}

}  // namespace vitrine::imaging

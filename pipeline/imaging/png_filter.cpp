#include "pipeline/imaging/png_fast.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <emmintrin.h>

// Each filter predicts a byte from its neighbours to the left (a), above (b) and above left (c).
// Left is a pixel away, so a row cannot be done at once but a pixel can: all its channels lie in
// one register. SSE2 is part of amd64, so nothing is dispatched.
namespace vitrine::imaging {
namespace {

enum Filter { none = 0, sub = 1, up = 2, average = 3, paeth = 4 };

__m128i four_bytes(const unsigned char* at) {
  std::int32_t bytes;
  std::memcpy(&bytes, at, sizeof bytes);
  return _mm_cvtsi32_si128(bytes);
}

void put_four(unsigned char* at, __m128i pixel) {
  const std::int32_t bytes = _mm_cvtsi128_si32(pixel);
  std::memcpy(at, &bytes, sizeof bytes);
}

__m128i wide(__m128i pixel) { return _mm_unpacklo_epi8(pixel, _mm_setzero_si128()); }
__m128i absolute(__m128i value) {
  return _mm_max_epi16(value, _mm_sub_epi16(_mm_setzero_si128(), value));
}
__m128i either(__m128i condition, __m128i then, __m128i otherwise) {
  return _mm_or_si128(_mm_and_si128(condition, then), _mm_andnot_si128(condition, otherwise));
}

/// Rounded down; the instruction rounds up.
__m128i mean(__m128i a, __m128i b) {
  const __m128i odd = _mm_and_si128(_mm_xor_si128(a, b), _mm_set1_epi8(1));
  return _mm_sub_epi8(_mm_avg_epu8(a, b), odd);
}

/// In 16 bits: the one of a, b, c that is nearest to a + b - c, in this order where two are.
__m128i nearest(__m128i a, __m128i b, __m128i c) {
  const __m128i from_c_to_b = _mm_sub_epi16(b, c), from_c_to_a = _mm_sub_epi16(a, c);
  const __m128i to_a = absolute(from_c_to_b), to_b = absolute(from_c_to_a);
  const __m128i to_c = absolute(_mm_add_epi16(from_c_to_b, from_c_to_a));
  const __m128i least = _mm_min_epi16(to_c, _mm_min_epi16(to_a, to_b));
  return either(_mm_cmpeq_epi16(least, to_a), a, either(_mm_cmpeq_epi16(least, to_b), b, c));
}

void undo_up(const unsigned char* row,
             const unsigned char* above,
             unsigned char* result,
             std::size_t size) {
  std::size_t at = 0;
  for (; at + 16 <= size; at += 16) {
    const __m128i value = _mm_loadu_si128(reinterpret_cast<const __m128i*>(row + at));
    const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i*>(above + at));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(result + at), _mm_add_epi8(value, b));
  }
  for (; at < size; ++at) result[at] = static_cast<unsigned char>(row[at] + above[at]);
}

// What a store writes past its pixel of three bytes is written over by the next.
template <int pixel_bytes>
void undo_sub(const unsigned char* row, unsigned char* result, std::size_t size) {
  __m128i a = _mm_setzero_si128();
  for (std::size_t at = 0; at < size; at += pixel_bytes) {
    a = _mm_add_epi8(a, four_bytes(row + at));
    put_four(result + at, a);
  }
}

template <int pixel_bytes>
void undo_average(const unsigned char* row,
                  const unsigned char* above,
                  unsigned char* result,
                  std::size_t size) {
  __m128i a = _mm_setzero_si128();
  for (std::size_t at = 0; at < size; at += pixel_bytes) {
    a = _mm_add_epi8(four_bytes(row + at), mean(a, four_bytes(above + at)));
    put_four(result + at, a);
  }
}

template <int pixel_bytes>
void undo_paeth(const unsigned char* row,
                const unsigned char* above,
                unsigned char* result,
                std::size_t size) {
  const __m128i low_bytes = _mm_set1_epi16(255);
  __m128i a = _mm_setzero_si128(), c = a;
  for (std::size_t at = 0; at < size; at += pixel_bytes) {
    const __m128i b = wide(four_bytes(above + at));
    const __m128i value = wide(four_bytes(row + at));
    a = _mm_and_si128(_mm_add_epi16(value, nearest(a, b, c)), low_bytes);
    c = b;
    put_four(result + at, _mm_packus_epi16(a, a));
  }
}

int nearest(int a, int b, int c) {
  const int to_a = std::abs(b - c), to_b = std::abs(a - c), to_c = std::abs(a + b - 2 * c);
  if (to_a <= to_b && to_a <= to_c) return a;
  return to_b <= to_c ? b : c;
}

/// Pixels of one byte, which nothing is gained by loading four at a time.
void undo_single(int filter,
                 const unsigned char* row,
                 const unsigned char* above,
                 unsigned char* result,
                 std::size_t size) {
  int a = 0, c = 0;
  for (std::size_t at = 0; at < size; ++at) {
    const int b = above[at];
    const int guess = filter == sub ? a : filter == average ? (a + b) / 2 : nearest(a, b, c);
    a = (row[at] + guess) & 255;
    c = b;
    result[at] = static_cast<unsigned char>(a);
  }
}

template <int pixel_bytes>
void undo(int filter,
          const unsigned char* row,
          const unsigned char* above,
          unsigned char* result,
          std::size_t size) {
  if (filter == sub) undo_sub<pixel_bytes>(row, result, size);
  if (filter == average) undo_average<pixel_bytes>(row, above, result, size);
  if (filter == paeth) undo_paeth<pixel_bytes>(row, above, result, size);
}

}  // namespace

bool undo_filter(int filter,
                 const unsigned char* row,
                 const unsigned char* above,
                 unsigned char* result,
                 std::size_t size,
                 int pixel_bytes) {
  if (filter < none || filter > paeth) return false;
  if (filter == none)
    std::copy_n(row, size, result);
  else if (filter == up)
    undo_up(row, above, result, size);
  else if (pixel_bytes == 1)
    undo_single(filter, row, above, result, size);
  else if (pixel_bytes == 3)
    undo<3>(filter, row, above, result, size);
  else
    undo<4>(filter, row, above, result, size);
  return true;
}

}  // namespace vitrine::imaging

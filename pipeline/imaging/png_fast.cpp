#include "pipeline/imaging/png_fast.hpp"

#include "pipeline/imaging/byte_order.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <immintrin.h>
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <memory>

namespace vitrine::imaging {
namespace {

/// Inflated at once: large enough to be quick, small enough to stay in the cache until it is
/// unfiltered.
constexpr std::size_t kBand = 256 * 1024;
constexpr std::size_t kSlack = 4;
/// libpng refuses chunks of many megabytes; what it says then is its own.
constexpr std::size_t kLargestChunk = 1 << 20;

/// Chunks that change no pixel as we read them.
bool is_aside(std::string_view name) {
  constexpr std::array<std::string_view, 10> asides{"sRGB", "gAMA", "cHRM", "pHYs", "tIME",
                                                    "tEXt", "zTXt", "iTXt", "sBIT", "caBX"};
  return std::ranges::find(asides, name) != asides.end();
}

const unsigned char* as_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

__attribute__((target("avx"))) void clear_upper_halves() { _mm256_zeroupper(); }

/// ISA-L returns with the upper halves of the vector registers in use, and as long as they are,
/// every SSE instruction waits for the one before: resampling after it took four times as long.
void leave_isal() {
  if (__builtin_cpu_supports("avx")) clear_upper_halves();
}

/// What stands behind a part is the checksum of its name and body.
bool has_own_checksum(std::string_view bytes, const Part& part) {
  const std::string_view named = bytes.substr(part.begin + 4, part.body.size() + 4);
  const std::uint32_t checksum = crc32_gzip_refl(0, as_bytes(named), named.size());
  leave_isal();
  return checksum == big_endian_32(bytes, part.end - 4);
}

struct Layout {
  int width = 0, height = 0, channels = 0;
  std::size_t row_bytes() const {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
  }
};

std::optional<Layout> layout_of(const Part& header) {
  const std::string_view body = header.body;
  if (header.name != "IHDR" || body.size() != 13 ||
      body.substr(10) != std::string_view("\0\0\0", 3))
    return std::nullopt;
  const std::uint32_t depth = byte_at(body, 8), color = byte_at(body, 9);
  if (depth != 8 || (color != 0 && color != 2 && color != 6)) return std::nullopt;
  return Layout{static_cast<int>(big_endian_32(body, 0)), static_cast<int>(big_endian_32(body, 4)),
                color == 0   ? 1
                : color == 2 ? 3
                             : 4};
}

/// The compressed data, one view for each IDAT; empty if the file is none of ours.
std::vector<std::string_view> data_of(std::string_view bytes,
                                      const std::vector<Part>& parts,
                                      const Layout& layout) {
  std::vector<std::string_view> data;
  const std::size_t inflated = (layout.row_bytes() + 1) * static_cast<std::size_t>(layout.height);
  std::size_t last = 0;
  for (std::size_t i = 1; i + 1 < parts.size(); ++i) {
    const Part& part = parts[i];
    if (part.name != "IDAT") {
      if (!is_aside(part.name) || part.body.size() > kLargestChunk) return {};
      continue;
    }
    const bool follows = last == 0 || last == i - 1;
    if (!follows || part.body.size() > std::max(inflated, kLargestChunk) ||
        !has_own_checksum(bytes, part))
      return {};
    if (!part.body.empty()) data.push_back(part.body);
    last = i;
  }
  const Part& end = parts.back();
  if (end.name != "IEND" || !end.body.empty() || !has_own_checksum(bytes, end)) return {};
  return data;
}

/// Deflate with a window of 32 KiB and no dictionary. A smaller window, which small files name, is
/// a promise that libpng holds them to and we would not.
bool has_usual_window(std::string_view data) {
  return data.size() >= 2 && byte_at(data, 0) == 0x78 &&
         (byte_at(data, 0) * 256 + byte_at(data, 1)) % 31 == 0 && (byte_at(data, 1) & 0x20) == 0;
}

class Inflater {
 public:
  explicit Inflater(const std::vector<std::string_view>& data)
      : data_(data), state_(std::make_unique<inflate_state>()) {
    isal_inflate_init(state_.get());
    state_->crc_flag = ISAL_ZLIB;
  }

  /// False if there are not as many bytes, or wrong ones.
  bool fill(unsigned char* out, std::size_t size) {
    state_->next_out = out;
    state_->avail_out = static_cast<std::uint32_t>(size);
    while (state_->avail_out > 0)
      if (!step()) return false;
    return true;
  }

  /// Whether the stream ends here, with the checksum of all that came.
  bool ends_here() {
    unsigned char one_more = 0;
    state_->next_out = &one_more;
    state_->avail_out = 1;
    while (state_->block_state != ISAL_BLOCK_FINISH)
      if (!step() || state_->avail_out == 0) return false;
    return state_->avail_out == 1 && state_->avail_in == 0 && next_ == data_.size();
  }

 private:
  bool step() {
    if (state_->block_state == ISAL_BLOCK_FINISH) return false;
    if (state_->avail_in == 0 && next_ < data_.size()) {
      state_->next_in = const_cast<unsigned char*>(as_bytes(data_[next_]));
      state_->avail_in = static_cast<std::uint32_t>(data_[next_].size());
      ++next_;
    }
    const std::uint32_t in = state_->avail_in, out = state_->avail_out;
    const isal_block_state before = state_->block_state;
    const int outcome = isal_inflate(state_.get());
    leave_isal();
    if (outcome != ISAL_DECOMP_OK) return false;
    return in != state_->avail_in || out != state_->avail_out || before != state_->block_state;
  }

  const std::vector<std::string_view>& data_;
  std::size_t next_ = 0;
  std::unique_ptr<inflate_state> state_;
};

// A pixel's bytes turn round in one register; what a store writes past a pixel of three bytes is
// written over by the next, and the last pixel of a row is written alone.
void put_bgr(const unsigned char* rgb, unsigned char* out, int width) {
  for (int x = 0; x + 1 < width; ++x) {
    std::uint32_t pixel;
    std::memcpy(&pixel, rgb + 3 * x, sizeof pixel);
    pixel = __builtin_bswap32(pixel) >> 8;
    std::memcpy(out + 3 * x, &pixel, sizeof pixel);
  }
  std::reverse_copy(rgb + 3 * (width - 1), rgb + 3 * width, out + 3 * (width - 1));
}

void put_bgra(const unsigned char* rgba, unsigned char* out, int width) {
  for (int x = 0; x < width; ++x) {
    std::uint32_t pixel;
    std::memcpy(&pixel, rgba + 4 * x, sizeof pixel);
    pixel = __builtin_bswap32(pixel);
    pixel = pixel >> 8 | pixel << 24;
    std::memcpy(out + 4 * x, &pixel, sizeof pixel);
  }
}

void put_grey(const unsigned char* grey, unsigned char* out, int width) {
  for (int x = 0; x < width; ++x) out[3 * x] = out[3 * x + 1] = out[3 * x + 2] = grey[x];
}

}  // namespace

std::optional<cv::Mat> plain_png_pixels(std::string_view bytes, const std::vector<Part>& parts) {
  if (parts.size() < 3 || !has_own_checksum(bytes, parts.front())) return std::nullopt;
  const std::optional<Layout> layout = layout_of(parts.front());
  if (!layout) return std::nullopt;
  const std::vector<std::string_view> data = data_of(bytes, parts, *layout);
  if (data.empty() || !has_usual_window(data.front())) return std::nullopt;

  const std::size_t row_bytes = layout->row_bytes(), stride = row_bytes + 1;
  const auto height = static_cast<std::size_t>(layout->height);
  const std::size_t band_rows = std::clamp<std::size_t>(kBand / stride, 1, height);
  std::vector<unsigned char> band(band_rows * stride + kSlack);
  std::vector<unsigned char> above(row_bytes + kSlack), row(row_bytes + kSlack);
  const auto put = layout->channels == 1 ? put_grey : layout->channels == 3 ? put_bgr : put_bgra;

  Inflater inflater(data);
  cv::Mat pixels(layout->height, layout->width, layout->channels == 4 ? CV_8UC4 : CV_8UC3);
  for (std::size_t y = 0; y < height; ++y) {
    const std::size_t at = y % band_rows;
    if (at == 0 && !inflater.fill(band.data(), std::min(band_rows, height - y) * stride))
      return std::nullopt;
    const unsigned char* filtered = &band[at * stride];
    if (!undo_filter(filtered[0], filtered + 1, above.data(), row.data(), row_bytes,
                     layout->channels))
      return std::nullopt;
    put(row.data(), pixels.ptr(static_cast<int>(y)), layout->width);
    above.swap(row);
  }
  if (!inflater.ends_here()) return std::nullopt;
  return pixels;
}

}  // namespace vitrine::imaging

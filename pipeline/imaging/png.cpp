#include "pipeline/imaging/byte_order.hpp"
#include "pipeline/imaging/exif.hpp"
#include "pipeline/imaging/file_codec.hpp"
#include "pipeline/imaging/png_fast.hpp"

#include <opencv2/core.hpp>
#include <png.h>

#include <array>
#include <csetjmp>
#include <cstring>
#include <stdexcept>

namespace vitrine::imaging {
namespace {

/// Shared with libpng's callbacks. libpng leaves an error by longjmp, so whatever needs a
/// destructor lives here, outside the functions that call setjmp.
struct Reader {
  std::string_view bytes;
  std::size_t at = 0;
  std::array<char, 160> error{};
  cv::Mat pixels;
  std::vector<png_bytep> rows;
  Stored stored;
};
struct Writer {
  std::string bytes;
  std::array<char, 160> error{};
};

template <class State>
[[noreturn]] void fail(png_structp png, png_const_charp message) {
  auto* state = static_cast<State*>(png_get_error_ptr(png));
  std::strncpy(state->error.data(), message, state->error.size() - 1);
  longjmp(png_jmpbuf(png), 1);
}
void ignore_warning(png_structp, png_const_charp) {}

void read_bytes(png_structp png, png_bytep out, std::size_t count) {
  auto* reader = static_cast<Reader*>(png_get_io_ptr(png));
  if (count > reader->bytes.size() - reader->at) png_error(png, "the file is cut short");
  std::memcpy(out, reader->bytes.data() + reader->at, count);
  reader->at += count;
}

void write_bytes(png_structp png, png_bytep data, std::size_t count) {
  static_cast<Writer*>(png_get_io_ptr(png))
      ->bytes.append(reinterpret_cast<const char*>(data), count);
}
void flush_nothing(png_structp) {}

/// Whatever the file holds becomes 8-bit BGR, or BGRA where there is transparency.
void ask_for_bgr(png_structp png, png_infop info) {
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_gray_to_rgb(png);
  png_set_bgr(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
}

void keep_profile_and_turn(png_structp png, png_infop info, Stored& stored) {
  char* name = nullptr;
  int method = 0;
  png_bytep profile = nullptr;
  png_uint_32 size = 0;
  if (png_get_iCCP(png, info, &name, &method, &profile, &size) != 0)
    stored.icc_profile.assign(reinterpret_cast<const char*>(profile), size);
  png_bytep exif = nullptr;
  if (png_get_eXIf_1(png, info, &size, &exif) != 0)
    stored.orientation = exif_orientation({reinterpret_cast<const char*>(exif), size});
}

void prepare_rows(png_structp png, png_infop info, Reader& reader) {
  const auto width = static_cast<int>(png_get_image_width(png, info));
  const auto height = static_cast<int>(png_get_image_height(png, info));
  reader.pixels.create(height, width, CV_8UC(png_get_channels(png, info)));
  reader.rows.resize(static_cast<std::size_t>(height));
  for (int y = 0; y < height; ++y) reader.rows[static_cast<std::size_t>(y)] = reader.pixels.ptr(y);
}

/// What a chunk beside the pixels may take, inflated: colour profiles have a few hundred kilobytes.
/// What is larger is left out by libpng, and nothing of it is missed.
constexpr png_alloc_size_t kLargestChunk = png_alloc_size_t{16} << 20;

bool run(png_structp png, png_infop info, Reader& reader) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_set_read_fn(png, &reader, read_bytes);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // held against our own limits before
  png_set_chunk_malloc_max(png, kLargestChunk);
  png_read_info(png, info);
  keep_profile_and_turn(png, info, reader.stored);
  ask_for_bgr(png, info);
  prepare_rows(png, info, reader);
  png_read_image(png, reader.rows.data());
  png_read_end(png, nullptr);
  return true;
}

/// Measured at 2048 x 2048 on a photograph and on a packshot: the "paeth" filter with run-length
/// matching takes as long as any other filter at level 1 (about 0.1 s) and gives the smallest file
/// of those; level 3 saves a fifth on photographs for half as much time again.
bool run(png_structp png, png_infop info, Writer& writer, const cv::Mat& pixels, int color_type) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_set_write_fn(png, &writer, write_bytes, flush_nothing);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_PAETH);
  png_set_compression_level(png, 1);
  png_set_compression_strategy(png, 3);  // Z_RLE
  png_set_IHDR(png, info, static_cast<png_uint_32>(pixels.cols),
               static_cast<png_uint_32>(pixels.rows), 8, color_type, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (color_type != PNG_COLOR_TYPE_GRAY) png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
  png_write_info(png, info);
  if (color_type != PNG_COLOR_TYPE_GRAY) png_set_bgr(png);
  for (int y = 0; y < pixels.rows; ++y) png_write_row(png, pixels.ptr(y));
  png_write_end(png, info);
  return true;
}

std::string encode(const cv::Mat& pixels, int color_type) {
  Writer writer;
  png_structp png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer, fail<Writer>, ignore_warning);
  png_infop info = png_create_info_struct(png);
  const bool done = run(png, info, writer, pixels, color_type);
  png_destroy_write_struct(&png, &info);
  if (!done) throw std::invalid_argument(std::string("cannot write a PNG: ") + writer.error.data());
  return std::move(writer.bytes);
}

cv::Mat interleaved(const Picture& picture) {
  cv::Mat bgra(picture.bgr.size(), CV_8UC4);
  const std::array<cv::Mat, 2> from{picture.bgr, picture.alpha};
  constexpr std::array<int, 8> pairs{0, 0, 1, 1, 2, 2, 3, 3};
  cv::mixChannels(from.data(), from.size(), &bgra, 1, pairs.data(), 4);
  return bgra;
}

}  // namespace

util::Result<FileInfo> inspect_png(std::string_view bytes) {
  const std::vector<Part> parts = png_parts(bytes);
  const Part* header = find_part(parts, "IHDR");
  if (header == nullptr || header->body.size() < 13)
    return bad_image("the PNG header is cut short");
  const std::uint32_t width = big_endian_32(header->body, 0);
  const std::uint32_t height = big_endian_32(header->body, 4);
  constexpr std::uint32_t most = 1 << 30;
  if (width == 0 || height == 0 || width > most || height > most)
    return bad_image("the PNG header says an impossible size");
  const std::uint32_t color_type = byte_at(header->body, 9);
  const bool has_alpha = (color_type & 4) != 0 || find_part(parts, "tRNS") != nullptr;
  return FileInfo{FileKind::png, static_cast<int>(width), static_cast<int>(height), has_alpha};
}

util::Result<Stored> decode_png(std::string_view bytes, const FileInfo&) {
  const std::vector<Part> parts = png_parts(bytes);
  if (find_part(parts, "acTL") != nullptr)
    return bad_image("the PNG is animated; a still picture is needed");
  if (const std::optional<cv::Mat> pixels = plain_png_pixels(bytes, parts)) {
    Stored plain;
    split_alpha(*pixels, plain.picture);
    return plain;
  }
  return decode_png_by_libpng(bytes);
}

util::Result<Stored> decode_png_by_libpng(std::string_view bytes) {
  // libpng makes room for what a chunk says of its length before it finds out that the file ends.
  const std::vector<Part> parts = png_parts(bytes);
  if (parts.empty() || parts.back().name != "IEND")
    return bad_image("the PNG is broken: the file is cut short");
  Reader reader;
  reader.bytes = bytes;
  png_structp png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader, fail<Reader>, ignore_warning);
  png_infop info = png_create_info_struct(png);
  const bool done = run(png, info, reader);
  png_destroy_read_struct(&png, &info, nullptr);
  if (!done) return bad_image(std::string("the PNG is broken: ") + reader.error.data());
  split_alpha(reader.pixels, reader.stored.picture);
  return std::move(reader.stored);
}

std::string encode_png(const Picture& picture) {
  if (!picture.has_alpha()) return encode(picture.bgr, PNG_COLOR_TYPE_RGB);
  return encode(interleaved(picture), PNG_COLOR_TYPE_RGB_ALPHA);
}

std::string encode_png_grey(const cv::Mat& grey) { return encode(grey, PNG_COLOR_TYPE_GRAY); }

}  // namespace vitrine::imaging

#include "pipeline/imaging/png_fast.hpp"

#include "pipeline/imaging/byte_order.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/file_codec.hpp"
#include "tests/support/drawn.hpp"

#include <catch2/catch.hpp>
#include <opencv2/core.hpp>

#include <array>
#include <cstdlib>
#include <string>
#include <vector>
#include <zlib.h>

using namespace vitrine::imaging;
using namespace vitrine::test;

namespace {

using Bytes = std::vector<unsigned char>;

// A writer of PNGs of its own, because libpng writes none of the odd ones.

std::string chunk(const std::string& name, const std::string& body) {
  std::string bytes;
  append_big_endian_32(bytes, static_cast<std::uint32_t>(body.size()));
  bytes += name + body;
  const std::string named = name + body;
  const auto checksum =
      crc32(0, reinterpret_cast<const Bytef*>(named.data()), static_cast<uInt>(named.size()));
  append_big_endian_32(bytes, static_cast<std::uint32_t>(checksum));
  return bytes;
}

std::string deflated(const std::string& bytes, int level = 6, int window_bits = 15) {
  z_stream stream{};
  deflateInit2(&stream, level, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct Drawn {
  int width = 0, height = 0, color = 2;  ///< color: 0 grey, 2 RGB, 6 RGBA
  std::string filtered;                  ///< any bytes are rows of some picture

  int channels() const { return color == 0 ? 1 : color == 2 ? 3 : 4; }
  std::string header(char depth = 8, char interlace = 0) const {
    std::string body;
    append_big_endian_32(body, static_cast<std::uint32_t>(width));
    append_big_endian_32(body, static_cast<std::uint32_t>(height));
    return body + depth + static_cast<char>(color) + '\0' + '\0' + interlace;
  }
};

/// `filter` for all rows, or one by chance where it is -1.
Drawn drawn(int width, int height, int color, int filter, cv::RNG& random) {
  Drawn picture{width, height, color, {}};
  for (int y = 0; y < height; ++y) {
    picture.filtered += static_cast<char>(filter >= 0 ? filter : random.uniform(0, 5));
    for (int i = 0; i < width * picture.channels(); ++i)
      picture.filtered += static_cast<char>(random.uniform(0, 3) == 0 ? random.uniform(0, 256)
                                                                      : random.uniform(-2, 3));
  }
  return picture;
}

std::string file_of(const std::string& header, const std::vector<std::string>& between) {
  std::string bytes("\x89PNG\r\n\x1a\n", 8);
  bytes += chunk("IHDR", header);
  for (const std::string& piece : between) bytes += piece;
  return bytes + chunk("IEND", {});
}

std::string png_of(const Drawn& picture) {
  return file_of(picture.header(), {chunk("IDAT", deflated(picture.filtered))});
}

bool is_plain(const std::string& png) { return plain_png_pixels(png, png_parts(png)).has_value(); }

/// The way through libpng and the quick one give the same: pixels, or no picture.
void check_same(const std::string& png) {
  const auto quick = plain_png_pixels(png, png_parts(png));
  if (!quick) return;
  const auto slow = decode_png_by_libpng(png);
  REQUIRE(slow.has_value());
  Stored stored;
  split_alpha(*quick, stored.picture);
  REQUIRE(same_pixels(stored.picture.bgr, slow->picture.bgr));
  REQUIRE(stored.picture.has_alpha() == slow->picture.has_alpha());
  if (slow->picture.has_alpha()) REQUIRE(same_pixels(stored.picture.alpha, slow->picture.alpha));
  REQUIRE(slow->icc_profile.empty());
  REQUIRE(slow->orientation == 1);
}

/// The specification's words in plain numbers.
Bytes plainly_undone(int filter, const Bytes& row, const Bytes& above, int pixel_bytes) {
  Bytes result(row.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto left = static_cast<std::size_t>(pixel_bytes);
    const int a = i >= left ? result[i - left] : 0, b = above[i];
    const int c = i >= left ? above[i - left] : 0;
    const int p = a + b - c, pa = std::abs(p - a), pb = std::abs(p - b), pc = std::abs(p - c);
    const int nearest = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    const std::array<int, 5> guess{0, a, b, (a + b) / 2, nearest};
    result[i] = static_cast<unsigned char>(row[i] + guess[static_cast<std::size_t>(filter)]);
  }
  return result;
}

Bytes random_bytes(std::size_t count, cv::RNG& random) {
  Bytes bytes(count);
  for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(random.uniform(0, 256));
  return bytes;
}

}  // namespace

TEST_CASE("a filter is undone in vectors as the specification undoes it byte by byte",
          "[imaging]") {
  cv::RNG random(1);
  for (const int pixel_bytes : {1, 3, 4})
    for (const int width : {1, 2, 3, 5, 6, 16, 17, 331})
      for (int filter = 0; filter < 5; ++filter)
        for (int round = 0; round < 8; ++round) {
          const auto size = static_cast<std::size_t>(width * pixel_bytes);
          Bytes row = random_bytes(size, random), above = random_bytes(size, random);
          const Bytes expected = plainly_undone(filter, row, above, pixel_bytes);
          row.resize(size + 4, 77);
          above.resize(size + 4, 88);
          Bytes result(size + 4);
          REQUIRE(undo_filter(filter, row.data(), above.data(), result.data(), size, pixel_bytes));
          result.resize(size);
          REQUIRE(result == expected);
        }
  Bytes any(8);
  CHECK_FALSE(undo_filter(5, any.data(), any.data(), any.data(), 4, 4));
}

TEST_CASE("a plain PNG decodes to what libpng makes of it", "[imaging]") {
  cv::RNG random(2);
  for (const int color : {0, 2, 6})
    for (const cv::Size size : {cv::Size(1, 1), cv::Size(2, 3), cv::Size(5, 1), cv::Size(61, 43),
                                cv::Size(640, 411), cv::Size(1, 700), cv::Size(30000, 5)})
      for (int filter = -1; filter < 5; ++filter) {
        const std::string png = png_of(drawn(size.width, size.height, color, filter, random));
        REQUIRE(is_plain(png));
        check_same(png);
      }
}

TEST_CASE("it does not matter how the data are cut and pressed", "[imaging]") {
  cv::RNG random(3);
  const Drawn picture = drawn(300, 400, 2, -1, random);
  for (const int level : {0, 1, 9}) {
    const std::string data = deflated(picture.filtered, level);
    for (const std::size_t piece : {std::size_t{2}, std::size_t{8192}, data.size() - 3}) {
      if (piece == 2 && level != 9) continue;
      std::vector<std::string> chunks{chunk("tEXt", std::string("Software\0paint", 14)),
                                      chunk("caBX", "credentials"), chunk("IDAT", "")};
      for (std::size_t at = 0; at < data.size(); at += piece)
        chunks.push_back(chunk("IDAT", data.substr(at, piece)));
      chunks.push_back(chunk("iTXt", std::string("note\0\0\0\0\0x", 10)));
      const std::string png = file_of(picture.header(), chunks);
      REQUIRE(is_plain(png));
      check_same(png);
    }
  }
}

TEST_CASE("what libpng has to say something about is left to libpng", "[imaging]") {
  cv::RNG random(4);
  const Drawn picture = drawn(64, 64, 2, -1, random);
  const std::string data = deflated(picture.filtered);
  const std::string idat = chunk("IDAT", data);
  const auto with = [&](const std::vector<std::string>& chunks) {
    return file_of(picture.header(), chunks);
  };
  CHECK(is_plain(with({idat})));
  CHECK_FALSE(is_plain(with({chunk("iCCP", "x"), idat})));
  CHECK_FALSE(is_plain(with({chunk("eXIf", "MM"), idat})));
  CHECK_FALSE(is_plain(with({chunk("tRNS", std::string(6, '\0')), idat})));
  CHECK_FALSE(is_plain(with({chunk("PLTE", std::string(6, '\0')), idat})));
  CHECK_FALSE(is_plain(with({chunk("ABCD", "critical and unknown"), idat})));
  CHECK_FALSE(is_plain(with({chunk("tEXt", std::string(2 << 20, 'x')), idat})));
  CHECK_FALSE(is_plain(with({})));
  CHECK_FALSE(is_plain(with({idat, chunk("tEXt", "x"), chunk("IDAT", "")})));
  CHECK_FALSE(is_plain(with({chunk("IDAT", data.substr(0, data.size() - 1))})));
  CHECK_FALSE(is_plain(with({chunk("IDAT", data + std::string(30, 'x'))})));
  CHECK_FALSE(is_plain(with({chunk("IDAT", deflated(picture.filtered + "x"))})));
  CHECK_FALSE(is_plain(with({chunk("IDAT", deflated(picture.filtered.substr(1)))})));
  CHECK_FALSE(is_plain(with({chunk("IDAT", deflated(picture.filtered, 6, 9))})));
  CHECK_FALSE(is_plain(file_of(picture.header(16), {idat})));
  CHECK_FALSE(is_plain(file_of(picture.header(8, 1), {idat})));
  const std::string whole = with({idat});
  CHECK_FALSE(is_plain(whole.substr(0, whole.size() - 12)));  // no IEND
}

TEST_CASE("a damaged PNG is never read as something that libpng does not read", "[imaging]") {
  cv::RNG random(5);
  const std::string whole = png_of(drawn(40, 30, 6, -1, random));
  int refused = 0;
  for (std::size_t at = 8; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << random.uniform(0, 8)));
    check_same(damaged);
    refused += is_plain(damaged) ? 0 : 1;
    check_same(whole.substr(0, at));
  }
  CHECK(refused > static_cast<int>(whole.size()) - 20);
  // The same below the chunks' checksums: deflate's own rules, and its checksum at the end.
  const Drawn picture = drawn(40, 30, 2, -1, random);
  const std::string data = deflated(picture.filtered);
  int wrong = 0;
  for (std::size_t at = 0; at < data.size(); ++at) {
    std::string damaged = data;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << random.uniform(0, 8)));
    const std::string png = file_of(picture.header(), {chunk("IDAT", damaged)});
    check_same(png);
    wrong += is_plain(png) ? 0 : 1;
  }
  CHECK(wrong > static_cast<int>(data.size()) - 8);  // the bits between data and checksum are free
}

TEST_CASE("what is decoded of a file is what was encoded, whichever way it went", "[imaging]") {
  for (const bool with_alpha : {false, true}) {
    const Picture picture = ramp(700, 500, with_alpha);
    const std::string png = encode_png(picture);
    REQUIRE(is_plain(png));
    CHECK(same_pixels(decode(png)->bgr, picture.bgr));
    if (with_alpha) CHECK(same_pixels(decode(png)->alpha, picture.alpha));
  }
}

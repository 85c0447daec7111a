#include "pipeline/emulator/drawing.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <zlib.h>

namespace vitrine::emulator {
namespace {

/// Three columns by five rows a digit, the top left bit first.
constexpr std::array<std::uint16_t, 10> kDigits{
    0b111101101101111, 0b010110010010111, 0b111001111100111, 0b111001111001111, 0b101101111001001,
    0b111100111001111, 0b111100111101111, 0b111001001001001, 0b111101111101111, 0b111101111001111};
constexpr int kPlaces = 4;

void append_big_endian(std::string& out, std::uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<char>(value >> shift & 0xFF));
}

void append_chunk(std::string& png, std::string_view type, std::string_view body) {
  append_big_endian(png, static_cast<std::uint32_t>(body.size()));
  const std::size_t begin = png.size();
  png.append(type).append(body);
  const auto* bytes = reinterpret_cast<const Bytef*>(png.data() + begin);
  append_big_endian(
      png, static_cast<std::uint32_t>(crc32(0, bytes, static_cast<uInt>(png.size() - begin))));
}

std::string header_of(Pixels size) {
  std::string body;
  append_big_endian(body, static_cast<std::uint32_t>(size.width));
  append_big_endian(body, static_cast<std::uint32_t>(size.height));
  body += std::string("\x01\x03\x00\x00\x00", 5);  // one bit a pixel, by palette
  return body;
}

/// One bit a pixel, rows with their filter byte: 1 where the number is.
std::string rows_of(Pixels size, std::uint64_t number) {
  const std::size_t stride = static_cast<std::size_t>(size.width + 7) / 8 + 1;
  std::string rows(stride * static_cast<std::size_t>(size.height), '\0');
  const int columns = kPlaces * 4 - 1;
  const int block = std::max(1, std::min(size.width / (columns + 4), size.height / 9));
  const int left = (size.width - columns * block) / 2, top = (size.height - 5 * block) / 2;
  const auto set_block = [&](int column, int row) {
    for (int y = top + row * block; y < top + (row + 1) * block; ++y)
      for (int x = left + column * block; x < left + (column + 1) * block; ++x) {
        if (x < 0 || y < 0 || x >= size.width || y >= size.height) continue;
        const auto ux = static_cast<std::size_t>(x);
        char& byte = rows[static_cast<std::size_t>(y) * stride + 1 + ux / 8];
        byte = static_cast<char>(byte | 0x80 >> ux % 8);
      }
  };
  for (int place = kPlaces - 1; place >= 0; --place, number /= 10) {
    const std::uint16_t digit = kDigits[number % 10];
    for (int bit = 0; bit < 15; ++bit)
      if (digit & 1 << (14 - bit)) set_block(place * 4 + bit % 3, bit / 3);
  }
  return rows;
}

}  // namespace

std::string draw_flat(Pixels size, std::uint64_t seed) {
  const auto channel = [seed](int shift) {
    return static_cast<char>(96 + (seed >> shift & 0x7F));  // never dark: the number is black
  };
  const std::string palette{channel(8), channel(16), channel(24), 0, 0, 0};
  const std::string rows = rows_of(size, seed);
  std::string packed;
  packed.resize(compressBound(static_cast<uLong>(rows.size())));
  auto packed_size = static_cast<uLongf>(packed.size());
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &packed_size,
                reinterpret_cast<const Bytef*>(rows.data()), static_cast<uLong>(rows.size()),
                1) != Z_OK)
    throw std::runtime_error("drawing a flat picture: zlib failed");
  packed.resize(packed_size);
  std::string png("\x89PNG\r\n\x1A\n");
  append_chunk(png, "IHDR", header_of(size));
  append_chunk(png, "PLTE", palette);
  append_chunk(png, "IDAT", packed);
  append_chunk(png, "IEND", {});
  return png;
}

}  // namespace vitrine::emulator

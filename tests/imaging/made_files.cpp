#include "tests/imaging/made_files.hpp"

#include <turbojpeg.h>

#include <vector>
#include <zlib.h>

namespace vitrine::test {
namespace {

std::string big_endian(std::uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16),
          static_cast<char>(value >> 8), static_cast<char>(value)};
}

}  // namespace

std::string with_segment(const std::string& jpeg, char marker, const std::string& body) {
  const std::size_t length = body.size() + 2;
  const std::string head{'\xFF', marker, static_cast<char>(length >> 8), static_cast<char>(length)};
  return jpeg.substr(0, 2) + head + body + jpeg.substr(2);
}

std::string with_jpeg_profile(const std::string& jpeg, const std::string& profile) {
  // From the last piece on, as each is put in front.
  constexpr std::size_t kMost = 60'000;
  const std::size_t pieces = (profile.size() + kMost - 1) / kMost;
  std::string result = jpeg;
  for (std::size_t i = pieces; i > 0; --i) {
    const std::string number{static_cast<char>(i), static_cast<char>(pieces)};
    result = with_segment(
        result, '\xE2',
        std::string("ICC_PROFILE\0", 12) + number + profile.substr((i - 1) * kMost, kMost));
  }
  return result;
}

std::string png_chunk(const std::string& type, const std::string& body) {
  const std::string checked = type + body;
  const auto sum = static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size())));
  return big_endian(static_cast<std::uint32_t>(body.size())) + checked + big_endian(sum);
}

std::string with_chunk(const std::string& png, const std::string& chunk) {
  constexpr std::size_t kHeaderEnd = 8 + 25;
  return png.substr(0, kHeaderEnd) + chunk + png.substr(kHeaderEnd);
}

std::string with_png_profile(const std::string& png, const std::string& profile) {
  return with_chunk(png, png_chunk("iCCP", std::string("p\0\0", 3) + deflated(profile)));
}

std::string deflated(const std::string& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string out(size, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &size,
            reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uLong>(bytes.size()), 9);
  out.resize(size);
  return out;
}

std::string png_file(std::uint32_t width,
                     std::uint32_t height,
                     int depth,
                     int color_type,
                     const std::string& filtered,
                     const std::string& chunks_before_pixels) {
  const std::string header = big_endian(width) + big_endian(height) +
                             std::string{static_cast<char>(depth), static_cast<char>(color_type)} +
                             std::string(3, '\0');
  return std::string("\x89PNG\r\n\x1a\n") + png_chunk("IHDR", header) + chunks_before_pixels +
         png_chunk("IDAT", deflated(filtered)) + png_chunk("IEND", "");
}

std::string inks_jpeg(const std::array<unsigned char, 4>& stored) {
  std::vector<unsigned char> pixels;
  for (int i = 0; i < 16 * 16; ++i) pixels.insert(pixels.end(), stored.begin(), stored.end());
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  tjhandle handle = tjInitCompress();
  tjCompress2(handle, pixels.data(), 16, 0, 16, TJPF_CMYK, &buffer, &size, TJSAMP_444, 98, 0);
  const std::string bytes(reinterpret_cast<char*>(buffer), size);
  tjFree(buffer);
  tjDestroy(handle);
  return bytes;
}

std::string riff_chunk(const std::string& name, const std::string& body) {
  const auto size = static_cast<std::uint32_t>(body.size());
  return name +
         std::string{static_cast<char>(size), static_cast<char>(size >> 8),
                     static_cast<char>(size >> 16), static_cast<char>(size >> 24)} +
         body + std::string(size & 1, '\0');
}

}  // namespace vitrine::test

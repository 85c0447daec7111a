#include "pipeline/spec/picture_header.hpp"

#include "pipeline/util/picture_kind.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

namespace vitrine::spec {
namespace {

using std::string_view_literals::operator""sv;
using Size = std::optional<domain::PixelSize>;

int byte(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }
int big16(std::string_view bytes, std::size_t at) {
  return byte(bytes, at) << 8 | byte(bytes, at + 1);
}
int little16(std::string_view bytes, std::size_t at) {
  return byte(bytes, at) | byte(bytes, at + 1) << 8;
}
int little24(std::string_view bytes, std::size_t at) {
  return little16(bytes, at) | byte(bytes, at + 2) << 16;
}

Size png_size(std::string_view head) {
  if (head.size() < 24 || head.substr(12, 4) != "IHDR") return std::nullopt;
  if (big16(head, 16) != 0 || big16(head, 20) != 0) return std::nullopt;  // beyond any picture
  return domain::PixelSize{big16(head, 18), big16(head, 22)};
}

Size webp_size(std::string_view head) {
  if (head.size() < 30) return std::nullopt;
  const std::string_view chunk = head.substr(12, 4);
  if (chunk == "VP8X") return domain::PixelSize{little24(head, 24) + 1, little24(head, 27) + 1};
  if (chunk == "VP8 ")
    return domain::PixelSize{little16(head, 26) & 0x3FFF, little16(head, 28) & 0x3FFF};
  if (chunk != "VP8L" || byte(head, 20) != 0x2F) return std::nullopt;
  const int low = little16(head, 21), high = little16(head, 23);
  return domain::PixelSize{(low & 0x3FFF) + 1, (low >> 14 | (high & 0xFFF) << 2) + 1};
}

/// Start of frame: C0 to CF without DHT, JPG and DAC.
bool is_frame_marker(int marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/// Walks the segments, whose lengths lead past any profile or preview to the frame header.
Size jpeg_size(std::ifstream& file) {
  std::array<char, 9> head;
  std::streamoff at = 2;
  for (int segments = 0; segments < 1000; ++segments) {
    file.seekg(at);
    if (!file.read(head.data(), head.size())) return std::nullopt;
    const std::string_view bytes(head.data(), head.size());
    if (byte(bytes, 0) != 0xFF) return std::nullopt;
    if (byte(bytes, 1) == 0xFF) {  // a fill byte
      ++at;
      continue;
    }
    if (is_frame_marker(byte(bytes, 1))) return domain::PixelSize{big16(bytes, 7), big16(bytes, 5)};
    at += 2 + big16(bytes, 2);
  }
  return std::nullopt;
}

/// The largest size that an item is said to have: a picture put together from tiles names those
/// too.
Size avif_size(std::ifstream& file) {
  constexpr std::size_t kProperties = 1 << 16;  // they stand in front of the pixels
  constexpr std::string_view kItemSize{"ispe\0\0\0\0", 8};
  std::string head(kProperties, '\0');
  file.seekg(0);
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(file.gcount()));
  Size largest;
  for (std::size_t at = head.find(kItemSize); at != std::string::npos && at + 16 <= head.size();
       at = head.find(kItemSize, at + 1)) {
    if (big16(head, at + 8) > 0x7FFF || big16(head, at + 12) > 0x7FFF) return std::nullopt;
    const domain::PixelSize size{big16(head, at + 8) << 16 | big16(head, at + 10),
                                 big16(head, at + 12) << 16 | big16(head, at + 14)};
    const auto area = [](domain::PixelSize s) { return std::int64_t{s.width} * s.height; };
    if (!largest || area(size) > area(*largest)) largest = size;
  }
  return largest;
}

}  // namespace

util::Result<domain::PixelSize> picture_size(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::array<char, 1024> buffer{};
  file.read(buffer.data(), buffer.size());
  const std::string_view head(buffer.data(), static_cast<std::size_t>(file.gcount()));
  const util::PictureKind kind = util::picture_kind(head);
  file.clear();
  Size size;
  switch (kind) {
    case util::PictureKind::none:
      return util::Error{util::ErrorKind::bad_image, util::why_no_picture(head)};
    case util::PictureKind::png:
      size = png_size(head);
      break;
    case util::PictureKind::webp:
      size = webp_size(head);
      break;
    case util::PictureKind::jpeg:
      size = jpeg_size(file);
      break;
    case util::PictureKind::avif:
      size = avif_size(file);
      break;
  }
  if (!size || size->width < 1 || size->height < 1)
    return util::Error{util::ErrorKind::bad_image,
                       "begins like a picture, but its header is broken or cut short"};
  return *size;
}

}  // namespace vitrine::spec

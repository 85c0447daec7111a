#include "pipeline/imaging/container.hpp"

#include "pipeline/imaging/byte_order.hpp"

#include <algorithm>
#include <map>

namespace vitrine::imaging {
namespace {

constexpr std::string_view kPngSignature{"\x89PNG\r\n\x1a\n", 8};
constexpr std::string_view kIccTag{"ICC_PROFILE\0", 12};
constexpr std::string_view kExifTag{"Exif\0\0", 6};

std::string hex(unsigned char byte) {
  constexpr const char* digits = "0123456789ABCDEF";
  return {digits[byte >> 4], digits[byte & 15]};
}

/// Markers that stand alone, without a length behind them.
bool stands_alone(unsigned char marker) {
  return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD9);
}

}  // namespace

std::vector<Part> jpeg_parts(std::string_view bytes) {
  std::vector<Part> parts;
  if (!bytes.starts_with("\xFF\xD8")) return parts;
  std::size_t at = 2;
  while (at + 4 <= bytes.size() && bytes[at] == '\xFF') {
    const auto marker = static_cast<unsigned char>(bytes[at + 1]);
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    if (stands_alone(marker)) {
      at += 2;
      continue;
    }
    const std::size_t length = big_endian_16(bytes, at + 2);
    if (length < 2 || at + 2 + length > bytes.size()) break;
    parts.push_back({hex(marker), bytes.substr(at + 4, length - 2), at, at + 2 + length});
    at += 2 + length;
    if (marker == 0xDA) break;
  }
  return parts;
}

std::vector<Part> png_parts(std::string_view bytes) {
  std::vector<Part> parts;
  if (!bytes.starts_with(kPngSignature)) return parts;
  std::size_t at = kPngSignature.size();
  while (at + 12 <= bytes.size()) {
    const std::size_t length = big_endian_32(bytes, at);
    if (length > bytes.size() - at - 12) break;
    parts.push_back(
        {std::string(bytes.substr(at + 4, 4)), bytes.substr(at + 8, length), at, at + 12 + length});
    at += 12 + length;
    if (parts.back().name == "IEND") break;
  }
  return parts;
}

std::vector<Part> webp_parts(std::string_view bytes) {
  std::vector<Part> parts;
  if (bytes.size() < 12 || !bytes.starts_with("RIFF") || bytes.substr(8, 4) != "WEBP") return parts;
  std::size_t at = 12;
  while (at + 8 <= bytes.size()) {
    const std::size_t length = little_endian_32(bytes, at + 4);
    if (length > bytes.size() - at - 8) break;
    const std::size_t end = std::min(at + 8 + length + (length & 1), bytes.size());
    parts.push_back({std::string(bytes.substr(at, 4)), bytes.substr(at + 8, length), at, end});
    at = end;
  }
  return parts;
}

bool has_bmff_part(std::string_view bytes, std::string_view uuid) {
  if (bytes.size() < 8 || bytes.substr(4, 4) != "ftyp") return false;
  std::size_t at = 0;
  while (at + 8 <= bytes.size()) {
    const std::size_t length = big_endian_32(bytes, at);
    if (bytes.substr(at + 4, 4) == "uuid" && bytes.substr(at + 8).starts_with(uuid)) return true;
    if (length < 8 || length > bytes.size() - at) return false;  // 64-bit lengths are for videos
    at += length;
  }
  return false;
}

const Part* find_part(const std::vector<Part>& parts, std::string_view name) {
  const auto found = std::ranges::find(parts, name, &Part::name);
  return found == parts.end() ? nullptr : &*found;
}

std::string jpeg_icc(const std::vector<Part>& parts) {
  std::map<int, std::string_view> pieces;  // a profile over 64 KB is cut into numbered pieces
  int count = 0;
  for (const Part& part : parts)
    if (part.name == "E2" && part.body.starts_with(kIccTag) && part.body.size() > 14) {
      pieces[static_cast<unsigned char>(part.body[12])] = part.body.substr(14);
      count = static_cast<unsigned char>(part.body[13]);
    }
  if (pieces.empty() || static_cast<int>(pieces.size()) != count) return {};
  std::string profile;
  for (const auto& [number, piece] : pieces) profile.append(piece);
  return profile;
}

std::string_view jpeg_exif(const std::vector<Part>& parts) {
  for (const Part& part : parts)
    if (part.name == "E1" && part.body.starts_with(kExifTag)) return part.body.substr(6);
  return {};
}

}  // namespace vitrine::imaging

#include "pipeline/util/picture_kind.hpp"

#include <algorithm>
#include <array>

namespace vitrine::util {
namespace {

using std::string_view_literals::operator""sv;

/// The brands of an ISO base media file: the major one and those it is compatible with.
bool has_brand(std::string_view head, std::string_view brand) {
  if (head.size() < 16 || head.substr(4, 4) != "ftyp") return false;
  const auto length = std::min<std::size_t>(
      head.size(), static_cast<unsigned char>(head[2]) << 8 | static_cast<unsigned char>(head[3]));
  for (std::size_t at = 8; at + 4 <= length; at += at == 8 ? 8 : 4)  // a version stands in between
    if (head.substr(at, 4) == brand) return true;
  return false;
}

struct Signature {
  std::string_view begins;
  std::string_view remedy;
};
constexpr std::string_view kSave = "; save it as PNG, JPEG, WebP or AVIF";
constexpr std::array<Signature, 13> kForeign{{
    {"GIF8"sv, "is a GIF picture"},
    {"II*\0"sv, "is a TIFF picture (or a camera's raw file)"},
    {"MM\0*"sv, "is a TIFF picture (or a camera's raw file)"},
    {"II+\0"sv, "is a TIFF picture (or a camera's raw file)"},
    {"BM"sv, "is a BMP picture"},
    {"8BPS"sv, "is a Photoshop document"},
    {"%PDF"sv, "is a PDF document"},
    {"%!PS"sv, "is a PostScript document"},
    {"\xFF\x0A"sv, "is a JPEG XL picture"},
    {"\0\0\0\x0CJXL "sv, "is a JPEG XL picture"},
    {"\0\0\0\x0CjP  "sv, "is a JPEG 2000 picture"},
    {"PK\x03\x04"sv, "is a zip archive; unpack it"},
    {"\x1F\x8B"sv, "is a compressed file; unpack it"},
}};

bool is_text(std::string_view head) {
  return std::none_of(head.begin(), head.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x7F || (byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f');
  });
}

bool mentions(std::string_view head, std::string_view word) {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
  return std::search(head.begin(), head.end(), word.begin(), word.end(), same) != head.end();
}

}  // namespace

PictureKind picture_kind(std::string_view head) {
  if (head.starts_with("\xFF\xD8\xFF"sv)) return PictureKind::jpeg;
  if (head.starts_with("\x89PNG"sv)) return PictureKind::png;
  if (head.starts_with("RIFF"sv) && head.substr(std::min<std::size_t>(8, head.size()), 4) == "WEBP")
    return PictureKind::webp;
  if (has_brand(head, "avif") || has_brand(head, "avis")) return PictureKind::avif;
  return PictureKind::none;
}

std::string why_no_picture(std::string_view head) {
  if (head.empty()) return "is empty";
  for (const auto& [begins, what] : kForeign)
    if (head.starts_with(begins))
      return std::string(what) +
             std::string(what.find(';') == std::string_view::npos ? kSave : std::string_view());
  for (const std::string_view brand : {"heic"sv, "heix"sv, "heif"sv, "mif1"sv, "hevc"sv})
    if (has_brand(head, brand)) return "is a HEIC picture (a phone's)" + std::string(kSave);
  if (head.size() >= 8 && head.substr(4, 4) == "ftyp")
    return "is a video; a still picture is needed";
  if (!is_text(head.substr(0, 256))) return "is no JPEG, PNG, WebP or AVIF picture";
  const std::string_view start = head.substr(0, 1024);
  if (mentions(start, "<svg")) return "is an SVG drawing; export it as PNG";
  if (mentions(start, "<html") || mentions(start, "<!doctype html"))
    return "is a web page, perhaps an error message that was saved as a picture; download it anew";
  return "is a text file, no picture";
}

}  // namespace vitrine::util

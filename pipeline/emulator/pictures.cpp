#include "pipeline/emulator/pictures.hpp"

#include "pipeline/imaging/codec.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace vitrine::emulator {
namespace {

constexpr std::array<std::string_view, 5> kAccepted{"image/png", "image/jpeg", "image/webp",
                                                    "image/heic", "image/heif"};

}  // namespace

std::string_view sniffed_type(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
  if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (bytes.starts_with("RIFF") && bytes.substr(0, 12).ends_with("WEBP")) return "image/webp";
  if (bytes.size() >= 12 && bytes.substr(4, 4) == "ftyp") {
    const std::string_view brand = bytes.substr(8, 4);
    if (brand == "heic" || brand == "heix") return "image/heic";
    if (brand == "mif1" || brand == "msf1") return "image/heif";
  }
  return {};
}

std::optional<ApiError> wrong_picture(std::string_view mime_type, std::string_view bytes) {
  if (std::find(kAccepted.begin(), kAccepted.end(), mime_type) == kAccepted.end())
    return invalid_argument("Unsupported MIME type: " + std::string(mime_type));
  const std::string_view found = sniffed_type(bytes);
  if (found.empty()) return invalid_argument("Unable to process input image. It is not readable.");
  const bool heif = found.starts_with("image/hei") && mime_type.starts_with("image/hei");
  if (found != mime_type && !heif)
    return invalid_argument("Unhandled generated data mime type: " + std::string(found));
  if (!heif && !imaging::inspect(bytes))
    return invalid_argument("Unable to process input image. It is cut short.");
  return std::nullopt;
}

std::optional<Pixels> shape_of(std::string_view bytes) {
  const auto info = imaging::inspect(bytes);
  if (!info) return std::nullopt;
  return Pixels{info->width, info->height};
}

}  // namespace vitrine::emulator

#include "pipeline/imaging/metadata.hpp"

#include "pipeline/imaging/byte_order.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/container.hpp"
#include "pipeline/imaging/file_codec.hpp"
#include "pipeline/imaging/icc.hpp"
#include "pipeline/imaging/xmp.hpp"

#include <webp/mux.h>

#include <algorithm>
#include <memory>
#include <zlib.h>

namespace vitrine::imaging {
namespace {

using util::Error;
using util::ErrorKind;
using util::Result;

constexpr std::string_view kJpegXmp{"http://ns.adobe.com/xap/1.0/\0", 29};
constexpr std::string_view kJpegIcc{"ICC_PROFILE\0\1\1", 14};  // piece 1 of 1
constexpr std::string_view kPngXmp{"XML:com.adobe.xmp\0", 18};
constexpr std::size_t kSegmentMost = 65'533;

/// Under which Content Credentials lie in an ISO base media file (C2PA 2.1, A.5.1).
constexpr std::string_view kC2paUuid{
    "\xD8\xFE\xC3\xD6\x1B\x0E\x48\x3C\x92\x97\x58\x28\x87\x7E\xC4\x81", 16};

bool is_jpeg_xmp(const Part& part) { return part.name == "E1" && part.body.starts_with(kJpegXmp); }
bool is_jpeg_icc(const Part& part) {
  return part.name == "E2" && part.body.starts_with("ICC_PROFILE");
}
bool is_png_xmp(const Part& part) { return part.name == "iTXt" && part.body.starts_with(kPngXmp); }

// --- JPEG ---

void append_segment(std::string& out, char marker, std::string_view head, std::string_view body) {
  out.push_back('\xFF');
  out.push_back(marker);
  append_big_endian_16(out, static_cast<std::uint32_t>(head.size() + body.size() + 2));
  out.append(head).append(body);
}

Result<std::string> write_jpeg(std::string_view file, const std::string& packet) {
  const std::vector<Part> parts = jpeg_parts(file);
  if (parts.empty() || parts.back().name != "DA")
    return Error{ErrorKind::bad_image, "the JPEG is broken; no metadata can be written into it"};
  if (packet.size() + kJpegXmp.size() > kSegmentMost)
    return Error{ErrorKind::bad_image, "the XMP packet is too long for a JPEG"};
  std::string out(file.substr(0, 2));
  bool written = false;
  for (const Part& part : parts) {
    // JFIF and Exif want to be first.
    const bool stays_ahead = part.name == "E0" || (part.name == "E1" && !is_jpeg_xmp(part));
    if (!stays_ahead && !written) {
      append_segment(out, '\xE1', kJpegXmp, packet);
      append_segment(out, '\xE2', kJpegIcc, srgb_profile());
      written = true;
    }
    if (!is_jpeg_xmp(part) && !is_jpeg_icc(part))
      out.append(file.substr(part.begin, part.end - part.begin));
  }
  return out.append(file.substr(parts.back().end));
}

std::string_view find_jpeg_xmp(std::string_view file) {
  const std::vector<Part> parts = jpeg_parts(file);
  const auto found = std::ranges::find_if(parts, is_jpeg_xmp);
  return found == parts.end() ? std::string_view() : found->body.substr(kJpegXmp.size());
}

// --- PNG ---

void append_chunk(std::string& out, std::string_view type, const std::string& body) {
  append_big_endian_32(out, static_cast<std::uint32_t>(body.size()));
  const std::size_t checked_from = out.size();
  out.append(type).append(body);
  const auto* checked = reinterpret_cast<const Bytef*>(out.data() + checked_from);
  append_big_endian_32(out, static_cast<std::uint32_t>(
                                crc32(0, checked, static_cast<uInt>(out.size() - checked_from))));
}

bool names_other_colors(const Part& part) {
  return part.name == "iCCP" || part.name == "gAMA" || part.name == "cHRM" || part.name == "sRGB";
}

Result<std::string> write_png(std::string_view file, const std::string& packet) {
  const std::vector<Part> parts = png_parts(file);
  if (parts.size() < 3 || parts.front().name != "IHDR" || parts.back().name != "IEND")
    return Error{ErrorKind::bad_image, "the PNG is broken; no metadata can be written into it"};
  // Not compressed, no language, no translated keyword.
  const std::string text = std::string(kPngXmp) + std::string(4, '\0') + packet;
  std::string out(file.substr(0, parts.front().end));
  append_chunk(out, "sRGB", std::string(1, '\0'));
  append_chunk(out, "iTXt", text);
  for (std::size_t i = 1; i < parts.size(); ++i)
    if (!is_png_xmp(parts[i]) && !names_other_colors(parts[i]))
      out.append(file.substr(parts[i].begin, parts[i].end - parts[i].begin));
  return out;
}

std::string_view find_png_xmp(std::string_view file) {
  const std::vector<Part> parts = png_parts(file);
  const auto found = std::ranges::find_if(parts, is_png_xmp);
  if (found == parts.end()) return {};
  const std::string_view body = found->body;
  const std::size_t language_end = body.find('\0', kPngXmp.size() + 2);
  if (language_end == std::string_view::npos) return {};
  const std::size_t keyword_end = body.find('\0', language_end + 1);
  return keyword_end == std::string_view::npos ? std::string_view() : body.substr(keyword_end + 1);
}

// --- WebP ---

struct DeleteMux {
  void operator()(WebPMux* mux) const { WebPMuxDelete(mux); }
};

WebPData as_data(std::string_view bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

Result<std::string> write_webp(std::string_view file, const std::string& packet) {
  const WebPData source = as_data(file), xmp = as_data(packet), icc = as_data(srgb_profile());
  const std::unique_ptr<WebPMux, DeleteMux> mux{WebPMuxCreate(&source, 0)};
  WebPData assembled;
  WebPDataInit(&assembled);
  if (!mux || WebPMuxSetChunk(mux.get(), "ICCP", &icc, 0) != WEBP_MUX_OK ||
      WebPMuxSetChunk(mux.get(), "XMP ", &xmp, 0) != WEBP_MUX_OK ||
      WebPMuxAssemble(mux.get(), &assembled) != WEBP_MUX_OK)
    return Error{ErrorKind::bad_image, "the WebP is broken; no metadata can be written into it"};
  std::string out(reinterpret_cast<const char*>(assembled.bytes), assembled.size);
  WebPDataClear(&assembled);
  return out;
}

std::string_view find_webp_part(std::string_view file, std::string_view name) {
  const std::vector<Part> parts = webp_parts(file);
  const Part* part = find_part(parts, name);
  return part == nullptr ? std::string_view() : part->body;
}

std::string find_xmp(std::string_view file, FileKind kind) {
  switch (kind) {
    case FileKind::jpeg:
      return std::string(find_jpeg_xmp(file));
    case FileKind::png:
      return std::string(find_png_xmp(file));
    case FileKind::webp:
      return std::string(find_webp_part(file, "XMP "));
    case FileKind::avif:
      return avif_xmp(file);
  }
  return {};
}

}  // namespace

Result<std::string> with_provenance(std::string_view file, const Provenance& provenance) {
  const Result<FileInfo> info = inspect(file);
  if (!info) return info.error();
  const std::string packet = write_xmp(provenance);
  switch (info->kind) {
    case FileKind::jpeg:
      return write_jpeg(file, packet);
    case FileKind::png:
      return write_png(file, packet);
    case FileKind::webp:
      return write_webp(file, packet);
    case FileKind::avif:
      return Error{ErrorKind::unsupported, "an AVIF gets its metadata while it is encoded"};
  }
  return Error{ErrorKind::bad_image, "the picture is of an unknown kind"};
}

Result<Provenance> read_provenance(std::string_view file) {
  const Result<FileInfo> info = inspect(file);
  if (!info) return info.error();
  const std::string packet = find_xmp(file, info->kind);
  if (packet.empty()) return Error{ErrorKind::not_found, "the file has no XMP packet"};
  return read_xmp(packet);
}

bool says_srgb(std::string_view file) {
  const Result<FileInfo> info = inspect(file);
  if (!info) return false;
  switch (info->kind) {
    case FileKind::jpeg:
      return jpeg_icc(jpeg_parts(file)) == srgb_profile();
    case FileKind::png:
      return find_part(png_parts(file), "sRGB") != nullptr;
    case FileKind::webp:
      return find_webp_part(file, "ICCP") == srgb_profile();
    case FileKind::avif:
      return avif_says_srgb(file);
  }
  return false;
}

bool holds_content_credentials(std::string_view file) {
  const std::vector<Part> jpeg = jpeg_parts(file);
  // JUMBF in APP11: two letters, two numbers, and then a box.
  const auto is_jumbf = [](const Part& part) {
    return part.name == "EB" && part.body.starts_with("JP") &&
           part.body.substr(0, 64).find("jumb") != std::string_view::npos;
  };
  return std::ranges::any_of(jpeg, is_jumbf) || find_part(png_parts(file), "caBX") != nullptr ||
         find_part(webp_parts(file), "C2PA") != nullptr || has_bmff_part(file, kC2paUuid);
}

}  // namespace vitrine::imaging

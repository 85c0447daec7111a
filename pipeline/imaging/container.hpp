#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// The outer structure of picture files: where each piece lies, nothing decoded. The views point
/// into the bytes that were given.
namespace vitrine::imaging {

struct Part {
  std::string name;       ///< JPEG: marker in hex ("E1"); PNG chunk type; WebP four letters
  std::string_view body;  ///< without length, type and checksum
  std::size_t begin = 0;  ///< of the whole piece in the file
  std::size_t end = 0;
};

/// Up to and with the start of scan ("DA"). Empty if the bytes are no JPEG; ends early where the
/// structure is broken.
std::vector<Part> jpeg_parts(std::string_view bytes);
/// All chunks up to and with IEND. Checksums are not verified (libpng does).
std::vector<Part> png_parts(std::string_view bytes);
/// The chunks inside RIFF/WEBP.
std::vector<Part> webp_parts(std::string_view bytes);

/// Whether an ISO base media file has a "uuid" box of that 16-byte name on its outer level.
bool has_bmff_part(std::string_view bytes, std::string_view uuid);

/// The first part of that name, or null.
const Part* find_part(const std::vector<Part>& parts, std::string_view name);

/// An ICC profile put together from its APP2 segments; empty if there is none or a piece is
/// missing.
std::string jpeg_icc(const std::vector<Part>& parts);
/// The TIFF block of the Exif APP1 segment, without "Exif\0\0"; empty if there is none.
std::string_view jpeg_exif(const std::vector<Part>& parts);

}  // namespace vitrine::imaging

#pragma once

#include <array>
#include <cstdint>
#include <string>

/// Files no encoder of ours writes, put together by the tests.
namespace vitrine::test {

/// Puts a segment right behind the start of a JPEG.
std::string with_segment(const std::string& jpeg, char marker, const std::string& body);
std::string with_jpeg_profile(const std::string& jpeg, const std::string& profile);

/// One PNG chunk with its length and checksum.
std::string png_chunk(const std::string& type, const std::string& body);
/// Puts a chunk behind the PNG's header.
std::string with_chunk(const std::string& png, const std::string& chunk);
std::string with_png_profile(const std::string& png, const std::string& profile);
/// A whole PNG of `filtered` rows (each begins with its filter).
std::string png_file(std::uint32_t width,
                     std::uint32_t height,
                     int depth,
                     int color_type,
                     const std::string& filtered,
                     const std::string& chunks_before_pixels = {});
std::string deflated(const std::string& bytes);

/// 16 x 16 of one CMYK value as TurboJPEG takes it (Adobe's way: 255 = no ink), as YCCK.
std::string inks_jpeg(const std::array<unsigned char, 4>& stored);

/// A WebP's or other RIFF's chunk.
std::string riff_chunk(const std::string& name, const std::string& body);

}  // namespace vitrine::test

#pragma once

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/container.hpp"

/// What codec.cpp needs of each format: its header, and its pixels as the file stores them.
namespace vitrine::imaging {

struct Stored {
  Picture picture;  ///< not yet turned, colours not yet converted; empty where there are inks
  cv::Mat inks;     ///< CV_8UC4: C, M, Y, K with 255 = full, of a file meant for print
  std::string icc_profile;  ///< empty: sRGB
  int orientation = 1;      ///< as in Exif
};

util::Error bad_image(std::string message);
/// CV_8UC3 or CV_8UC4 (B, G, R, A) into colour and alpha.
void split_alpha(const cv::Mat& pixels, Picture& picture);

util::Result<FileInfo> inspect_jpeg(std::string_view bytes);
util::Result<FileInfo> inspect_png(std::string_view bytes);
util::Result<FileInfo> inspect_webp(std::string_view bytes);
util::Result<FileInfo> inspect_avif(std::string_view bytes);

/// `info` is what inspect said of the same bytes, already held against the limits.
util::Result<Stored> decode_jpeg(std::string_view bytes, const FileInfo& info);
util::Result<Stored> decode_png(std::string_view bytes, const FileInfo& info);
/// Whatever kind of PNG it is; decode_png does the plain ones itself and must give the same.
util::Result<Stored> decode_png_by_libpng(std::string_view bytes);
util::Result<Stored> decode_webp(std::string_view bytes, const FileInfo& info);
util::Result<Stored> decode_avif(std::string_view bytes, const FileInfo& info);

/// The XMP packet of an AVIF; empty if it has none or is broken.
std::string avif_xmp(std::string_view file);
bool avif_says_srgb(std::string_view file);

}  // namespace vitrine::imaging

#pragma once

#include "pipeline/imaging/picture.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace vitrine::imaging {

enum class FileKind { jpeg, png, webp, avif };

/// What a file's first bytes say, without decoding it.
struct FileInfo {
  FileKind kind;
  int width = 0, height = 0;  ///< as stored, before any EXIF turn
  bool has_alpha = false;
};
/// bad_image if the bytes are no JPEG, PNG, WebP or AVIF, or the header is cut short; the message
/// says what the file is instead and what to do.
util::Result<FileInfo> inspect(std::string_view bytes);
const char* media_type(FileKind kind);  ///< "image/jpeg"

struct DecodeLimits {
  std::int64_t pixels = 100'000'000;  ///< refused by the header, before memory is asked for
};
/// The picture upright (EXIF), in sRGB (an embedded profile is converted, CMYK by its profile), 8
/// bits deep, alpha kept apart and not multiplied in, and left out where it is opaque everywhere.
/// bad_image for anything cut short, broken, animated, too large, in high dynamic range, or CMYK
/// without a profile.
util::Result<Picture> decode(std::string_view bytes, const DecodeLimits& limits = {});
/// One grey channel, for masks: alpha if the file has one that is not opaque everywhere, else luma.
/// Values are taken as stored: a colour profile says nothing about a mask.
util::Result<cv::Mat> decode_mask(std::string_view bytes, const DecodeLimits& limits = {});

/// Lossless; the same pixels give the same bytes for the same library versions.
std::string encode_png(const Picture& picture);
std::string encode_png_grey(const cv::Mat& grey);
std::string encode_jpeg(const cv::Mat& bgr, int quality, bool chroma_444);
/// `sharp_chroma`: colour, which WebP holds at half the resolution, is fitted to the edges between
/// saturated colours instead of averaged; three times slower. `method` is libwebp's, 0 (quick) to 6
/// (small). 2 takes a third of the time of 4, its own default, and makes files a few percent
/// larger.
std::string encode_webp(const Picture& picture,
                        int quality,
                        bool sharp_chroma = false,
                        int method = 2);
/// `xmp` is written while encoding (empty: none), as an AVIF cannot be added to afterwards; colours
/// are named as sRGB, by profile and by number. One thread, libaom at speed 6; alpha is lossless.
std::string encode_avif(const Picture& picture,
                        int quality,
                        bool chroma_444,
                        std::string_view xmp = {});

/// "libjpeg-turbo 2.1.5, libpng 1.6.39, libwebp 1.2.4, zlib 1.2.13, lcms 2.14, opencv 4.6.0": part
/// of every finish key, and what `reproduce` names when bytes differ.
std::string codec_versions();
/// "libavif 0.11.1, libaom 3.6.0": what AVIF files are written by, besides those above.
std::string avif_versions();

}  // namespace vitrine::imaging
